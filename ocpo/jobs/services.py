"""Asking for durable work."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from ocpo.jobs.models import Job
from ocpo.jobs.wake import wake

# Each further round needs a claim to fall between two of our statements; two in a row are already rare.
ENQUEUE_ROUNDS = 50


def start_afresh(job: Job) -> None:
    """Give a job that pauses after a failure its full number of tries again, at once: what it reads has changed."""
    job.attempts = 0
    Job.objects.filter(pk=job.pk).update(attempts=0, available_at=Now())


def enqueue(*, kind: str, key: str) -> Job:
    """Ask for one run of `kind` about `key` that sees everything this transaction writes.

    Call it inside the transaction that makes the change: both are kept, or neither. Requests coalesce into the one
    row that waits. Several keys in one transaction: enqueue them in sorted order, or two such transactions may
    deadlock. Returns the waiting row. Errors: LookupError for a kind that `JOB_HANDLERS` does not name.

    Why no change is ever left without a later run (PostgreSQL, READ COMMITTED; each statement sees the newest
    commits):

    - No row waits: ours is inserted, visible to workers only from our commit on, so its run sees our change.
    - Another transaction has inserted a waiting row and is still open: the insert waits for its end, then either
      goes in or steps back, and we go on as below.
    - A row waits: finding it is not enough, since a worker could take it before we commit, read the old ratings,
      and finish: our change would be left behind. So we lock it. The worker's claim skips locked rows (or waits
      for our commit), hence the run starts after our commit and sees our change.
    - A worker's claim holds the row when we lock it: the lock waits for the claim's commit, then finds that the
      row no longer waits and gives nothing; we insert a new one, which the unique constraint now admits.

    On SQLite transactions are immediate: a claim can't fall between our first write and our commit at all.
    """
    if kind not in settings.JOB_HANDLERS:
        raise LookupError(f"no job handler for {kind!r}: name it in JOB_HANDLERS")
    with transaction.atomic():
        for _ in range(ENQUEUE_ROUNDS):
            Job.objects.bulk_create([Job(kind=kind, key=key)], ignore_conflicts=True)
            job = Job.objects.select_for_update().about(kind, key).waiting().first()
            if job is not None:
                if job.attempts:
                    start_afresh(job)
                transaction.on_commit(partial(wake, job.pk), robust=True)
                return job
    raise RuntimeError(f"{kind} {key}: workers took the waiting job {ENQUEUE_ROUNDS} times in a row")
