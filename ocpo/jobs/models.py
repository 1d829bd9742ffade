"""The job row: what to do, which claim holds it, and how it ended."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """The state of a job. Waiting and running jobs are open, done and failed ones have ended."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


OPEN = [JobState.WAITING, JobState.RUNNING]
ENDED = [JobState.DONE, JobState.FAILED]
# Longer than a worker's pause between two polls: 0.25 s embedded, 3 s for Celery's sweep.
WITHOUT_WORKER = timedelta(seconds=8)


class JobQuerySet(models.QuerySet["Job"]):
    """The questions that are asked about jobs."""

    def about(self, kind: str, key: str) -> "JobQuerySet":
        return self.filter(kind=kind, key=key)

    def waiting(self) -> "JobQuerySet":
        return self.filter(state=JobState.WAITING)

    def open(self) -> "JobQuerySet":
        """Jobs that have not ended. They wait for a worker or for their next try, or they run."""
        return self.filter(available_at__isnull=False)

    def due(self) -> "JobQuerySet":
        """Jobs that a worker may take now: waiting ones whose pause is over, running ones whose lease has ended."""
        return self.filter(available_at__lte=Now())

    def held_by(self, *, job_id: int, token: int) -> "JobQuerySet":
        """The job, if the claim with this fencing token still holds it; else an empty queryset."""
        return self.filter(pk=job_id, token=token, state=JobState.RUNNING)

    def done_longer_than(self, age: timedelta) -> "JobQuerySet":
        return self.filter(state=JobState.DONE, finished_at__lt=Now() - age)

    def latest_for(self, kind: str, key: str) -> "Job | None":
        """The newest job with this key: its state is the one that counts."""
        return self.about(kind, key).order_by("-pk").first()

    def failed_for(self, kind: str, key: str) -> "Job | None":
        """The newest job with this key if it failed, else None: a newer request waits, runs, or has succeeded."""
        latest = self.latest_for(kind, key)
        return latest if latest is not None and latest.state == JobState.FAILED else None

    def given_up(self, kind: str) -> "JobQuerySet":
        """The failed jobs of a kind, without those whose key was requested again later."""
        newer = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer), kind=kind, state=JobState.FAILED)

    def oldest_waiting_seconds(self) -> float:
        """Return how long the job that has been due longest has waited for a worker; 0.0 if none is due."""
        oldest: datetime | None = self.due().aggregate(oldest=models.Min("available_at"))["oldest"]
        return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0

    def lack_worker(self) -> bool:
        """Return whether no worker seems to run: jobs have been due for some seconds, and no worker took or holds one.

        Workers poll every few seconds. A long queue or a long run is no sign: then a job was taken lately, or one is
        held by a lease that has not ended.
        """
        lately = Now() - WITHOUT_WORKER
        if not self.filter(available_at__lt=lately).exists():
            return False
        is_held = Q(state=JobState.RUNNING, available_at__gt=Now())
        return not self.filter(is_held | Q(started_at__gte=lately)).exists()


class Job(models.Model):
    """One piece of durable work.

    `available_at` is the next time at which a worker may take the job. While it waits: now, or the end of the pause
    after a failure. While it runs: the end of the lease. Empty once it has ended. So one small index, without the many
    ended rows, finds all jobs that are due. All times come from the database's clock, because the clocks of the
    workers' hosts differ.
    """

    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(_("key"), max_length=64, help_text=_("What the job is about."))
    state = models.CharField(_("state"), max_length=8, choices=JobState, default=JobState.WAITING)
    # The fencing token: each claim raises it, so that a worker that lost its lease can no longer write.
    token = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("available at"), null=True, db_default=Now())
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    error = models.CharField(_("error"), max_length=500, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            # Requests are merged: at most one row with the same key waits. A running row does not count, because
            # a change made during a run needs a run of its own.
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state=JobState.WAITING), name="one_waiting_job_per_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, available_at__isnull=False)
                | Q(state__in=ENDED, available_at__isnull=True, finished_at__isnull=False),
                name="job_is_available_until_it_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["available_at"], condition=Q(available_at__isnull=False), name="job_due"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_finished"),
            models.Index(F("kind"), F("key"), F("id").desc(), name="job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
