"""Scores: immutable results."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models.assessment import Assessment, State
from assessments.models.stored import Nodes, Record, Result
from interfaces.models import Framework
from missions.models import MissionScopedQuerySet


class ScoreQuerySet(MissionScopedQuerySet):
    mission_path = "assessment__mission__"

    def published(self) -> ScoreQuerySet:
        """Keep the current scores of published assessments."""
        return self.filter(assessment__state=State.PUBLISHED, assessment__current_score=F("pk"))


class Score(models.Model):
    """An immutable result: the same inputs give the same digest and the same numbers.

    `inputs` holds the ratings as the engine read them, `result` every node by code, `summary` the few nodes that lists
    show. Lists sort and filter by `risk`, `band` and `coverage`, which are the headline's, and by `targets`, the
    targets' values by code; a value is absent where the evidence is not enough. `assessor` is set while the first round
    is private: the score of that person's own ratings, for their eyes only.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    revision = models.PositiveIntegerField()
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="scores")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    engine_version = models.CharField(max_length=20)
    seed = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    inputs: models.JSONField[Record, Record] = models.JSONField()
    result: models.JSONField[Result, Result] = models.JSONField()
    summary: models.JSONField[Nodes, Nodes] = models.JSONField()
    risk = models.FloatField(null=True, editable=False)
    band = models.CharField(max_length=40, blank=True, editable=False)
    coverage = models.FloatField(null=True, editable=False)
    targets: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "revision", "framework", "engine_version"],
                condition=Q(assessor__isnull=True),
                name="one_score_per_revision_framework_and_engine",
            ),
            models.UniqueConstraint(
                fields=["assessment", "revision", "framework", "engine_version", "assessor"],
                condition=Q(assessor__isnull=False),
                name="one_private_score_per_assessor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}@{self.revision}"
