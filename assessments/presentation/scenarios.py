"""Scenarios as pages show them: before, after and the difference, in words and on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import F
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine
from assessments.computing.scenarios import asked_unrated, changed_record
from assessments.models import Answer, Assessment, Confidence, Scenario
from assessments.models.stored import Answered, ScenarioResult
from assessments.presentation.bands import ShownValue, shown_value
from assessments.presentation.differences import ShownDifference, laid_differences
from assessments.presentation.ratings import answer_words
from assessments.services import refusal_to_make_scenario
from interfaces.models import Indicator, Phase
from ocpo.accounts.models import User
from ocpo.pages.display import DASH, points


@dataclass(frozen=True)
class ScenarioValue:
    """A value in the assessment and in the scenario; `difference` is after less before, in unrounded points."""

    code: str
    title: str
    role: str
    before: ShownValue
    after: ShownValue
    difference: float | None


@dataclass(frozen=True)
class ChangedPhase:
    before: str
    after: str


@dataclass(frozen=True)
class ChangedAnswer:
    """What assessors answered about an indicator and what the scenario assumes, in words."""

    indicator: Indicator
    before: str
    after: str


@dataclass(frozen=True)
class ScenarioLine:
    """A scenario in a list; `is_current` says that it starts from the assessment's current score."""

    scenario: Scenario
    gap: ShownDifference
    is_current: bool

    @property
    def words(self) -> str:
        return self.gap.words


@dataclass(frozen=True)
class ScenarioList:
    """An assessment's scenarios, their differences on one shared scale, and whether the person may make one."""

    rows: list[ScenarioLine]
    reach: float
    can_make: bool


@dataclass(frozen=True)
class ShownScenario:
    """A scenario with its result; `indicators` are those that it changes."""

    scenario: Scenario
    framework: scoring.Framework
    indicators: list[Indicator]
    phases: Mapping[str, str]

    @property
    def result(self) -> ScenarioResult:
        return cast(ScenarioResult, self.scenario.result)

    @cached_property
    def headline(self) -> ShownDifference:
        """Return the difference in mission risk, on a scale of its own."""
        return laid_differences([self.result["difference"]["headline"]], self.framework)[0]

    @property
    def has_changes(self) -> bool:
        """Say whether an answer or the phase is changed; measures alone may be noted."""
        return bool(self.scenario.changes["ratings"]) or "phase" in self.scenario.changes

    @property
    def unrated(self) -> int:
        """Return how many of the indicators that are asked in the scenario's phase are unrated."""
        score = self.scenario.assessment.current_score
        if score is None:
            return 0
        return asked_unrated(self.framework, changed_record(score.inputs, self.scenario.changes))

    @property
    def rows(self) -> list[ScenarioValue]:
        """Return mission risk, targets and interfaces before and after."""
        targets = self.framework.find(kind="target")
        interfaces = self.framework.find(kind="interface")
        codes = [self.framework.headline, *(node.code for node in (*targets, *interfaces))]
        return [self._row(code) for code in codes]

    def _row(self, code: str) -> ScenarioValue:
        result = self.result
        return ScenarioValue(
            code=code,
            title=result["nodes"][code]["title"],
            role="response" if self.framework.node(code).role == "response" else "threat",
            before=shown_value(self.framework, code, result["base"][code]),
            after=shown_value(self.framework, code, result["nodes"][code]),
            difference=result["difference"]["nodes"][code],
        )

    @property
    def phase(self) -> ChangedPhase | None:
        """Return the titles of both phases where the scenario changes it."""
        if "phase" not in self.scenario.changes:
            return None
        before, after = self.result["replaced"]["phase"], self.scenario.changes["phase"]
        return ChangedPhase(self._phase(before), self._phase(after))

    def _phase(self, code: str | None) -> str:
        return self.phases[code] if code else _("Whole mission, looking back")

    @property
    def ratings(self) -> list[ChangedAnswer]:
        replaced, changed = self.result["replaced"]["ratings"], self.scenario.changes["ratings"]
        return [
            ChangedAnswer(
                indicator,
                before=answers_in_words(indicator, replaced[indicator.code]),
                after=answers_in_words(indicator, [changed[indicator.code]]),
            )
            for indicator in self.indicators
        ]


def shown_scenario(scenario: Scenario) -> ShownScenario:
    """Return a scenario as its page shows it. Raises Unreadable where this version cannot read its result."""
    if scenario.result:
        require_known_engine(scenario.result.get("engine_version", scoring.ENGINE_VERSION))
    indicators = Indicator.objects.with_levels().filter(code__in=scenario.changes["ratings"])
    phases = dict(Phase.objects.values_list("code", "title"))
    return ShownScenario(scenario, engine_framework(scenario.assessment.framework), list(indicators), phases)


def shown_scenarios(assessment: Assessment, person: User) -> ScenarioList | None:
    """Return an assessment's scenarios; None while there is no common score to compare them with."""
    if assessment.is_private or assessment.current_score is None:
        return None
    found = assessment.scenarios.select_related("created_by").annotate(gap=F("result__difference__headline"))
    scenarios = list(found.defer("result", "changes", "note"))
    laid = laid_differences([scenario.gap for scenario in scenarios], engine_framework(assessment.framework))
    standing = assessment.current_score.digest
    rows = [
        ScenarioLine(scenario, gap, is_current=scenario.base_digest == standing)
        for scenario, gap in zip(scenarios, laid, strict=True)
    ]
    can_make = not refusal_to_make_scenario(assessment.mission.role_of(person))
    return ScenarioList(rows, laid[0].reach if laid else 0.0, can_make)


def answers_in_words(indicator: Indicator, answers: Iterable[Answered]) -> str:
    """Return what was answered, one after the other; "Not yet rated" where nobody answered."""
    return "; ".join(_answer_in_words(indicator, answer) for answer in answers) or answer_words(indicator, None)


def _answer_in_words(indicator: Indicator, row: Answered) -> str:
    if row["answer"] != Answer.RATED:
        return answer_words(indicator, row["answer"])
    parts = [answer_words(indicator, points(row["best"]))]
    if row["lowest"] is not None or row["highest"] is not None:
        ends = {"lowest": _end(row["lowest"]), "highest": _end(row["highest"])}
        parts.append(_("plausible %(lowest)s to %(highest)s") % ends)
    parts.append(_("confidence %(level)s") % {"level": str(Confidence(row["confidence"]).label).lower()})
    return ", ".join(parts)


def _end(number: float | None) -> str:
    return DASH if number is None else f"{number:g}"
