"""Asking for new scores: after an upgrade, and where a computation has given up."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.services.access import refusal_to_try_again
from assessments.services.ratings import RECOMPUTE
from missions.access import raise_if
from ocpo.accounts.models import User
from ocpo.jobs.models import Job
from ocpo.jobs.services import enqueue
from ocpo.wrong_state import WrongStateError


def renew_scores() -> int:
    """Ask for a new score wherever open work or a sample has one of another engine; return for how many.

    Repeating it is harmless: requests for one assessment become one job, and a renewed score is not asked for again.
    """
    return _ask_for(str(pk) for pk in Assessment.objects.outdated().order_by("pk").values_list("pk", flat=True))


def retry_failed_scores() -> int:
    """Ask for every score again whose computation has given up; return for how many. Repeating it is harmless."""
    return _ask_for(Job.objects.given_up(RECOMPUTE).order_by("key").values_list("key", flat=True))


@transaction.atomic
def try_again(*, assessment: Assessment, person: User) -> Job:
    """Ask for the score of an assessment again, with a full number of tries.

    Raises PermissionDenied for anyone but a lead and an administrator, WrongStateError unless the last try has failed.
    """
    raise_if(refusal_to_try_again(assessment, person))
    if Job.objects.failed_for(RECOMPUTE, str(assessment.pk)) is None:
        raise WrongStateError(_("The score has not failed: there is nothing to try again. Reload to see it."))
    return enqueue(kind=RECOMPUTE, key=str(assessment.pk))


def _ask_for(keys: Iterable[str]) -> int:
    asked = [enqueue(kind=RECOMPUTE, key=key) for key in list(keys)]
    return len(asked)
