"""Forms for assessments and ratings; they only shape data, services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.models import Answer, Assessment, Comment, Confidence, Evidence, Rating
from assessments.services import LONGEST_REASON, Judgement
from interfaces.models import LEVELS, Phase
from missions.models import RATING_ROLES, Mission
from ocpo.days import today
from ocpo.free_text import isolated
from ocpo.text.forms import ProseField

ANSWER_CHOICES = [*((str(level), str(level)) for level in LEVELS), *Answer.choices[1:]]


class EarlierField(forms.ModelChoiceField):
    """A choice among the assessments of a mission, which often have the same title."""

    former: Mapping[int, int] = {}

    def label_from_instance(self, earlier: Assessment) -> str:
        """Return title, date and state, and how many ratings of former members would be taken over."""
        label = f"{isolated(earlier)}, {date_format(earlier.as_of)} ({earlier.get_state_display()})"
        if not (count := self.former.get(earlier.pk, 0)):
            return label
        words = ngettext("%(n)d rating of a former member", "%(n)d ratings of former members", count) % {"n": count}
        return f"{label}, {words}"


class AssessmentForm(forms.ModelForm):
    """A new assessment: its phase, its date, an optional title."""

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

    field_order = ("based_on", "phase")

    based_on = EarlierField(
        label=_("Start from"),
        queryset=Assessment.objects.none(),
        required=False,
        empty_label=_("A blank sheet"),
        help_text=_(
            "Everyone's ratings of an earlier assessment are taken over as they stand, and each says from then on "
            "whether it is new, changed or unchanged since. Those of people who are no longer members come along; a "
            "lead can leave them out."
        ),
    )

    class Meta:
        model = Assessment
        fields = ("phase", "as_of", "title", "is_private")
        widgets = {"as_of": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"is_private": _("Rate privately first")}
        help_texts = {
            "as_of": _("The day the judgements speak of."),
            "title": _("Optional, for instance “Planning assessment”."),
            "is_private": _(
                "Nobody sees another's ratings until a lead reveals them; then a second round begins with the spread "
                "and the discussion. Independent first judgements are worth more than early agreement."
            ),
        }

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = today
        earlier = mission.assessments.filter(is_private=False, archived_at=None).with_ratings().newest_first()
        former = Rating.objects.filter(assessment__in=earlier).of_former_members().order_by()
        self.fields["based_on"].queryset = earlier  # type: ignore[attr-defined]
        self.fields["based_on"].former = dict(former.values_list("assessment").annotate(Count("pk")))  # type: ignore[attr-defined]
        if not earlier.exists():
            del self.fields["based_on"]
        if mission.memberships.filter(role__in=RATING_ROLES).count() < 2:
            del self.fields["is_private"]


class ReturnForm(forms.Form):
    """Why a reviewer gives an assessment back."""

    reason = ProseField(
        label=_("What has to change"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say what the assessors should change before you publish.")},
        help_text=_("The assessors and everyone on the mission read this. It is kept."),
    )


class CommentForm(forms.ModelForm):
    """A comment in the discussion of an indicator."""

    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class KeysField(forms.MultipleChoiceField):
    """Keys of rows; the services decide whether they may be used."""

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) <= 18

    def clean(self, value: Any) -> frozenset[int]:
        return frozenset(int(key) for key in super().clean(value))


class EvidenceForm(forms.ModelForm):
    """A piece of evidence as an assessor enters it."""

    class Meta:
        model = Evidence
        fields = ("title", "source", "dated", "link", "reliability", "credibility", "marking")
        error_messages = {"title": {"required": _("Give the piece of evidence a title.")}}
        widgets = {"dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class RatingForm(forms.Form):
    """One indicator's answer: a level, "not known" or "not applicable", with range, confidence and reasons.

    `version` is the version that the assessor saw, 0 if there was none, and `round` the round in which they saw it.
    `seen` is the version that a conflict showed them and that they chose to replace. `take_back` removes the rating.
    """

    first_level, last_level = LEVELS[0], LEVELS[-1]

    answer = forms.ChoiceField(label=_("Answer"), choices=[("", _("Not yet rated")), *ANSWER_CHOICES], required=False)
    lowest = forms.FloatField(label=_("Lowest plausible"), required=False)
    highest = forms.FloatField(label=_("Highest plausible"), required=False)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices, initial=Confidence.MEDIUM)
    rationale = ProseField(
        label=_("Rationale"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = KeysField(label=_("Evidence"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    round = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(required=False)
    take_back = forms.BooleanField(required=False)

    @classmethod
    def showing(cls, rating: Rating | None) -> RatingForm:
        """Return an unbound form that shows what is stored."""
        if rating is None:
            return cls()
        answer = str(rating.level) if rating.answer == Answer.RATED else rating.answer
        kept = {name: getattr(rating, name) for name in ("lowest", "highest", "confidence", "rationale", "version")}
        return cls(initial={"answer": answer, "evidence": [piece.pk for piece in rating.evidence.all()], **kept})

    @property
    def shown(self) -> dict[str, Any]:
        """Return the values that a page shows: what was typed, else what is stored."""
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
    def drops_range(self) -> bool:
        """Say whether plausible bounds were sent although the answer is not a level and cannot have any."""
        bounds = (self.cleaned_data["lowest"], self.cleaned_data["highest"])
        return self.has_answer and not self.cleaned_data["answer"].isdigit() and bounds != (None, None)

    def is_from_before(self, current_round: int) -> bool:
        """Say whether this was written in an earlier round and the assessor has not been asked about that yet."""
        written_in, seen = self.cleaned_data["round"], self.cleaned_data["seen"]
        return seen is None and written_in is not None and written_in < current_round

    @property
    def judgement(self) -> Judgement:
        """Return the cleaned answer as the services take it; only a level keeps its plausible bounds."""
        answer = self.cleaned_data["answer"]
        shared = {name: self.cleaned_data[name] for name in ("confidence", "rationale", "evidence")}
        if not answer.isdigit():
            return Judgement(answer=answer, **shared)
        return Judgement(
            answer=Answer.RATED,
            best=float(answer),
            lowest=self.cleaned_data["lowest"],
            highest=self.cleaned_data["highest"],
            **shared,
        )
