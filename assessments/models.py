"""Assessments, ratings and scores: what was judged, by whom, and what followed from it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.frameworks import engine_framework, with_band_title
from interfaces.models import Framework, Indicator, Phase
from missions.models import Mission, MissionScopedQuerySet


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted for review")
    PUBLISHED = "published", _("Published")


class Answer(models.TextChoices):
    """The three answers to an indicator; "not yet rated" is the absence of a rating. None is ever read as zero."""

    RATED = "rated", _("Rated")
    UNKNOWN = "unknown", _("Not known")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")


class Confidence(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class AssessmentQuerySet(MissionScopedQuerySet):
    mission_path = "mission__"

    def for_pages(self) -> AssessmentQuerySet:
        """Follow what every page about an assessment shows, in one query."""
        return self.select_related("mission", "phase", "framework", "current_score", "created_by")

    def for_lists(self) -> AssessmentQuerySet:
        """Like `for_pages`, without the parts of a score that only its own page shows."""
        return self.for_pages().defer("current_score__result", "current_score__inputs", "framework__text")

    def newest_first(self) -> AssessmentQuerySet:
        return self.order_by("-as_of", "-pk")

    def with_ratings(self) -> AssessmentQuerySet:
        """Keep assessments in which somebody has answered something."""
        return self.filter(Exists(Rating.objects.filter(assessment=OuterRef("pk"))))

    def scored(self) -> AssessmentQuerySet:
        """Keep assessments that stand on a score."""
        return self.filter(current_score__isnull=False)

    def with_score(self) -> AssessmentQuerySet:
        """Follow what the API says of an assessment and its score, in one query."""
        return self.for_pages().select_related("current_score__framework").defer("current_score__inputs")

    def with_score_head(self) -> AssessmentQuerySet:
        """Do so without the full result: for lists, where a summary is enough."""
        return self.with_score().defer("current_score__inputs", "current_score__result")


class Assessment(models.Model):
    """The ratings of one mission at one time, under one framework version.

    The phase decides which indicators are asked; without one the assessment looks back on the whole mission and asks
    all of them.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(_("title"), max_length=120, blank=True)
    phase = models.ForeignKey(
        Phase, on_delete=models.PROTECT, verbose_name=_("phase"), related_name="+", null=True, blank=True
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="assessments")
    as_of = models.DateField(_("as of"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    current_score = models.ForeignKey("Score", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["mission", "-as_of", "-id"], name="assessment_by_mission_date")]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_known")]

    def __str__(self) -> str:
        return self.title or str(_("Assessment of %(mission)s") % {"mission": self.mission})

    def get_absolute_url(self) -> str:
        return reverse("result-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Say whether ratings may still change."""
        return self.state == State.DRAFT

    def asked_indicators(self) -> QuerySet[Indicator]:
        """Return the indicators that apply in the assessment's phase."""
        asked = Indicator.objects.with_scale()
        return asked.in_phase(self.phase.code) if self.phase else asked

    @property
    def headline(self) -> dict[str, Any] | None:
        """Return the mission risk of the current score as lists show it, None before there is a score."""
        if self.current_score is None:
            return None
        framework = engine_framework(self.framework)
        return with_band_title(framework, self.current_score.summary[framework.headline])

    @property
    def ratings_behind(self) -> int:
        """Count the changes that the shown score does not know yet; 0 when it is current."""
        return self.revision - (self.current_score.revision if self.current_score else 0)


class RatingQuerySet(MissionScopedQuerySet):
    mission_path = "assessment__mission__"

    def of(self, assessor: Any) -> RatingQuerySet:
        return self.filter(assessor=assessor)


class Rating(models.Model):
    """What one assessor says about one indicator: best estimate, plausible range, confidence, reasons.

    `best`, `lowest` and `highest` are levels 0 to 4 for ordinal indicators, else quantities in the indicator's unit.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ratings")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ratings")
    answer = models.CharField(max_length=15, choices=Answer)
    best = models.FloatField(null=True, blank=True)
    lowest = models.FloatField(null=True, blank=True)
    highest = models.FloatField(null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    rationale = models.TextField(_("rationale"), blank=True)
    citations = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "assessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "assessor"], name="one_rating_per_indicator_and_assessor"
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


class ScoreQuerySet(MissionScopedQuerySet):
    mission_path = "assessment__mission__"


class Score(models.Model):
    """An immutable result: the same inputs give the same digest and the same numbers.

    `inputs` holds ratings as the engine read them; `result` every node by code; `summary` the few nodes a list shows.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    revision = models.PositiveIntegerField()
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="scores")
    engine_version = models.CharField(max_length=20)
    seed = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    inputs = models.JSONField()
    result = models.JSONField()
    summary = models.JSONField()
    computed_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "revision", "framework", "engine_version"],
                name="one_score_per_revision_framework_and_engine",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}@{self.revision}"
