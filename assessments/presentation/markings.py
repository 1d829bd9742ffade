"""The marking of a page or a table: never lower than the marking of its content."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.models import Assessment, Evidence, Marking
from ocpo.accounts.models import User


def markings_by_assessment(assessments: Iterable[Assessment], person: User) -> dict[int, Marking]:
    """Return the marking of each of these assessments by its key, in one query."""
    keys = [assessment.pk for assessment in assessments]
    found = Assessment.objects.filter(pk__in=keys).markings_for(person)
    return {key: found.get(key, Marking.UNCLASSIFIED) for key in keys}


def highest_marking(person: User, *assessments: Assessment) -> Marking:
    """Return the marking of a page or table that shows all these assessments."""
    return Marking.highest(markings_by_assessment(assessments, person).values())


def offered_marking(person: User, assessment: Assessment) -> Marking:
    """Return the marking of a page that also offers all evidence that the person may use, as the sheet does."""
    offered = Evidence.objects.usable_in(assessment, person).values_list("marking", flat=True).distinct()
    return Marking.highest([*offered, highest_marking(person, assessment)])
