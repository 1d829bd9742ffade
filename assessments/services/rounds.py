"""Rounds after IDEA and Delphi: everyone rates alone, then all see the spread, talk, and rate again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, Comment, Finish
from assessments.services.ratings import changed, copy_ratings, lock_open
from interfaces.models import Indicator
from ocpo.accounts.models import User

LONGEST_COMMENT = 5_000


@transaction.atomic
def finish_round(*, assessment: Assessment, person: User, is_finished: bool = True) -> None:
    """Say that one's ratings of the present round are complete, or take that back. Repeating it changes nothing.

    Raises PermissionDenied for somebody who may not rate, ValidationError once the assessment is closed.
    """
    locked = lock_open(assessment)
    if not locked.mission.can_rate(person):
        raise PermissionDenied(_("Only assessors and leads of this mission can rate."))
    mine: dict[str, Any] = {"assessment": locked, "person": person, "round": locked.round}
    if is_finished:
        Finish.objects.get_or_create(**mine)
    else:
        Finish.objects.filter(**mine).delete()


@transaction.atomic
def reveal_round(*, assessment: Assessment, person: User) -> None:
    """Open the private first round: round 2 begins with a copy of everyone's ratings, those of round 1 are kept.

    Raises PermissionDenied for anyone but a lead, ValidationError if there is no private round.
    """
    locked = lock_open(assessment)
    if not locked.mission.can_manage(person):
        raise PermissionDenied(_("Only a lead of the mission can reveal the first round."))
    if not locked.is_private:
        raise ValidationError(_("The ratings are open already."))
    first_round = locked.ratings.filter(round=1)
    locked.is_private, locked.round = False, 2
    locked.save(update_fields=["is_private", "round"])
    copy_ratings(first_round, locked, version=locked.revision + 1)
    changed(locked)
    assessment.refresh_from_db(fields=["is_private", "round", "revision"])


@transaction.atomic
def comment(*, assessment: Assessment, indicator: Indicator, author: User, text: str) -> Comment:
    """Add to the discussion of an indicator.

    Raises ValidationError in a private first round, without words or with too many.
    """
    locked = lock_open(assessment)
    if not locked.mission.can_rate(author):
        raise PermissionDenied(_("Only assessors and leads of this mission can take part in the discussion."))
    if locked.is_private:
        raise ValidationError(_("The discussion begins when the first round is revealed."))
    if len(text) > LONGEST_COMMENT:
        raise ValidationError({"text": _("Keep it to %(most)d characters.") % {"most": LONGEST_COMMENT}})
    said = Comment(assessment=locked, indicator=indicator, author=author, text=text.strip())
    said.full_clean()
    said.save(force_insert=True)
    return said
