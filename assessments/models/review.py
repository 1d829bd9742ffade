"""Rounds, discussion and review: who has finished, what was said, who let it pass."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from interfaces.models import Indicator
from missions.models import MissionScopedQuerySet
from ocpo.text.fields import ProseField


class OfAssessment(MissionScopedQuerySet):
    mission_path = "assessment__mission__"


class Finish(models.Model):
    """An assessor's word that their ratings of a round are complete; the lead sees that, not what they say."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="finishes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person", "round"], name="one_finish_per_person_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.round}"


class Comment(models.Model):
    """A contribution to the discussion of one indicator, once the ratings are open to each other."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = ProseField(_("comment"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


class Action(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted for review")
    WITHDRAWN = "withdrawn", _("Withdrawn from review")
    RETURNED = "returned", _("Returned with reasons")
    PUBLISHED = "published", _("Published")
    LEFT_OUT = "left-out", _("Ratings of former members left out")


class ReviewStep(models.Model):
    """One step of a review, or on the way to one, never changed. `digest` and `revision` say which score the person
    had before them."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="review_steps")
    action = models.CharField(max_length=10, choices=Action)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = ProseField(_("reason"), blank=True)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=Action.values), name="review_action_known"),
            models.CheckConstraint(
                condition=~Q(action=Action.RETURNED) | ~Q(reason=""), name="a_return_states_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.person}"

    @property
    def open_revision(self) -> int | None:
        """Return the revision, None while the first round is private; see `Assessment.open_revision`."""
        return None if self.assessment.is_private else self.revision
