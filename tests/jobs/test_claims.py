"""Holding a job: one winner, a lease, a fence against those who come too late, an end to every job."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from ocpo.jobs import work
from ocpo.jobs.claims import MAX_ATTEMPTS, LeaseLost, claim_job, claim_next
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.services import enqueue
from tests.jobs import handlers

pytestmark = pytest.mark.django_db


@transaction.atomic
def write_group_then(*acts: Callable[[], None]) -> None:
    Group.objects.create(name="written too late")
    for act in acts:
        act()


def stumble() -> None:
    raise ZeroDivisionError


def test_it_works(settings):
    job = enqueue(kind="tests.group", key="7")
    claim = claim_next()
    job.refresh_from_db()
    assert (claim.job_id, claim.key, claim.token, claim.attempts) == (job.pk, "7", 1, 1)
    assert (job.state, job.token, job.attempts) == (JobState.RUNNING, 1, 1)
    seconds_left = (job.available_at - timezone.now()).total_seconds()
    assert settings.JOB_LEASE_SECONDS - 2 < seconds_left <= settings.JOB_LEASE_SECONDS + 1


def test_a_claimed_job_is_not_given_out_again():
    job = enqueue(kind="tests.group", key="7")
    assert claim_next()
    assert claim_next() is None
    assert claim_job(job.pk) is None


def test_the_job_that_has_been_due_longest_goes_first():
    late, early = enqueue(kind="tests.group", key="late"), enqueue(kind="tests.group", key="early")
    Job.objects.filter(pk=early.pk).update(available_at=timezone.now() - timedelta(minutes=2))
    Job.objects.filter(pk=late.pk).update(available_at=timezone.now() - timedelta(minutes=1))
    assert [claim_next().key, claim_next().key] == ["early", "late"]


def test_a_kind_from_a_newer_version_is_left_for_its_workers():
    Job.objects.create(kind="tests.of_tomorrow", key="7")
    assert claim_next() is None
    assert claim_next(kinds=["tests.of_tomorrow"])


def test_a_dead_workers_job_is_taken_again_when_its_lease_ends(make_due):
    job = enqueue(kind="tests.group", key="7")
    claim_next()
    make_due()
    second = claim_next()
    assert (second.job_id, second.token, second.attempts) == (job.pk, 2, 2)


def test_a_worker_that_lost_its_lease_can_write_nothing(make_due):
    enqueue(kind="tests.group", key="7")
    zombie = claim_next()
    make_due()
    work.run_one()
    with pytest.raises(LeaseLost):
        write_group_then(zombie.confirm)
    assert Group.objects.count() == 1


def test_a_zombie_neither_ends_nor_fails_nor_prolongs_the_job_of_its_successor(make_due):
    job = enqueue(kind="tests.group", key="7")
    zombie = claim_next()
    make_due()
    claim_next()
    zombie.fail(ValueError("late"))
    assert not zombie.mark_done()
    with pytest.raises(LeaseLost):
        zombie.finish()
    job.refresh_from_db()
    assert (job.state, job.token, job.error) == (JobState.RUNNING, 2, "")


def test_a_run_that_loses_its_lease_in_the_middle_leaves_the_effect_to_the_other(make_due):
    enqueue(kind="tests.group", key="7")

    def be_overtaken(claim):
        handlers.in_the_middle.clear()
        make_due()
        work.run_one()

    handlers.in_the_middle.append(be_overtaken)
    work.run_one()
    assert Group.objects.get().name.endswith(".2")
    assert Job.objects.get().state == JobState.DONE


def test_confirming_renews_the_lease(make_due):
    job = enqueue(kind="tests.group", key="7")
    claim = claim_next()
    make_due()
    claim.confirm()
    assert claim_job(job.pk) is None


def test_the_end_of_a_job_and_its_effect_are_one_commit():
    job = enqueue(kind="tests.group", key="7")
    claim = claim_next()
    with pytest.raises(ZeroDivisionError):
        write_group_then(claim.finish, stumble)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert not Group.objects.exists()


def test_a_failure_pauses_the_job_longer_each_time_and_then_ends_it(make_due):
    job = enqueue(kind="tests.broken", key="7")
    for attempt, seconds in enumerate((2, 4, 8, 16), start=1):
        assert work.run_one()
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == (JobState.WAITING, attempt, "ValueError: 7 cannot be read")
        pause = (job.available_at - timezone.now()).total_seconds()
        assert seconds - 1 < pause <= seconds + 0.5
        assert claim_next() is None
        make_due()
    assert work.run_one()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 5)
    assert Job.objects.failed_for("tests.broken", "7") == job
    assert not Job.objects.about("tests.broken", "7").open().exists()


def test_a_job_that_kills_its_workers_is_ended_after_five(make_due):
    job = enqueue(kind="tests.group", key="7")
    for _ in range(MAX_ATTEMPTS):
        assert claim_next()
        make_due()
    assert claim_next() is None
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "its worker died or hung 5 times")


def test_a_job_that_kills_its_workers_does_not_hold_up_the_next_one(make_due):
    enqueue(kind="tests.group", key="poison")
    for _ in range(MAX_ATTEMPTS):
        claim_next()
        make_due()
    enqueue(kind="tests.group", key="8")
    assert claim_next().key == "8"


def test_a_failed_run_leaves_its_retry_to_a_newer_request():
    failed = enqueue(kind="tests.broken", key="7")
    claim = claim_next()
    newer = enqueue(kind="tests.broken", key="7")
    claim.fail(ValueError("first"))
    failed.refresh_from_db()
    assert failed.state == JobState.FAILED
    assert Job.objects.about("tests.broken", "7").open().exists()
    assert Job.objects.failed_for("tests.broken", "7") is None
    assert claim_next().job_id == newer.pk


def test_a_long_error_is_kept_short():
    enqueue(kind="tests.broken", key="x" * 60)
    claim_next().fail(ValueError("y" * 5000))
    assert len(Job.objects.get().error) == 500


def test_a_handler_that_just_returns_is_done():
    job = enqueue(kind="tests.plain", key="7")
    assert work.run_one()
    job.refresh_from_db()
    assert (job.state, job.available_at, job.error) == (JobState.DONE, None, "")
    assert job.finished_at >= job.started_at >= job.created_at


@pytest.mark.django_db(transaction=True)
def test_a_claim_inside_a_larger_transaction_is_refused():
    enqueue(kind="tests.group", key="7")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        claim_next()


def test_an_idle_worker_asks_one_question_and_takes_no_lock(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert claim_next() is None


def test_what_is_due_is_found_through_the_small_index():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Job.objects.due().order_by("available_at", "pk").explain()
    assert "job_due" in plan
