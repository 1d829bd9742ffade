"""How long jobs pause, are held, are kept and may be left alone: as numbers, which the description of a job names."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from ocpo.jobs import tasks, wake, work, worker
from ocpo.jobs.models import Job, JobState
from ocpo.once.models import FirstAnswer
from ocpo.once.services import prune as prune_answers

pytestmark = pytest.mark.django_db
MOMENT = timedelta(minutes=1)


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
