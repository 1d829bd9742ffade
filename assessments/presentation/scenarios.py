"""Scenarios as pages show them: before, after and the difference, in words and on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine
from assessments.computing.scenarios import asked_unrated, changed_record, shown_headline
from assessments.models import Answer, Assessment, Confidence, Scenario
from assessments.models.stored import Answered, HeadlineDifference, ScenarioResult
from assessments.presentation.bands import ShownValue, shown_value
from assessments.presentation.likelihoods import of_100
from assessments.presentation.ratings import answer_words
from assessments.services import refusal_to_make_scenario
from interfaces.models import Indicator, Phase
from ocpo.accounts.models import User
from ocpo.pages import bars
from ocpo.pages.display import DASH, points


@dataclass(frozen=True)
class ShownDifference:
    """A headline's difference laid on a scale that reaches `reach` points to either side of its middle.

    `x`, `x_p5` and `x_p95` are places on it, None where there is no number.
    """

    value: float | None
    words: str
    reach: float
    x: str | None
    x_p5: str | None
    x_p95: str | None
    is_outside: bool


@dataclass(frozen=True)
class ScenarioValue:
    """A value in the assessment and in the scenario; `difference` is of their unrounded values."""

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
    """What was answered about an indicator and what the scenario says, in words."""

    indicator: Indicator
    before: str
    after: str


@dataclass(frozen=True)
class ScenarioLine:
    """A scenario in a list; `is_current` where it rests on the score that the assessment stands on now."""

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
        """Return the difference in mission risk, laid on its own scale."""
        return laid_differences([self.result["difference"]["headline"]], self.framework)[0]

    @property
    def has_changes(self) -> bool:
        """Say whether an answer or the phase is changed; measures alone may be noted."""
        return bool(self.scenario.changes["ratings"]) or "phase" in self.scenario.changes

    @property
    def unrated(self) -> int:
        """Return how many indicators asked in the scenario's phase nobody has rated."""
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
                before=said_words(indicator, replaced[indicator.code]),
                after=said_words(indicator, [changed[indicator.code]]),
            )
            for indicator in self.indicators
        ]


def shown_scenario(scenario: Scenario) -> ShownScenario:
    if scenario.result:
        require_known_engine(scenario.result.get("engine_version", scoring.ENGINE_VERSION))
    indicators = Indicator.objects.with_levels().filter(code__in=scenario.changes["ratings"])
    phases = dict(Phase.objects.values_list("code", "title"))
    return ShownScenario(scenario, engine_framework(scenario.assessment.framework), list(indicators), phases)


def shown_scenarios(assessment: Assessment, person: User) -> ScenarioList | None:
    """Return an assessment's scenarios; None as long as there is no common score to compare them with."""
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


def laid_differences(headlines: Iterable[HeadlineDifference], framework: scoring.Framework) -> list[ShownDifference]:
    """Return differences of a headline as they may be shown, laid on one scale that they share."""
    found = [shown_headline(headline) for headline in headlines]
    rows, reach = bars.gaps(found, framework.scale.top - framework.scale.bottom)
    return [
        ShownDifference(
            value=difference["value"],
            words=difference_words(difference),
            reach=reach,
            x=row["x"],
            x_p5=row["x_p5"],
            x_p95=row["x_p95"],
            is_outside=_is_outside(difference),
        )
        for difference, row in zip(found, rows, strict=True)
    ]


def _is_outside(difference: HeadlineDifference) -> bool:
    """Say whether a difference lies beyond its own 90% interval."""
    value, p5, p95 = difference["value"], difference["p5"], difference["p95"]
    return not (value is None or p5 is None or p95 is None or p5 <= value <= p95)


def difference_words(gap: HeadlineDifference) -> str:
    """Return a difference in words: "Lower in 97 of 100 draws: by 4 to 11 points"; that there is none to claim.

    The points are the ends of its 90% interval, rounded once.
    """
    p5, p95, lower, higher = gap["p5"], gap["p95"], gap["lower"], gap["higher"]
    if p5 is None or p95 is None or lower is None or higher is None:
        return _("No difference is claimed: not enough evidence")
    if not (lower or higher):
        return _("The same in every draw")
    is_lower = lower >= higher
    draws = {"count": of_100(lower if is_lower else higher)}
    text = _("Lower in %(count)s of 100 draws") if is_lower else _("Higher in %(count)s of 100 draws")
    return _("%(draws)s: %(points)s") % {"draws": text % draws, "points": _points(p5, p95)}


def _points(p5: float, p95: float) -> str:
    near, far = sorted((points(abs(p5)), points(abs(p95))), key=int)
    if p5 < 0 < p95 and "0" not in (near, far):
        ends = {"lower": points(-p5), "higher": points(p95)}
        return _("between %(lower)s lower and %(higher)s higher, in points") % ends
    if far == "0":
        return _("by less than 1 point")
    if near == "0":
        return ngettext("by up to %(points)s point", "by up to %(points)s points", int(far)) % {"points": far}
    if near == far:
        return ngettext("by %(points)s point", "by %(points)s points", int(far)) % {"points": far}
    return _("by %(near)s to %(far)s points") % {"near": near, "far": far}


def said_words(indicator: Indicator, answers: Iterable[Answered]) -> str:
    """Return what was answered, one after the other; "Not yet rated" where nobody answered."""
    return "; ".join(_said(indicator, answer) for answer in answers) or answer_words(indicator, None)


def _said(indicator: Indicator, row: Answered) -> str:
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
