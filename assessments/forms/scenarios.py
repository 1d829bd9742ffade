"""The form of a scenario: what is assumed, the phase, the measures, and a new answer for any indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Assessment, Confidence, Scenario
from assessments.models.stored import Answered, Changes, RatingInput
from assessments.presentation.scenarios import answers_in_words
from assessments.services import Assumptions, ChangesError
from interfaces.models import LEVELS, Indicator, Measure, Phase
from ocpo.text.forms import LineField, ProseField

AS_IT_IS = "as-it-is"
WHOLE_MISSION = "whole-mission"
PARTS = ("answer", "lowest", "highest", "confidence")


class Start(TypedDict):
    """The initial range and confidence of an indicator."""

    lowest: float | None
    highest: float | None
    confidence: str


class ScenarioForm(forms.Form):
    """A scenario of an assessment; each indicator has four fields, `<code>-answer` and so on.

    An empty answer changes nothing. Range and confidence start with those of the present ratings. `version` is the
    version that the planner saw, 0 for a new scenario.
    """

    name = LineField(
        label=_("Name"),
        max_length=120,
        help_text=_("For instance “Port police deployed”."),
        error_messages={"required": _("Give the scenario a name.")},
    )
    note = ProseField(
        label=_("What is assumed"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    phase = forms.ChoiceField(label=_("Phase"), widget=forms.RadioSelect, initial=AS_IT_IS)
    measures = forms.ModelMultipleChoiceField(
        queryset=Measure.objects.select_related("area"), to_field_name="code", required=False, label=_("Measures")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, assessment: Assessment, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.assessment = assessment
        self.indicators = list(Indicator.objects.with_levels())
        phase = assessment.phase or gettext("Whole mission, looking back")
        others = [(row.code, row.title) for row in Phase.objects.all() if row != assessment.phase]
        whole = [(WHOLE_MISSION, _("Whole mission, looking back"))] if assessment.phase else []
        as_it_is = gettext("As in the assessment: %(phase)s") % {"phase": phase}
        self.fields["phase"].choices = [(AS_IT_IS, as_it_is), *others, *whole]  # type: ignore[attr-defined]
        self.standing = _standing(assessment)
        self.starts = {row.code: _start(self.standing.get(row.code, [])) for row in self.indicators}
        for indicator in self.indicators:
            self.fields |= _fields(indicator, self.starts[indicator.code])

    @classmethod
    def showing(cls, scenario: Scenario) -> ScenarioForm:
        """Return an unbound form that shows what a scenario assumes."""
        phase = scenario.changes.get("phase", AS_IT_IS) or WHOLE_MISSION
        initial: dict[str, Any] = {"name": scenario.name, "note": scenario.note, "phase": phase}
        initial |= {"version": scenario.version, "measures": [row.code for row in scenario.measures.all()]}
        for code, row in scenario.changes["ratings"].items():
            initial |= {f"{code}-{part}": row.get(part) for part in PARTS}
            if row["answer"] == Answer.RATED:
                initial[f"{code}-answer"] = f"{row['best']:g}"
        return cls(scenario.assessment, initial=initial)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the indicators by interface, each with its present answers and its fields."""
        asked = set(self.assessment.asked_indicators().values_list("code", flat=True))
        groups: dict[str, dict[str, Any]] = {}
        for indicator in self.indicators:
            start = {"interface": indicator.interface, "rows": [], "changed": 0, "has_errors": False}
            group = groups.setdefault(indicator.interface.code, start)
            row: dict[str, Any] = {part: self[f"{indicator.code}-{part}"] for part in PARTS}
            row |= {"indicator": indicator, "is_asked": indicator.code in asked}
            row["standing"] = answers_in_words(indicator, self.standing.get(indicator.code, []))
            has_errors = any(row[part].errors for part in PARTS)
            row["is_open"] = bool(row["answer"].value()) or has_errors
            group["rows"].append(row)
            group["changed"] += bool(row["answer"].value())
            group["has_errors"] |= has_errors
        return list(groups.values())

    @property
    def areas(self) -> list[dict[str, Any]]:
        """Return the measures by area of activity, with those that are chosen marked."""
        chosen = {str(code) for code in self["measures"].value() or []}
        areas: dict[str, dict[str, Any]] = {}
        for measure in self.fields["measures"].queryset:  # type: ignore[attr-defined]
            area = areas.setdefault(measure.area.code, {"area": measure.area, "measures": [], "chosen": 0})
            area["measures"].append({"measure": measure, "is_chosen": measure.code in chosen})
            area["chosen"] += measure.code in chosen
        return list(areas.values())

    @property
    def assumptions(self) -> Assumptions:
        """Return the cleaned form as the services take it."""
        given = self.cleaned_data
        changes: Changes = {
            "ratings": {row.code: self._rating(row.code) for row in self.indicators if given[f"{row.code}-answer"]}
        }
        if given["phase"] != AS_IT_IS:
            changes["phase"] = None if given["phase"] == WHOLE_MISSION else given["phase"]
        return Assumptions(given["name"], changes, given["note"], given["measures"])

    def _rating(self, code: str) -> Answered:
        """Return one changed rating; only a level keeps a plausible range.

        A range that the planner did not touch is dropped if the new level lies outside it: nobody gave it for that
        level.
        """
        answer, lowest, highest, confidence = (self.cleaned_data[f"{code}-{part}"] for part in PARTS)
        start = self.starts[code]
        confidence = confidence or start["confidence"]
        if not answer.isdigit():
            return {"answer": answer, "best": None, "lowest": None, "highest": None, "confidence": confidence}
        best = float(answer)
        is_untouched = (lowest, highest) == (start["lowest"], start["highest"])
        is_within = (lowest is None or lowest <= best) and (highest is None or best <= highest)
        if is_untouched and not is_within:
            lowest = highest = None
        return {
            "answer": Answer.RATED.value,
            "best": best,
            "lowest": lowest,
            "highest": highest,
            "confidence": confidence,
        }

    def refuse(self, error: Any) -> None:
        """Show the refusal of a service beside the fields that it concerns."""
        if not isinstance(error, ChangesError):
            self.add_error(None, error)
            return
        for code, found in error.by_indicator.items():
            for part, messages in found.items():
                self.add_error(f"{code}-{part if part in PARTS else 'answer'}", messages)


