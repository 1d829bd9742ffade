"""Rounds after IDEA and Delphi: everyone rates alone, then all see the spread, talk, and rate again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Act, Action, Assessment, Comment, Deed, Finish, Rating, ReviewStep
from assessments.services.access import refusal_to_discuss, refusal_to_leave_out, refusal_to_rate, refusal_to_reveal
from assessments.services.locking import lock_open
from assessments.services.ratings import changed, copy_ratings, require_asked
from assessments.services.review import standing_digest
from interfaces.models import Indicator
from ocpo.accounts.models import User
from ocpo.text.cleaning import clean_text
from ocpo.wrong_state import WrongStateError

LONGEST_COMMENT = 5_000


@transaction.atomic
def finish_round(*, assessment: Assessment, person: User, is_finished: bool = True) -> None:
    """Say that one's ratings of the present round are complete, or take that back. Repeating it changes nothing.

    Raises PermissionDenied for somebody who may not rate, WrongStateError once the assessment is closed.
    """
    locked = lock_open(assessment, person, refusal_to_rate)
    mine: dict[str, Any] = {"assessment": locked, "person": person, "round": locked.round}
    if is_finished:
        Act.objects.record(locked, Deed.FINISHED, [person.pk])
        Finish.objects.get_or_create(**mine)
    else:
        Finish.objects.filter(**mine).delete()


@transaction.atomic
def reveal_round(*, assessment: Assessment, person: User) -> None:
    """Open the private first round: round 2 begins with a copy of everyone's ratings, those of round 1 are kept.

    Raises PermissionDenied for anyone but a lead, WrongStateError if there is no private round.
    """
    locked = lock_open(assessment, person, refusal_to_reveal)
    if not locked.is_private:
        raise WrongStateError(_("The ratings are open already."))
    first_round = locked.ratings.counting().filter(round=1)
    locked.is_private, locked.round = False, 2
    locked.save(update_fields=["is_private", "round"])
    Act.objects.record(locked, Deed.REVEALED, [person.pk])
    copy_ratings(first_round, locked, version=locked.revision + 1)
    changed(locked)
    assessment.refresh_from_db(fields=["is_private", "round", "revision"])


@transaction.atomic
def leave_out_former(*, assessment: Assessment, person: User) -> int:
    """Leave out the ratings of people who are no longer members; return how many those were.

    Only the present round changes: a first round that was revealed stays as it was. The ratings are kept, and a step of
    the review says who left them out. If there are none, nothing changes.

    Raises PermissionDenied for anyone but a lead, WrongStateError once the assessment is closed.
    """
    locked = lock_open(assessment, person, refusal_to_leave_out)
    former = list(locked.ratings.of_former_members())
    if not former:
        return 0
    ReviewStep.objects.create(
        assessment=locked,
        action=Action.LEFT_OUT,
        person=person,
        reason="" if locked.is_private else _how_many(locked, former),
        revision=locked.revision,
        digest=standing_digest(locked),
    )
    Act.objects.record(locked, Deed.LEFT_OUT, [person.pk])
    Rating.objects.filter(pk__in=[rating.pk for rating in former]).update(is_left_out=True)
    changed(locked)
    assessment.revision = locked.revision
    return len(former)


def _how_many(assessment: Assessment, former: list[Rating]) -> str:
    """Return how many ratings of how many people; not asked for before the reveal, when nobody may know."""
    people = len({rating.assessor_id for rating in former})
    numbers = {"round": assessment.round, "ratings": len(former), "people": people}
    return _("Round %(round)d, ratings: %(ratings)d, people: %(people)d") % numbers


@transaction.atomic
def comment(*, assessment: Assessment, indicator: Indicator, author: User, text: str) -> Comment:
    """Add to the discussion of an indicator.

    Raises PermissionDenied for somebody who may not rate, WrongStateError in a private first round and once the
    assessment is closed, ValidationError for no text, one that is too long, or an indicator that is not asked.
    """
    locked = lock_open(assessment, author, refusal_to_discuss)
    if locked.is_private:
        raise WrongStateError(_("The discussion begins when the first round is revealed."))
    require_asked(locked, indicator)
    text = clean_text(text)
    if len(text) > LONGEST_COMMENT:
        raise ValidationError({"text": _("Keep it to %(most)d characters.") % {"most": LONGEST_COMMENT}})
    remark = Comment(assessment=locked, indicator=indicator, author=author, text=text)
    remark.full_clean()
    remark.save(force_insert=True)
    Act.objects.record(locked, Deed.DISCUSSED, [author.pk])
    return remark
