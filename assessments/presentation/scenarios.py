"""Scenarios as pages show them: before, after and the difference, in words and on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine
from assessments.computing.scenarios import asked_unrated, changed_record, shown_headline
from assessments.models import Answer, Assessment, Confidence, Scenario
from assessments.presentation.bands import with_band_title
from assessments.presentation.likelihoods import of_100
from assessments.presentation.ratings import answer_words
from assessments.services import refusal_to_make_scenario
from interfaces.models import Indicator, Phase
from ocpo.accounts.models import User
from ocpo.pages import bars
from ocpo.pages.display import DASH, points

Row = dict[str, Any]


@dataclass(frozen=True)
class ShownScenario:
    """A scenario with its result; `indicators` are those that it changes."""

    scenario: Scenario
    framework: scoring.Framework
    indicators: list[Indicator]
    phases: Mapping[str, str]

    @property
    def result(self) -> Row:
        return cast(Row, self.scenario.result)

    @cached_property
    def headline(self) -> Row:
        """Return the difference in mission risk, laid on its own scale, with `words` and how far the scale reaches."""
        found = shown_headline(self.result["difference"]["headline"])
        rows, reach = bars.gaps([found], self.framework.scale.top - self.framework.scale.bottom)
        value, p5, p95 = (found[name] for name in ("value", "p5", "p95"))
        is_outside = not (value is None or p5 is None or p95 is None or p5 <= value <= p95)
        return {**rows[0], "words": difference_words(found), "reach": reach, "is_outside": is_outside}

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
    def rows(self) -> list[Row]:
        """Return mission risk, targets and interfaces before and after, with the difference of unrounded values."""
        targets = self.framework.find(kind="target")
        interfaces = self.framework.find(kind="interface")
        codes = [self.framework.headline, *(node.code for node in (*targets, *interfaces))]
        return [self._row(code) for code in codes]

    def _row(self, code: str) -> Row:
        result = self.result
        return {
            "code": code,
            "title": result["nodes"][code]["title"],
            "role": "response" if self.framework.node(code).role == "response" else "threat",
            "before": with_band_title(self.framework, result["base"][code]),
            "after": with_band_title(self.framework, result["nodes"][code]),
            "difference": result["difference"]["nodes"][code],
        }

    @property
    def phase(self) -> Row | None:
        """Return the titles of both phases where the scenario changes it."""
        if "phase" not in self.scenario.changes:
            return None
        before, after = self.result["replaced"]["phase"], self.scenario.changes["phase"]
        return {"before": self._phase(before), "after": self._phase(after)}

    def _phase(self, code: str | None) -> str:
        return self.phases[code] if code else _("Whole mission, looking back")

    @property
    def ratings(self) -> list[Row]:
        """Return the changed indicators with what was said before and what the scenario says."""
        replaced, changed = self.result["replaced"]["ratings"], self.scenario.changes["ratings"]
        return [
            {
                "indicator": indicator,
                "before": said_words(indicator, replaced[indicator.code]),
                "after": said_words(indicator, [changed[indicator.code]]),
            }
            for indicator in self.indicators
        ]


def shown_scenario(scenario: Scenario) -> ShownScenario:
    require_known_engine((scenario.result or {}).get("engine_version", scoring.ENGINE_VERSION))
    indicators = Indicator.objects.with_levels().filter(code__in=scenario.changes["ratings"])
    phases = dict(Phase.objects.values_list("code", "title"))
    return ShownScenario(scenario, engine_framework(scenario.assessment.framework), list(indicators), phases)


def shown_scenarios(assessment: Assessment, person: User) -> Row | None:
    """Return an assessment's scenarios for a list, each with its difference on one shared scale, and whether the
    person may make one; None as long as there is no common score that they could be compared with."""
    if assessment.is_private or assessment.current_score is None:
        return None
    found = assessment.scenarios.select_related("created_by").annotate(gap=F("result__difference__headline"))
    scenarios = list(found.defer("result", "changes", "note"))
    for scenario in scenarios:
        scenario.gap = shown_headline(scenario.gap)
    scale = engine_framework(assessment.framework).scale
    laid, reach = bars.gaps([scenario.gap for scenario in scenarios], scale.top - scale.bottom)
    standing = assessment.current_score.digest
    return {
        "reach": reach,
        "can_make": not refusal_to_make_scenario(assessment.mission.role_of(person)),
        "rows": [
            {
                "scenario": scenario,
                "gap": gap,
                "words": difference_words(gap),
                "is_current": scenario.base_digest == standing,
            }
            for scenario, gap in zip(scenarios, laid, strict=True)
        ],
    }


def difference_words(gap: Mapping[str, float | None]) -> str:
    """Return a difference in words: "Lower in 97 of 100 draws: by 4 to 11 points"; that there is none to claim.

    The points are the ends of its 90% interval, rounded once.
    """
    p5, p95, lower, higher = (gap[name] for name in ("p5", "p95", "lower", "higher"))
    if p5 is None or p95 is None or lower is None or higher is None:
        return _("No difference is claimed: not enough evidence") if "value" in gap else DASH
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


def said_words(indicator: Indicator, answers: Iterable[Mapping[str, Any]]) -> str:
    """Return what was answered, one after the other; "Not yet rated" where nobody answered."""
    return "; ".join(_said(indicator, answer) for answer in answers) or answer_words(indicator, None)


def _said(indicator: Indicator, row: Mapping[str, Any]) -> str:
    if row["answer"] != Answer.RATED:
        return answer_words(indicator, row["answer"])
    parts = [answer_words(indicator, points(row["best"]))]
    if row["lowest"] is not None or row["highest"] is not None:
        ends = {name: DASH if row[name] is None else f"{row[name]:g}" for name in ("lowest", "highest")}
        parts.append(_("plausible %(lowest)s to %(highest)s") % ends)
    parts.append(_("confidence %(level)s") % {"level": str(Confidence(row["confidence"]).label).lower()})
    return ", ".join(parts)
