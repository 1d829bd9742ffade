"""Runs jobs that are due, and deletes those that ended long ago. Both drivers call this."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from ocpo.jobs.claims import Claim, LeaseLost, claim_job, claim_next
from ocpo.jobs.models import Job
from ocpo.once import services as once

logger = logging.getLogger(__name__)

Handler = Callable[[str, Claim], None]

KEEP_DONE = timedelta(days=7)
PRUNE_BATCH = 1000


def handler_for(kind: str) -> Handler:
    """Return the callable that `JOB_HANDLERS` names for this kind. Errors: KeyError, ImportError."""
    handler: Handler = import_string(settings.JOB_HANDLERS[kind])
    return handler


def run(claim: Claim) -> None:
    """Run a claimed job to its end: done, put back for a later try, or failed."""
    try:
        handler_for(claim.kind)(claim.key, claim)
    except LeaseLost as lost:
        logger.warning("lease lost: %s", lost)
    except Exception as error:
        logger.exception("job %s (%s %s) failed, attempt %s", claim.job_id, claim.kind, claim.key, claim.attempts)
        claim.fail(error)
    else:
        claim.mark_done()  # False is no error: the handler finished the job itself, or another worker has taken it


def run_one() -> bool:
    """Claim and run the job that has been due longest; return whether there was one."""
    claim = claim_next()
    if claim is None:
        return False
    run(claim)
    return True


def run_job(job_id: int) -> bool:
    """Claim and run this job; return whether it was due."""
    claim = claim_job(job_id)
    if claim is None:
        return False
    run(claim)
    return True


def drain(*, seconds: float, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Run jobs until none is due, the seconds are over, or `is_stopped` returns true; return how many were run."""
    ends_at = time.monotonic() + seconds
    count = 0
    while time.monotonic() < ends_at and not is_stopped() and run_one():
        count += 1
    return count


def prune() -> int:
    """Delete a batch of jobs that were done more than seven days ago, and of old answers; return how many jobs."""
    once.prune()
    old = Job.objects.done_longer_than(KEEP_DONE).order_by("finished_at").values_list("pk", flat=True)[:PRUNE_BATCH]
    ids = list(old)
    return Job.objects.filter(pk__in=ids).delete()[0] if ids else 0
