"""The hint to a worker: sent where a broker answers, and neither slow nor an error where none does."""

import socket
import time

import pytest

from ocpo.celery import app
from ocpo.jobs import tasks, wake
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.services import enqueue


class Sent(list):
    """Notes what would go to the broker."""

    def __call__(self, name: str, *, args: list[int], **options: object) -> None:
        self.append((name, args))


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(wake, "_quiet_until", 0.0)
    wake._thread_local.connection = None


@pytest.fixture
def sent(settings, monkeypatch) -> Sent:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    sent = Sent()
    monkeypatch.setattr(app, "send_task", sent)
    return sent


def use_broker_at(port: int, settings, monkeypatch) -> None:
    settings.REDIS_URL = url = f"redis://127.0.0.1:{port}/0"
    connect = app.connection_for_write
    monkeypatch.setattr(app, "connection_for_write", lambda **options: connect(url, **options))


def seconds_to_wake() -> float:
    """Return the shortest time of three hints, each as the first one: a busy machine only ever adds."""
    times = []
    for _ in range(3):
        wake._quiet_until, started = 0.0, time.perf_counter()
        wake.wake(1)
        times.append(time.perf_counter() - started)
    return min(times)


@pytest.mark.django_db
def test_it_works(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(kind="tests.group", key="7")
        assert sent == []
    assert sent == [("ocpo.jobs.tasks.run", [job.pk])]


def test_without_a_broker_nothing_is_sent(sent, settings):
    settings.REDIS_URL = ""
    wake.wake(1)
    assert sent == []


def test_a_broker_that_refuses_costs_next_to_nothing(settings, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        use_broker_at(unused.getsockname()[1], settings, monkeypatch)
        assert seconds_to_wake() < wake.LIMITS["socket_timeout"]  # it does not wait


def test_a_broker_that_hangs_costs_under_a_second_and_then_nothing(settings, monkeypatch):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        use_broker_at(silent.getsockname()[1], settings, monkeypatch)
        assert 0.2 < seconds_to_wake() < 1.0
        monkeypatch.setattr(app, "connection_for_write", lambda **options: pytest.fail("asked again at once"))
        wake.wake(1)


def test_hints_are_given_again_after_the_quiet_time(sent, monkeypatch):
    monkeypatch.setattr(wake, "_quiet_until", time.monotonic() + 60)
    wake.wake(1)
    assert sent == []
    monkeypatch.setattr(wake, "_quiet_until", time.monotonic())
    wake.wake(1)
    assert sent == [("ocpo.jobs.tasks.run", [1])]


@pytest.mark.django_db
def test_the_tasks_run_the_named_job_and_sweep_the_rest():
    named, other = enqueue(kind="tests.group", key="7"), enqueue(kind="tests.group", key="8")
    tasks.run(named.pk)
    assert Job.objects.get(pk=named.pk).state == JobState.DONE
    assert Job.objects.get(pk=other.pk).state == JobState.WAITING
    tasks.sweep()
    assert Job.objects.get(pk=other.pk).state == JobState.DONE


@pytest.mark.parametrize("name", ["ocpo.jobs.tasks.run", "ocpo.jobs.tasks.sweep"])
def test_hints_and_schedule_name_tasks_that_exist(name, settings):
    assert name in app.tasks
    assert settings.CELERY_BEAT_SCHEDULE["sweep-jobs"]["task"] in app.tasks


def test_beat_keeps_its_file_in_the_data_folder(settings):
    assert settings.CELERY_BEAT_SCHEDULE_FILENAME.startswith(str(settings.DATA_DIR))
