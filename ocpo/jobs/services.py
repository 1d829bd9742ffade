"""Requests for durable work."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from ocpo.jobs.models import Job
from ocpo.jobs.wake import wake

# A further round is needed only if a worker's claim falls between two of our statements. Two in a row are rare.
ENQUEUE_ROUNDS = 50


def reset_attempts(job: Job) -> None:
    """Give a job that failed before all its tries again, and make it due now: the data it reads has changed."""
    job.attempts = 0
    Job.objects.filter(pk=job.pk).update(attempts=0, available_at=Now())


def enqueue(*, kind: str, key: str) -> Job:
    """Request a run of `kind` for `key` that sees everything this transaction writes. Return the waiting row.

    Call it inside the transaction that makes the change, so that both are kept or neither. Requests with the same key
    are merged into the one row that waits. Enqueue several keys of one transaction in sorted order, or two such
    transactions may deadlock. Raises LookupError for a kind that `JOB_HANDLERS` does not name.

    Why every change is followed by a run (PostgreSQL, READ COMMITTED; each statement sees the newest commits):

    - No row waits: ours is inserted. Workers see it only after our commit, so its run sees our change.
    - Another open transaction has inserted a waiting row: our insert waits for its end. Then it either succeeds or is
      ignored, and we go on as below.
    - A row waits: a worker could take it before we commit, read the old ratings, and finish without our change. So we
      lock the row. The worker's claim skips locked rows (or waits for our commit), so the run starts after our
      commit and sees our change.
    - A worker is just claiming the row: our lock waits for the claim's commit and then finds no waiting row. We insert
      a new one, which the unique constraint now allows.

    On SQLite transactions are immediate: no claim can come between our first write and our commit.
    """
    if kind not in settings.JOB_HANDLERS:
        raise LookupError(f"no job handler for {kind!r}: name it in JOB_HANDLERS")
    with transaction.atomic():
        for _ in range(ENQUEUE_ROUNDS):
            Job.objects.bulk_create([Job(kind=kind, key=key)], ignore_conflicts=True)
            job = Job.objects.select_for_update().about(kind, key).waiting().first()
            if job is not None:
                if job.attempts:
                    reset_attempts(job)
                transaction.on_commit(partial(wake, job.pk), robust=True)
                return job
    raise RuntimeError(f"{kind} {key}: workers took the waiting job {ENQUEUE_ROUNDS} times in a row")
