"""Scenarios: a planner's own changes to an assessment, scored beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.scope import OfAssessment
from assessments.models.stored import Changes, ScenarioResult
from interfaces.models import Measure
from ocpo.text.fields import LineField, ProseField, SortKeyField


class ScenarioQuerySet(OfAssessment):
    def for_pages(self) -> ScenarioQuerySet:
        """Join what every page about a scenario shows, in one query."""
        return self.select_related(
            "created_by",
            "assessment__mission",
            "assessment__phase",
            "assessment__framework",
            "assessment__current_score",
        ).defer("assessment__current_score__result", "assessment__current_score__summary")


class Scenario(models.Model):
    """A named set of changes; it never touches the assessment.

    `changes` says what is assumed; `measures` are those that the planner thinks of. `result` holds the scenario's
    result and the difference to the assessment's, from the same draws; `base_digest` says which score that was.
    `version` counts edits; renewing the result with the assessment's score is not an edit.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scenarios")
    name = LineField(_("name"), max_length=120)
    sort_name = SortKeyField(of="name")
    note = ProseField(_("what is assumed"), blank=True)
    changes: models.JSONField[Changes, Changes] = models.JSONField(default=dict)
    measures = models.ManyToManyField(Measure, blank=True, related_name="+", verbose_name=_("measures"))
    result: models.JSONField[ScenarioResult | None, ScenarioResult | None] = models.JSONField(null=True, editable=False)
    base_digest = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "name"], name="one_scenario_name_per_assessment")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scenario-detail", args=[self.assessment_id, self.pk])

    @property
    def is_current(self) -> bool:
        """Say whether it started from its assessment's current score."""
        score = self.assessment.current_score
        return score is not None and score.digest == self.base_digest
