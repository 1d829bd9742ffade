"""Rounds, discussion and review: who has finished, what was said, which steps were taken, what waits for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment, AssessmentQuerySet, State
from assessments.models.independence import decidable_by
from assessments.models.scope import OfAssessment
from interfaces.models import Indicator
from missions.models import Membership, Role
from ocpo.accounts.models import User
from ocpo.text.fields import ProseField


class Finish(models.Model):
    """An assessor's statement that their ratings of a round are complete; the lead sees it, but not the ratings."""

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
    """One step of a review, or one that leads to it; never changed.

    `digest` and `revision` say which score the person was shown.
    """

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
    def shown_revision(self) -> int | None:
        """Return the revision, None while the first round is private; see `Assessment.shown_revision`."""
        return None if self.assessment.is_private else self.revision


def reviewer_memberships(person: User) -> QuerySet[Membership]:
    """Return the memberships by which a person reviews."""
    return Membership.objects.filter(person=person, role=Role.REVIEWER)


def waiting_for(person: User) -> AssessmentQuerySet:
    """Return the submitted assessments that a person reviews and may decide on, having no part in them."""
    reviewed = reviewer_memberships(person).values("mission")
    submitted: AssessmentQuerySet = Assessment.objects.not_archived().filter(
        state=State.SUBMITTED, mission__in=reviewed
    )
    return decidable_by(submitted, person)


def review_queue(person: User) -> AssessmentQuerySet:
    """Return what waits for a person as the queue shows it, the longest waiting first.

    An assessment has waited since the last of its `submissions`.
    """
    submissions = ReviewStep.objects.filter(action=Action.SUBMITTED)
    last = submissions.filter(assessment=OuterRef("pk")).order_by("-pk")
    waiting: AssessmentQuerySet = (
        waiting_for(person)
        .for_lists()
        .annotate(submitted_at=Subquery(last.values("created_at")[:1]))
        .prefetch_related(
            Prefetch("review_steps", submissions.select_related("person"), to_attr="submissions"),
        )
        .order_by("submitted_at", "pk")
    )
    return waiting


def waiting_count(person: User) -> int | None:
    """Return how many assessments wait for a person, None for somebody who reviews nowhere, in one query."""
    number = waiting_for(person).order_by().values("state").annotate(n=Count("pk")).values("n")
    counted = reviewer_memberships(person).annotate(waiting=Coalesce(Subquery(number), 0)).order_by("pk")
    return counted.values_list("waiting", flat=True).first()
