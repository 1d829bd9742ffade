"""Many workers and many editors at once, with real threads and connections: one winner each, no change left behind."""

import threading
import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from ocpo.jobs import work
from ocpo.jobs.claims import claim_next
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.services import enqueue
from tests.jobs import handlers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]


def at_once(*acts: Callable[[], None]) -> list[threading.Thread]:
    """Start each act in a thread with a connection of its own."""

    def in_own_connection(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=in_own_connection, args=[act], daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    return threads


def join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()


def needs_row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: this interleaving cannot happen there")


def test_of_many_workers_exactly_one_gets_each_job():
    with transaction.atomic():
        for number in range(40):
            enqueue(kind="tests.group", key=f"{number:02}")
    claimed: list[str] = []

    def take_all() -> None:
        while (claim := claim_next()) is not None:
            claimed.append(claim.key)

    join(at_once(*[take_all] * 6))
    assert sorted(claimed) == [f"{number:02}" for number in range(40)]


def test_of_many_workers_exactly_one_takes_over_from_a_dead_one(make_due):
    enqueue(kind="tests.group", key="7")
    claim_next()
    make_due()
    tokens: list[int] = []

    def take() -> None:
        claim = claim_next()
        if claim is not None:
            tokens.append(claim.token)

    join(at_once(*[take] * 8))
    assert tokens == [2]


def test_requests_made_at_once_coalesce_into_one_row():
    join(at_once(*[lambda: enqueue(kind="tests.group", key="7")] * 8))
    assert Job.objects.count() == 1


def test_no_change_is_left_behind_when_editors_and_workers_race():
    """Editors count up a row and ask for a run, workers note the count they read: the last is noted."""
    edits_each, editors = 25, 3
    counter = Group.objects.create(name="0")
    noted: list[int] = []
    handlers.in_the_middle.append(lambda claim: noted.append(int(Group.objects.get(pk=counter.pk).name)))
    is_over = threading.Event()

    def edit() -> None:
        for _ in range(edits_each):
            with transaction.atomic():
                row = Group.objects.select_for_update().get(pk=counter.pk)
                Group.objects.filter(pk=counter.pk).update(name=str(int(row.name) + 1))
                enqueue(kind="tests.group", key="effect")

    def run_jobs() -> None:
        while not is_over.is_set() or Job.objects.open().exists():
            if not work.run_one():
                time.sleep(0.002)

    workers = at_once(run_jobs, run_jobs)
    join(at_once(*[edit] * editors))
    is_over.set()
    join(workers)
    assert max(noted) == edits_each * editors
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert len(noted) == Job.objects.count()


def test_a_worker_leaves_a_waiting_job_alone_while_a_change_joins_it():
    needs_row_locks()
    enqueue(kind="tests.group", key="7")
    taken: list[object] = []
    with transaction.atomic():
        enqueue(kind="tests.group", key="7")
        join(at_once(lambda: taken.append(claim_next())))
    assert taken == [None]
    assert claim_next() is not None


def test_a_change_that_meets_a_claim_half_way_gets_a_job_of_its_own():
    """The one interleaving in which finding the waiting row would be wrong: the claim commits while we ask."""
    needs_row_locks()
    first = enqueue(kind="tests.group", key="7")
    asked: list[Job] = []
    with transaction.atomic():
        Job.objects.filter(pk=first.pk).update(state=JobState.RUNNING)  # a claim that has not yet committed
        threads = at_once(lambda: asked.append(enqueue(kind="tests.group", key="7")))
        time.sleep(0.3)
        assert not asked
    join(threads)
    assert asked[0].pk != first.pk
    assert asked[0].state == JobState.WAITING


def test_a_zombie_inside_its_writing_transaction_keeps_others_out_until_it_commits(make_due):
    needs_row_locks()
    job = enqueue(kind="tests.group", key="7")
    slow = claim_next()
    make_due()
    taken: list[object] = []
    with transaction.atomic():
        slow.finish()
        join(at_once(lambda: taken.append(claim_next())))
    job.refresh_from_db()
    assert taken == [None]
    assert (job.state, job.token) == (JobState.DONE, 1)
