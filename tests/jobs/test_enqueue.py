"""Asking for work: kept with the change, coalesced, never lost."""

import pytest
from django.db import transaction

from ocpo.jobs import work
from ocpo.jobs.claims import claim_next
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.services import enqueue

pytestmark = pytest.mark.django_db


def test_it_works():
    job = enqueue(kind="tests.group", key="7")
    assert (job.kind, job.key, job.state, job.attempts) == ("tests.group", "7", JobState.WAITING, 0)
    assert Job.objects.about("tests.group", "7").open().exists()
    assert Job.objects.open().count() == 1


def test_further_requests_join_the_one_that_waits():
    first = enqueue(kind="tests.group", key="7")
    assert enqueue(kind="tests.group", key="7").pk == first.pk
    assert Job.objects.count() == 1


def test_another_thing_or_another_kind_waits_on_its_own():
    enqueue(kind="tests.group", key="7")
    enqueue(kind="tests.group", key="8")
    enqueue(kind="tests.plain", key="7")
    assert Job.objects.open().count() == 3


def test_a_change_made_during_a_run_gets_a_run_of_its_own():
    first = enqueue(kind="tests.group", key="7")
    claim_next()
    second = enqueue(kind="tests.group", key="7")
    assert second.pk != first.pk
    assert second.state == JobState.WAITING


def test_a_request_after_the_run_starts_a_new_job():
    first = enqueue(kind="tests.group", key="7")
    work.run_one()
    assert enqueue(kind="tests.group", key="7").pk != first.pk


def test_a_new_request_gives_a_pausing_job_its_full_number_of_tries_at_once():
    job = enqueue(kind="tests.broken", key="7")
    work.run_one()
    assert claim_next() is None
    assert enqueue(kind="tests.broken", key="7").pk == job.pk
    assert claim_next().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_job():
    with transaction.atomic():
        enqueue(kind="tests.group", key="7")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_kind_that_nobody_handles_is_refused_at_once():
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        enqueue(kind="tests.unknown", key="7")


def test_asking_takes_the_same_few_queries_with_one_row_and_with_twenty(django_assert_num_queries):
    enqueue(kind="tests.group", key="7")
    with django_assert_num_queries(4):  # savepoint, insert, lock, release
        enqueue(kind="tests.group", key="7")
    for number in range(20):
        enqueue(kind="tests.group", key=f"other {number}")
    with django_assert_num_queries(4):
        enqueue(kind="tests.group", key="7")
