"""What became of ratings that an assessment took over from an earlier one: new, changed, unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Rating
from assessments.services import judgement_of
from ocpo.accounts.models import User


@dataclass(frozen=True)
class Badge:
    """How a rating compares with the same person's rating in the earlier assessment."""

    code: str
    title: str


def badges(assessment: Assessment, person: User, ratings: Iterable[Rating]) -> dict[int, Badge]:
    """Return the badge of each rating by the rating's key; empty if the assessment started from a blank sheet.

    A rating is changed if any part of the judgement is: answer, range, confidence, rationale, evidence. It is compared
    with what the earlier assessment holds now, as far as the person may read it.
    """
    given = list(ratings)
    if assessment.based_on is None or not given:
        return {}
    earlier = assessment.based_on.ratings.readable_by(person).filter(
        indicator__in={rating.indicator_id for rating in given}, assessor__in={rating.assessor_id for rating in given}
    )
    before = {(rating.indicator_id, rating.assessor_id): rating for rating in earlier.prefetch_related("evidence")}
    return {rating.pk: _badge(before.get((rating.indicator_id, rating.assessor_id)), rating) for rating in given}


def _badge(before: Rating | None, now: Rating) -> Badge:
    if before is None:
        return Badge("new", _("New"))
    if judgement_of(before) == judgement_of(now):
        return Badge("unchanged", _("Unchanged"))
    if (before.answer, before.best) == (now.answer, now.best):
        return Badge("changed", _("Changed"))
    was = str(before.level) if before.answer == Answer.RATED else before.get_answer_display()
    return Badge("changed", _("Changed, was: %(answer)s") % {"answer": was})
