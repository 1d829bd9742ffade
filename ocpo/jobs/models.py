"""The job row: what is to be done, who holds it, and how it ended."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands; waiting and running are open, done and failed have ended."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


OPEN = [State.WAITING, State.RUNNING]
ENDED = [State.DONE, State.FAILED]
# Longer than the pauses between two looks of a worker: 0.25 s embedded, 3 s of Celery's sweep.
WITHOUT_WORKER = timedelta(seconds=8)


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about jobs, named like their answers."""

    def about(self, kind: str, key: str) -> "JobQuerySet":
        return self.filter(kind=kind, key=key)

    def waiting(self) -> "JobQuerySet":
        return self.filter(state=State.WAITING)

    def open(self) -> "JobQuerySet":
        """Jobs that have not ended: waiting (for a worker or for their next try) or running."""
        return self.filter(available_at__isnull=False)

    def due(self) -> "JobQuerySet":
        """Jobs that a worker may take now: waiting ones whose time has come, running ones whose lease is over."""
        return self.filter(available_at__lte=Now())

    def held_by(self, *, job_id: int, token: int) -> "JobQuerySet":
        """The job, if the claim with this fencing token still holds it; else nothing."""
        return self.filter(pk=job_id, token=token, state=State.RUNNING)

    def done_longer_than(self, age: timedelta) -> "JobQuerySet":
        return self.filter(state=State.DONE, finished_at__lt=Now() - age)

    def latest_for(self, kind: str, key: str) -> "Job | None":
        """The newest job about this thing: its state is the last word on it."""
        return self.about(kind, key).order_by("-pk").first()

    def failed_for(self, kind: str, key: str) -> "Job | None":
        """The job that gave up on this thing, unless a newer request stands or has succeeded."""
        latest = self.latest_for(kind, key)
        return latest if latest is not None and latest.state == State.FAILED else None

    def given_up(self, kind: str) -> "JobQuerySet":
        """The failed jobs of a kind after which nothing newer about the same thing was asked for."""
        newer = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer), kind=kind, state=State.FAILED)

    def oldest_waiting_seconds(self) -> float:
        """For how long the most overdue job could have been taken and was not: 0 when workers keep up."""
        oldest: datetime | None = self.due().aggregate(oldest=models.Min("available_at"))["oldest"]
        return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0

    def lack_worker(self) -> bool:
        """Whether work has been due for some seconds while no worker took or held any: none is running.

        Both drivers look for due work every few seconds. A long queue or a long run does not count: then a job was
        taken lately, or one is held by a lease that still lasts.
        """
        lately = Now() - WITHOUT_WORKER
        if not self.filter(available_at__lt=lately).exists():
            return False
        is_held = Q(state=State.RUNNING, available_at__gt=Now())
        return not self.filter(is_held | Q(started_at__gte=lately)).exists()


class Job(models.Model):
    """One piece of durable work.

    `available_at` is the one clock of a job: the next moment at which a worker may take it (while waiting: now, or
    the end of the pause after a failure; while running: the end of the lease; empty once the job has ended). So one
    small index, without the many ended rows, finds all that is due. Times come from the database's clock, because
    the clocks of several workers' hosts differ.
    """

    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(_("key"), max_length=64, help_text=_("What the job is about."))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    # Fencing: raised by each claim, so that a worker that lost its lease can no longer write.
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
            # Requests coalesce: at most one waiting row about a thing. A running row does not count, so a change
            # made while a run is under way gets a run of its own.
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state=State.WAITING), name="one_waiting_job_per_key"
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
