"""Asking for scores anew: after an upgrade, and where a computation has given up."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.services.ratings import RECOMPUTE
from assessments.services.review import OutOfTurnError
from missions.models import Role
from ocpo.accounts.models import User
from ocpo.jobs.models import Job
from ocpo.jobs.services import enqueue


def renew_scores() -> int:
    """Ask for a new score wherever another engine's stands on open work or a sample; return for how many.

    Repeating it is harmless: requests for one assessment coalesce, and a renewed score is not asked for again.
    """
    return _ask_for(str(pk) for pk in Assessment.objects.outdated().order_by("pk").values_list("pk", flat=True))


def retry_failed_scores() -> int:
    """Ask for every score again whose computation has given up; return for how many. Repeating it is harmless."""
    return _ask_for(Job.objects.given_up(RECOMPUTE).order_by("key").values_list("key", flat=True))


def can_try_again(assessment: Assessment, person: User) -> bool:
    """Say whether the person may ask for a failed score again: leads of the mission, and administrators."""
    return person.is_administrator or assessment.mission.role_of(person) == Role.LEAD


@transaction.atomic
def try_again(*, assessment: Assessment, person: User) -> Job:
    """Ask for the score of an assessment again, with a full number of tries.

    Raises PermissionDenied for anyone but a lead and an administrator, OutOfTurnError unless the last try has failed.
    """
    if not can_try_again(assessment, person):
        raise PermissionDenied(_("Only a lead of this mission or an administrator can have the score computed again."))
    if Job.objects.failed_for(RECOMPUTE, str(assessment.pk)) is None:
        raise OutOfTurnError(_("The score has not failed: there is nothing to try again. Reload to see it."))
    return enqueue(kind=RECOMPUTE, key=str(assessment.pk))


def _ask_for(keys: Iterable[str]) -> int:
    asked = [enqueue(kind=RECOMPUTE, key=key) for key in list(keys)]
    return len(asked)
