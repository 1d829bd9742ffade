"""Claiming a job: only one worker holds it at a time, by a lease with a fencing token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from ocpo.jobs.models import Job, JobQuerySet, JobState

MAX_ATTEMPTS = 5
ERROR_LENGTH = 500


class LeaseLost(Exception):  # noqa: N818 (not a failure: another worker has the job)
    """The claim no longer holds its job. Whatever the present transaction wrote must be rolled back."""


def from_now(seconds: float) -> Combinable:
    """Return the time so many seconds from now, by the database's clock."""
    return Now() + timedelta(seconds=seconds)


def pause_after(attempts: int) -> float:
    """Return the seconds to wait after the given number of failed attempts: 2, 4, 8, 16."""
    return float(2**attempts)


@dataclass(frozen=True)
class Claim:
    """A worker's claim to a job. It is valid until another worker takes the job, which raises the token."""

    job_id: int
    kind: str
    key: str
    token: int
    attempts: int

    def _held(self) -> JobQuerySet:
        return Job.objects.held_by(job_id=self.job_id, token=self.token)

    def confirm(self) -> None:
        """Check that the job is still ours and renew the lease. In a transaction, it stays ours until the end.

        Call it in the transaction that writes, and between the steps of a long run, each shorter than the lease. Raises
        LeaseLost; do not catch it, so that the transaction rolls back.
        """
        if not self._held().update(available_at=from_now(settings.JOB_LEASE_SECONDS)):
            raise LeaseLost(f"{self.kind} {self.key}: another worker has taken job {self.job_id}")

    def finish(self) -> None:
        """Mark the job done in the transaction that writes its effect, so that both are kept or neither.

        For a handler whose effect must not happen twice. Others need not call it: a job is marked done when its handler
        returns. Raises LeaseLost, as `confirm` does.
        """
        if not self._end(JobState.DONE, ""):
            raise LeaseLost(f"{self.kind} {self.key}: another worker has taken job {self.job_id}")

    def mark_done(self) -> bool:
        """Mark the job done if the claim still holds it; return whether it did."""
        return self._end(JobState.DONE, "")

    def fail(self, error: Exception) -> None:
        """Put the job back for a later try. End it as failed after the last try, or if a newer request waits."""
        message = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
        if self.attempts < MAX_ATTEMPTS:
            try:
                with transaction.atomic():
                    self._held().update(
                        state=JobState.WAITING, available_at=from_now(pause_after(self.attempts)), error=message
                    )
                return
            except IntegrityError:
                pass  # a newer request with the same key waits already: its run is the next try
        self._end(JobState.FAILED, message)

    def _end(self, state: JobState, error: str) -> bool:
        return bool(self._held().update(state=state, available_at=None, finished_at=Now(), error=error))


def claim_next(kinds: Iterable[str] | None = None) -> Claim | None:
    """Claim the job of these kinds that has been due longest; None if no job is due. Default: all kinds with a handler.

    A kind without a handler comes from a newer version. Its own workers will take it.
    """
    return _claim(Job.objects.due().filter(kind__in=list(settings.JOB_HANDLERS if kinds is None else kinds)))


def claim_job(job_id: int) -> Claim | None:
    """Claim this job; None if it is not due: another worker has taken it, or it has ended."""
    return _claim(Job.objects.due().filter(pk=job_id, kind__in=list(settings.JOB_HANDLERS)))


def _claim(candidates: JobQuerySet) -> Claim | None:
    while candidates.exists():  # read first: idle workers must not wait for SQLite's only write lock
        # Durable: inside a larger transaction, a kill would undo the claim, and the attempt would not be counted.
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
    """Take the job if its row is still as it was read; return whether it was."""
    as_read = Job.objects.due().filter(pk=job.pk, token=job.token)
    return bool(
        as_read.update(
            state=JobState.RUNNING,
            token=F("token") + 1,
            attempts=F("attempts") + 1,
            available_at=from_now(settings.JOB_LEASE_SECONDS),
            started_at=Now(),
        )
    )


def give_up(job: Job) -> None:
    """End a job whose workers died each time: it may be the job that kills them."""
    error = f"its worker died or hung {job.attempts} times"
    Job.objects.due().filter(pk=job.pk, token=job.token).update(
        state=JobState.FAILED, available_at=None, finished_at=Now(), error=error
    )
