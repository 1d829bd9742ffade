"""Ratings: what one assessor says about one indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from interfaces.models import Indicator
from missions.models import Membership, MissionScopedQuerySet, Sample
from ocpo.text.fields import ProseField

if TYPE_CHECKING:
    from assessments.models.evidence import Evidence


class Answer(models.TextChoices):
    """The three answers to an indicator; "not yet rated" is the absence of a rating. None is ever read as zero."""

    RATED = "rated", _("Rated")
    UNKNOWN = "unknown", _("Not known")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")


class Confidence(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class RatingQuerySet(MissionScopedQuerySet):
    mission_path = "assessment__mission__"

    def of(self, assessor: Any) -> RatingQuerySet:
        """Keep the ratings of one person that hold now."""
        return self.current().filter(assessor=assessor)

    def counting(self) -> RatingQuerySet:
        """Keep the ratings of any round but those that a lead left out."""
        return self.filter(is_left_out=False)

    def current(self) -> RatingQuerySet:
        """Keep the ratings of the round that the assessment is in; those of an earlier round are history."""
        return self.counting().filter(round=F("assessment__round"))

    def of_former_members(self) -> RatingQuerySet:
        """Keep the current ratings of people who are no longer members of the mission.

        In a sample drawn from the paper the assessor stands for the paper, not for a person.
        """
        members = Membership.objects.filter(mission=OuterRef("assessment__mission"), person=OuterRef("assessor"))
        is_from_paper = Q(assessment__mission__sample=Sample.RETROSPECTIVE)
        return self.current().filter(~is_from_paper, ~Exists(members))

    def readable_by(self, person: Any) -> RatingQuerySet:
        """Keep the current ratings that a member may read."""
        return self.current().visible_to(person)

    def visible_to(self, person: Any) -> RatingQuerySet:
        """Keep the ratings of any round that a member may read: everyone's, or only their own while the first round is
        private."""
        return self.filter(Q(assessment__is_private=False) | Q(assessor=person))


class Rating(models.Model):
    """What one assessor says about one indicator: best estimate, plausible range, confidence, reasons.

    `best`, `lowest` and `highest` are levels 0 to 4 for ordinal indicators, else quantities in the indicator's unit. A
    rating that is left out is kept, but counts nowhere.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ratings")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ratings")
    answer = models.CharField(max_length=15, choices=Answer)
    best = models.FloatField(null=True, blank=True)
    lowest = models.FloatField(null=True, blank=True)
    highest = models.FloatField(null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    rationale = ProseField(_("rationale"), blank=True)
    citations = models.JSONField(default=list, blank=True)
    evidence: models.ManyToManyField[Evidence, Any] = models.ManyToManyField(
        "Evidence", blank=True, related_name="ratings"
    )
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField()
    is_left_out = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "assessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "assessor", "round"],
                condition=Q(is_left_out=False),
                name="one_rating_per_indicator_assessor_and_round",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.RATED, best__isnull=False)
                | (~Q(answer=Answer.RATED) & Q(best__isnull=True, lowest__isnull=True, highest__isnull=True)),
                name="only_a_rated_answer_has_values",
            ),
            models.CheckConstraint(
                condition=(Q(lowest__isnull=True) | Q(lowest__lte=F("best")))
                & (Q(highest__isnull=True) | Q(highest__gte=F("best"))),
                name="best_estimate_within_plausible_range",
            ),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="rating_confidence_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.best if self.answer == Answer.RATED else self.get_answer_display()}"

    @property
    def level(self) -> int | None:
        """Return the chosen level of an ordinal indicator, None for every other answer."""
        return None if self.best is None else int(self.best)
