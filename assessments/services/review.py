"""Review: an assessment is submitted, returned or withdrawn, and published by someone who has no part in it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Act, Action, Answer, Assessment, Deed, ReviewStep, Score, State
from assessments.models.independence import objection_to_reviewer
from assessments.services.access import refusal_to_submit, refusal_to_withdraw
from assessments.services.locking import lock, lock_in_use, require_in_use
from missions.access import raise_if
from missions.services import lock_members
from ocpo.accounts.models import User
from ocpo.text.cleaning import clean_text
from ocpo.wrong_state import WrongStateError

LONGEST_REASON = 10_000  # characters, as long as a rationale may be
LEADS_TO = {
    Action.SUBMITTED: State.SUBMITTED,
    Action.WITHDRAWN: State.DRAFT,
    Action.RETURNED: State.DRAFT,
    Action.PUBLISHED: State.PUBLISHED,
}
GIVES_A_PART = {Action.SUBMITTED: Deed.SUBMITTED, Action.WITHDRAWN: Deed.WITHDREW}


class OtherScoreError(WrongStateError):
    """The current score is not the one that the reviewer was shown."""


@transaction.atomic
def submit_assessment(*, assessment: Assessment, person: User) -> ReviewStep:
    """Close an assessment for rating and hand it to the reviewers. What it lacks is shown before, but prevents nothing.

    Raises PermissionDenied for somebody who may not rate; WrongStateError unless it is an open draft in which something
    is rated.
    """
    locked = lock_in_use(assessment, person, refusal_to_submit)
    if objection := objection_to_submitting(locked):
        raise WrongStateError(objection)
    return _take(assessment, locked, Action.SUBMITTED, person)


def objection_to_submitting(assessment: Assessment) -> str:
    """Return why an assessment cannot be submitted as it stands, "" if it can."""
    if assessment.state == State.SUBMITTED:
        return _("This assessment has been submitted already.")
    if assessment.state == State.PUBLISHED:
        return _("This assessment is published. Start a new one from it to go on.")
    if assessment.is_private:
        return _("The first round is private. Reveal the ratings before you submit.")
    if not assessment.ratings.current().filter(answer=Answer.RATED).exists():
        return _("Nothing is rated yet. Rate at least one indicator before you submit.")
    return ""


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, person: User) -> ReviewStep:
    """Take a submitted assessment back to draft.

    Raises PermissionDenied for anyone but a lead, WrongStateError unless it is submitted.
    """
    locked = lock_in_use(assessment, person, refusal_to_withdraw)
    _require_submitted(locked)
    return _take(assessment, locked, Action.WITHDRAWN, person)


@transaction.atomic
def return_assessment(*, assessment: Assessment, reviewer: User, reason: str) -> ReviewStep:
    """Give a submitted assessment back to its assessors, with the reason, which is kept.

    Raises PermissionDenied for anyone but a reviewer who has no part in it, WrongStateError unless it is submitted,
    ValidationError without a reason.
    """
    locked = _lock_for_decision(assessment, reviewer)
    reason = clean_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Say what has to change: the assessors see your words.")})
    _require_submitted(locked)
    return _take(assessment, locked, Action.RETURNED, reviewer, reason)


@transaction.atomic
def publish_assessment(*, assessment: Assessment, reviewer: User, digest: str) -> ReviewStep:
    """Approve a submitted assessment and close it for ever. The approval binds to `digest`: the score that was shown.

    Raises PermissionDenied for anyone but a reviewer who has no part in it; WrongStateError unless it is submitted and
    its score is computed; OtherScoreError if that is not the score that was shown.
    """
    locked = _lock_for_decision(assessment, reviewer)
    _require_submitted(locked)
    standing = standing_digest(locked)
    if not standing:
        raise WrongStateError(_("The score is being computed. Try again in a moment."))
    if standing != digest:
        raise OtherScoreError(_("Another score stands now than the one you were shown. Look at it, then decide."))
    return _take(assessment, locked, Action.PUBLISHED, reviewer)


def standing_digest(assessment: Assessment) -> str:
    """Return the digest of the score of the present ratings, "" while it is being computed."""
    if assessment.current_score_id is None:
        return ""
    current = Score.objects.filter(pk=assessment.current_score_id, revision=assessment.revision)
    return current.values_list("digest", flat=True).first() or ""


def _lock_for_decision(assessment: Assessment, reviewer: User) -> Assessment:
    """Lock the rows that roles and acts depend on, then ask whether the person may decide, so that both stay true."""
    lock_members(assessment.mission_id)
    locked = lock(assessment)
    raise_if(objection_to_reviewer(locked, reviewer))
    require_in_use(locked)
    return locked


def _require_submitted(assessment: Assessment) -> None:
    if assessment.state == State.PUBLISHED:
        raise WrongStateError(_("This assessment is published already."))
    if assessment.state != State.SUBMITTED:
        raise WrongStateError(_("This assessment is not submitted: it is with its assessors."))


def _take(shown: Assessment, locked: Assessment, action: Action, person: User, reason: str = "") -> ReviewStep:
    """Write a step and the state it leads to, into the row and into the caller's copy of it."""
    step = ReviewStep.objects.create(
        assessment=locked,
        action=action,
        person=person,
        reason=reason,
        revision=locked.revision,
        digest=standing_digest(locked),
    )
    if deed := GIVES_A_PART.get(action):
        Act.objects.record(locked, deed, [person.pk])
    locked.state = shown.state = LEADS_TO[action]
    locked.save(update_fields=["state"])
    return step
