"""Locking an assessment's row before it is changed: one place for all services."""

from __future__ import annotations

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.models import Assessment
from missions.access import raise_if
from ocpo.accounts.models import User
from ocpo.wrong_state import WrongStateError

# A rule of `access`: takes a role, returns why it is refused, "" if it is allowed.
Rule = Callable[[str | None], str]


def lock(assessment: Assessment) -> Assessment:
    """Lock the assessment's row for this transaction: of two changes at once the second sees what the first did.

    Raises Http404 if it was deleted meanwhile.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("mission")
    locked: Assessment = get_object_or_404(rows, pk=assessment.pk)
    return locked


def lock_for(assessment: Assessment, person: User, rule: Rule) -> Assessment:
    """Lock the row, then ask the rule. Raises PermissionDenied with its refusal."""
    locked = lock(assessment)
    raise_if(rule(locked.mission.role_of(person)))
    return locked


def lock_in_use(assessment: Assessment, person: User, rule: Rule) -> Assessment:
    """Like `lock_for`. Raises WrongStateError too if the assessment or its mission is archived."""
    locked = lock_for(assessment, person, rule)
    require_in_use(locked)
    return locked


def lock_open(assessment: Assessment, person: User, rule: Rule) -> Assessment:
    """Like `lock_in_use`, for ratings and what belongs to them. Raises WrongStateError too once they may not change."""
    locked = lock_for(assessment, person, rule)
    require_open(locked)
    return locked


def require_in_use(assessment: Assessment) -> None:
    """Raise WrongStateError if it is archived, or its mission is."""
    if assessment.is_archived:
        raise WrongStateError(_("This assessment is archived. A lead can bring it back."))


def require_open(assessment: Assessment) -> None:
    """Raise WrongStateError unless ratings may still change."""
    require_in_use(assessment)
    if not assessment.is_open:
        raise WrongStateError(_("This assessment is closed. Start a new one from it to change ratings."))