def _standing(assessment: Assessment) -> dict[str, list[RatingInput]]:
    """Return the ratings that the score was computed from, by the code of their indicator."""
    score = assessment.current_score
    standing: dict[str, list[RatingInput]] = {}
    for row in score.inputs["ratings"] if score else []:
        standing.setdefault(row["indicator"], []).append(row)
    return standing


def _start(given: Sequence[RatingInput]) -> Start:
    """Return the present range and confidence: of several assessors the widest range and the lowest confidence."""
    rated = [row for row in given if row["answer"] == Answer.RATED]
    confidences = [row["confidence"] for row in rated]
    return {
        "lowest": min((low for row in rated if (low := row["lowest"]) is not None), default=None),
        "highest": max((high for row in rated if (high := row["highest"]) is not None), default=None),
        "confidence": next((each for each in Confidence.values if each in confidences), Confidence.MEDIUM.value),
    }


def _fields(indicator: Indicator, start: Start) -> dict[str, forms.Field]:
    """Return an indicator's four fields, by name; the error summary calls each by the indicator's title."""
    levels = [(str(level.level), f"{level.level} {level.label}") for level in indicator.scale]
    answers = [("", _("No change")), *levels, *Answer.choices[1:]]
    number: dict[str, Any] = {"required": False, "label": indicator.title}
    short: dict[str, Any] = {"min": LEVELS[0], "max": LEVELS[-1], "step": 0.5, "class": "input--short"}
    return {
        f"{indicator.code}-answer": forms.ChoiceField(choices=answers, **number),
        f"{indicator.code}-lowest": forms.FloatField(
            widget=forms.NumberInput(attrs=short), initial=start["lowest"], **number
        ),
        f"{indicator.code}-highest": forms.FloatField(
            widget=forms.NumberInput(attrs=short), initial=start["highest"], **number
        ),
        f"{indicator.code}-confidence": forms.ChoiceField(
            choices=Confidence.choices, initial=start["confidence"], **number
        ),
    }
