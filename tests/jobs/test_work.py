"""Doing the work: draining, pruning, and what pages and readiness ask."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from ocpo.jobs import work
from ocpo.jobs.claims import claim_next
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.services import enqueue

pytestmark = pytest.mark.django_db


def test_it_works():
    for number in range(3):
        enqueue(kind="tests.group", key=str(number))
    assert work.drain(seconds=10) == 3
    assert Group.objects.count() == 3
    assert Job.objects.open().count() == 0


def test_one_broken_job_does_not_hold_up_the_others():
    enqueue(kind="tests.broken", key="7")
    enqueue(kind="tests.group", key="8")
    work.drain(seconds=10)
    assert Group.objects.count() == 1


def test_a_handler_that_cannot_be_found_fails_its_job_only(settings):
    settings.JOB_HANDLERS = {"tests.gone": "tests.jobs.handlers.gone", **settings.JOB_HANDLERS}
    enqueue(kind="tests.gone", key="7")
    enqueue(kind="tests.group", key="8")
    work.drain(seconds=10)
    assert Job.objects.get(key="7").error.startswith("ImportError")
    assert Job.objects.get(key="8").state == JobState.DONE


def test_draining_stops_between_jobs_when_told():
    for number in range(3):
        enqueue(kind="tests.group", key=str(number))
    assert work.drain(seconds=10, is_stopped=lambda: Group.objects.count() == 2) == 2


def test_draining_stops_when_its_time_is_over():
    enqueue(kind="tests.group", key="7")
    assert work.drain(seconds=0) == 0


def test_the_named_job_is_run_once_and_a_miss_is_no_error():
    enqueue(kind="tests.group", key="other")
    job = enqueue(kind="tests.group", key="7")
    assert work.run_job(job.pk)
    assert not work.run_job(job.pk)
    assert not work.run_job(job.pk + 1000)
    assert Job.objects.open().count() == 1


def test_the_worker_command_drains_once(capsys):
    enqueue(kind="tests.group", key="7")
    call_command("run_worker", once=True)
    assert Group.objects.count() == 1
    assert "1 jobs run" in capsys.readouterr().out


def test_only_jobs_done_long_ago_are_pruned():
    for key in ("old", "new", "failed", "open"):
        enqueue(kind="tests.plain", key=key)
    long_ago = timezone.now() - work.KEEP_DONE - timedelta(minutes=1)
    ended = {"available_at": None, "finished_at": long_ago}
    Job.objects.filter(key="old").update(state=JobState.DONE, **ended)
    Job.objects.filter(key="new").update(state=JobState.DONE, **ended | {"finished_at": timezone.now()})
    Job.objects.filter(key="failed").update(state=JobState.FAILED, **ended)
    assert work.prune() == 1
    assert set(Job.objects.values_list("key", flat=True)) == {"new", "failed", "open"}


def test_readiness_sees_for_how_long_nobody_has_taken_what_is_due():
    assert Job.objects.oldest_waiting_seconds() == 0
    enqueue(kind="tests.group", key="7")
    Job.objects.update(available_at=timezone.now() - timedelta(seconds=90))
    assert 89 < Job.objects.oldest_waiting_seconds() < 95


def test_readiness_counts_neither_a_pause_nor_a_running_lease():
    enqueue(kind="tests.broken", key="7")
    work.run_one()
    enqueue(kind="tests.group", key="8")
    claim_next()
    assert Job.objects.oldest_waiting_seconds() == 0
    assert Job.objects.open().count() == 2


def test_a_success_after_a_failure_is_the_last_word():
    broken = enqueue(kind="tests.plain", key="7")
    Job.objects.filter(pk=broken.pk).update(state=JobState.FAILED, available_at=None, finished_at=timezone.now())
    assert Job.objects.failed_for("tests.plain", "7") == broken
    enqueue(kind="tests.plain", key="7")
    assert Job.objects.failed_for("tests.plain", "7") is None
    work.run_one()
    assert Job.objects.failed_for("tests.plain", "7") is None
    assert Job.objects.latest_for("tests.plain", "7").state == JobState.DONE
