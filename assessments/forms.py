"""Forms for assessments and ratings; they only shape data, services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Assessment, Confidence, Rating
from assessments.services import LEVELS, Judgement
from interfaces.models import Phase

ANSWER_CHOICES = [*((str(level), str(level)) for level in LEVELS), *Answer.choices[1:]]


class AssessmentForm(forms.ModelForm):
    """What opens an assessment: its phase, its date, an optional title."""

    phase = forms.ModelChoiceField(
        label=_("Phase"),
        queryset=Phase.objects.all(),
        to_field_name="code",
        widget=forms.RadioSelect,
        required=False,
        blank=True,  # radio buttons drop the empty choice without it
        empty_label=_("Whole mission, looking back"),
        help_text=_("Only indicators that apply in this phase are asked; the others count neither way."),
    )

    class Meta:
        model = Assessment
        fields = ("phase", "as_of", "title")
        widgets = {"as_of": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "as_of": _("The day the judgements speak of."),
            "title": _("Optional, for instance “Planning assessment”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = timezone.localdate


class RatingForm(forms.Form):
    """One indicator's answer: a level, "not known" or "not applicable", with range, confidence and reasons.

    `version` is the one the assessor saw, 0 when there was none; `seen` is the one they were shown in a conflict and
    chose to replace. `take_back` takes the rating back.
    """

    answer = forms.ChoiceField(label=_("Answer"), choices=[("", _("Not yet rated")), *ANSWER_CHOICES], required=False)
    lowest = forms.FloatField(label=_("Lowest plausible"), required=False)
    highest = forms.FloatField(label=_("Highest plausible"), required=False)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices, initial=Confidence.MEDIUM)
    rationale = forms.CharField(
        label=_("Rationale"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    seen = forms.IntegerField(required=False)
    take_back = forms.BooleanField(required=False)

    @classmethod
    def showing(cls, rating: Rating | None) -> RatingForm:
        """Return an unbound form that shows what is stored."""
        if rating is None:
            return cls()
        answer = str(rating.level) if rating.answer == Answer.RATED else rating.answer
        kept = {name: getattr(rating, name) for name in ("lowest", "highest", "confidence", "rationale", "version")}
        return cls(initial={"answer": answer, **kept})

    @property
    def shown(self) -> dict[str, Any]:
        """Return the values a page shows: what was typed, else what is stored."""
        return {name: self[name].value() for name in self.fields}

    @property
    def is_taken_back(self) -> bool:
        return bool(self.cleaned_data["take_back"])

    @property
    def has_answer(self) -> bool:
        return bool(self.cleaned_data["answer"])

    @property
    def expected_version(self) -> int:
        """Return the version that this answer replaces."""
        seen: int | None = self.cleaned_data["seen"]
        return int(self.cleaned_data["version"]) if seen is None else seen

    @property
    def judgement(self) -> Judgement:
        """Return the cleaned answer as the services take it; plausible bounds go with a level only."""
        answer = self.cleaned_data["answer"]
        shared = {"confidence": self.cleaned_data["confidence"], "rationale": self.cleaned_data["rationale"]}
        if not answer.isdigit():
            return Judgement(answer=answer, **shared)
        return Judgement(
            answer=Answer.RATED,
            best=float(answer),
            lowest=self.cleaned_data["lowest"],
            highest=self.cleaned_data["highest"],
            **shared,
        )
