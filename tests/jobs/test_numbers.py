"""How long jobs pause, are held, are kept and may be left alone: as numbers, which the description of a job names."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now

from ocpo.jobs import tasks, wake, work, worker
from ocpo.jobs.models import Job, JobState
from ocpo.once.models import FirstAnswer
from ocpo.once.services import prune as prune_answers

pytestmark = pytest.mark.django_db
MOMENT = timedelta(minutes=1)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def ended(age: timedelta, state: str = JobState.DONE) -> Job:
    return Job.objects.create(kind="tests.group", key=str(age), state=state, available_at=None, finished_at=Now() - age)


def test_a_job_that_is_done_is_kept_for_seven_days():
    kept, gone = ended(timedelta(days=7) - MOMENT), ended(timedelta(days=7) + MOMENT)
    failed = ended(timedelta(days=70), JobState.FAILED)
    assert work.prune() == 1
    assert set(Job.objects.all()) == {kept, failed}
    assert not Job.objects.filter(pk=gone.pk).exists()


def test_of_many_old_jobs_a_thousand_are_deleted_at_once():
    Job.objects.bulk_create(
        Job(kind="tests.group", key=str(key), state=JobState.DONE, available_at=None, finished_at="2020-01-01T00:00Z")
        for key in range(1002)
    )
    assert [work.prune(), work.prune(), work.prune()] == [1000, 2, 0]


@pytest.mark.parametrize(("seconds", "lacks"), [(7, False), (9, True)])
def test_a_job_that_was_due_for_eight_seconds_lacks_a_worker(seconds, lacks):
    Job.objects.create(kind="tests.group", key="7", available_at=Now() - timedelta(seconds=seconds))
    assert Job.objects.lack_worker() is lacks


def test_a_job_that_was_taken_lately_or_is_held_has_a_worker():
    Job.objects.create(kind="tests.group", key="7", available_at=Now() - timedelta(seconds=60))
    held = Job.objects.create(
        kind="tests.group", key="8", state=JobState.RUNNING, available_at=Now() + timedelta(seconds=5)
    )
    assert not Job.objects.lack_worker()
    held.delete()
    assert Job.objects.lack_worker()
    ended(MOMENT)
    Job.objects.filter(state=JobState.DONE).update(started_at=Now() - timedelta(seconds=7))
    assert not Job.objects.lack_worker()
    Job.objects.filter(state=JobState.DONE).update(started_at=Now() - timedelta(seconds=9))
    assert Job.objects.lack_worker()


def test_only_the_failed_jobs_of_a_kind_that_nothing_newer_follows_have_given_up():
    last = ended(MOMENT, JobState.FAILED)
    other_kind = ended(2 * MOMENT, JobState.FAILED)
    Job.objects.filter(pk=other_kind.pk).update(kind="tests.plain")
    followed = ended(3 * MOMENT, JobState.FAILED)
    Job.objects.create(kind="tests.group", key=followed.key)
    assert list(Job.objects.given_up("tests.group")) == [last]


def test_an_answer_to_a_form_is_kept_for_a_day(cast):
    for key, age in (("kept", timedelta(hours=24) - MOMENT), ("gone", timedelta(hours=24) + MOMENT)):
        FirstAnswer.objects.create(person=cast["planner"], key=key, digest="")
        FirstAnswer.objects.filter(key=key).update(created_at=Now() - age)
    prune_answers()
    assert list(FirstAnswer.objects.values_list("key", flat=True)) == ["kept"]


def test_numbers_of_the_broker_and_the_settings(settings):
    """What no test waits for. A sweep is shorter than a lease, so that a running one is never taken for dead."""
    assert (settings.JOB_LEASE_SECONDS, settings.JOB_POLL_SECONDS, tasks.SWEEP_SECONDS) == (15.0, 0.25, 10.0)
    assert (wake.QUIET_SECONDS, wake.HINT_EXPIRES_SECONDS) == (5.0, 30)
    assert wake.LIMITS == {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0}
    assert (worker.DRAIN_SECONDS, worker.PRUNE_SECONDS, worker.PAUSE_WITHOUT_DATABASE_SECONDS) == (60.0, 60.0, 1.0)


ENDED = (JobState.DONE, JobState.FAILED)


@pytest.mark.parametrize(("state", "other"), list(product(JobState, JobState)))
def test_of_one_key_one_job_waits(state, other):
    def job(state: str) -> Job:
        return Job(
            kind="tests.group", key="7", state=state, available_at=None if state in ENDED else NOW, finished_at=NOW
        )

    job(state).save()
    if state == other == JobState.WAITING:
        with pytest.raises(ValidationError, match="one_waiting_job_per_key"):
            job(other).validate_constraints()
    else:
        job(other).validate_constraints()


@pytest.mark.parametrize(("state", "is_due", "has_ended"), list(product(JobState, (True, False), (True, False))))
def test_a_job_is_available_until_it_ends(state, is_due, has_ended):
    job = Job(
        kind="tests.group",
        key="7",
        state=state,
        available_at=NOW if is_due else None,
        finished_at=NOW if has_ended else None,
    )
    if (not is_due and has_ended) if state in ENDED else is_due:
        job.validate_constraints()
    else:
        with pytest.raises(ValidationError, match="job_is_available_until_it_ends"):
            job.validate_constraints()
