"""What waits for a reviewer: the queue, and the number beside its link on every page."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from assessments.independence import without_part_of
from assessments.models import Action, Assessment, AssessmentQuerySet, ReviewStep, State
from missions.models import Membership, Role
from ocpo.accounts.models import User


def reviews_of(person: User) -> QuerySet[Membership]:
    """Return the memberships by which a person reviews."""
    return Membership.objects.filter(person=person, role=Role.REVIEWER)


def waiting_for(person: User) -> AssessmentQuerySet:
    """Return the submitted assessments that a person reviews and may decide on, having no part in them."""
    reviewed = reviews_of(person).values("mission")
    submitted: AssessmentQuerySet = Assessment.objects.not_archived().filter(
        state=State.SUBMITTED, mission__in=reviewed
    )
    return without_part_of(submitted, person)


def review_queue(person: User) -> AssessmentQuerySet:
    """Return what waits for a person as the queue shows it, the longest waiting first.

    The last of an assessment's `submissions` is the one it waits by.
    """
    submissions = ReviewStep.objects.filter(action=Action.SUBMITTED)
    last = submissions.filter(assessment=OuterRef("pk")).order_by("-pk")
    return (
        waiting_for(person)
        .for_lists()
        .annotate(submitted_at=Subquery(last.values("created_at")[:1]))
        .prefetch_related(
            Prefetch("review_steps", submissions.select_related("person"), to_attr="submissions"),
        )
        .order_by("submitted_at", "pk")
    )


def waiting_count(person: User) -> int | None:
    """Return how many assessments wait for a person, None for somebody who reviews nowhere, in one query."""
    number = waiting_for(person).order_by().values("state").annotate(n=Count("pk")).values("n")
    counted = reviews_of(person).annotate(waiting=Coalesce(Subquery(number), 0)).order_by("pk")
    return counted.values_list("waiting", flat=True).first()


def review_count(request: HttpRequest) -> dict[str, Any]:
    """Give templates `review_count`, asked of the database only by a page that shows it, and once."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {"review_count": cache(lambda: waiting_count(person))}
