"""Taking a job: exactly one worker holds it, for the length of a lease, with a fencing token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from ocpo.jobs.models import Job, JobQuerySet, State

MAX_ATTEMPTS = 5
ERROR_LENGTH = 500


class LeaseLost(Exception):  # noqa: N818 (not a failure: another worker has the job, and ends it)
    """The claim no longer holds its job; whatever the transaction at hand did must be rolled back."""


def from_now(seconds: float) -> Combinable:
    """Return the moment that lies so many seconds ahead on the database's clock."""
    return Now() + timedelta(seconds=seconds)


def pause_after(attempts: int) -> float:
    """Return the seconds to wait after the given number of failed attempts: 2, 4, 8, 16."""
    return float(2**attempts)


@dataclass(frozen=True)
class Claim:
    """A worker's hold on a job: valid until the lease ends and another worker takes the job (raising the token)."""

    job_id: int
    kind: str
    key: str
    token: int
    attempts: int

    def _held(self) -> JobQuerySet:
        return Job.objects.held_by(job_id=self.job_id, token=self.token)

    def confirm(self) -> None:
        """Check that the job is still ours and renew the lease; inside a transaction, keep it ours until its end.

        Call it in the transaction that writes, and between the steps of a long run (each within the lease).
        Errors: LeaseLost; let it through, so that the transaction rolls back.
        """
        if not self._held().update(available_at=from_now(settings.JOB_LEASE_SECONDS)):
            raise LeaseLost(f"{self.kind} {self.key}: another worker has taken job {self.job_id}")

    def finish(self) -> None:
        """Mark the job done in the transaction that writes its effect: both are kept, or neither.

        For effects that a second run would repeat. A handler whose effect is safe to repeat need not call it: a
        handler that returns is marked done. Errors: LeaseLost, as in `confirm`.
        """
        if not self._end(State.DONE, ""):
            raise LeaseLost(f"{self.kind} {self.key}: another worker has taken job {self.job_id}")

    def mark_done(self) -> bool:
        """Mark the job done if the claim still holds it; return whether it did."""
        return self._end(State.DONE, "")

    def fail(self, error: Exception) -> None:
        """Put the job back for a later try, or end it as failed: after the last try, or when a newer request waits."""
        message = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
        if self.attempts < MAX_ATTEMPTS:
            try:
                with transaction.atomic():
                    self._held().update(
                        state=State.WAITING, available_at=from_now(pause_after(self.attempts)), error=message
                    )
                return
            except IntegrityError:
                pass  # a newer request about the same thing waits already: its run is the next try
        self._end(State.FAILED, message)

    def _end(self, state: State, error: str) -> bool:
        return bool(self._held().update(state=state, available_at=None, finished_at=Now(), error=error))


def claim_next(kinds: Iterable[str] | None = None) -> Claim | None:
    """Take the job that has been due longest, of these kinds (default: all that have a handler here), or None.

    A kind without a handler is left alone: it comes from a newer version, whose workers will take it.
    """
    return _claim(Job.objects.due().filter(kind__in=list(settings.JOB_HANDLERS if kinds is None else kinds)))


def claim_job(job_id: int) -> Claim | None:
    """Take this job if it is due, or None: someone else got there first, or it has ended."""
    return _claim(Job.objects.due().filter(pk=job_id, kind__in=list(settings.JOB_HANDLERS)))


def _claim(candidates: JobQuerySet) -> Claim | None:
    while candidates.exists():  # a plain read first: idle workers must not queue for SQLite's one write lock
        # Durable: were a claim part of a larger transaction, a kill would undo it and nobody would count the attempt.
        with transaction.atomic(durable=True):
            job = candidates.select_for_update(skip_locked=True).order_by("available_at", "pk").first()
            if job is None:
                return None
            if job.attempts >= MAX_ATTEMPTS:
                give_up(job)
            elif _take(job):
                return Claim(job.pk, job.kind, job.key, job.token + 1, job.attempts + 1)
    return None


def _take(job: Job) -> bool:
    """Take the row as it was read; False if someone else got there first."""
    as_read = Job.objects.due().filter(pk=job.pk, token=job.token)
    return bool(
        as_read.update(
            state=State.RUNNING,
            token=F("token") + 1,
            attempts=F("attempts") + 1,
            available_at=from_now(settings.JOB_LEASE_SECONDS),
            started_at=Now(),
        )
    )


def give_up(job: Job) -> None:
    """End a job whose workers died again and again: it may be what kills them."""
    error = f"its worker died or hung {job.attempts} times"
    Job.objects.due().filter(pk=job.pk, token=job.token).update(
        state=State.FAILED, available_at=None, finished_at=Now(), error=error
    )
