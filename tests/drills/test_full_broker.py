"""The broker may hang, stop, or come back empty: requests still succeed, and work resumes by itself."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drills.kill import CELERY, ask, figures, wait_until_ended
from tests.drills.processes import Broker, Site, own_broker, postgres_site
from tests.drills.test_kill import forget_groups, groups

# A request may wait for a broker that hangs, but only once in a while, and never longer than this.
LONGEST_REQUEST_MS = 1000
OUTAGE_SECONDS = 6


def killed(broker: Broker, site: Site, ask_now: Callable[[], dict[str, int]]) -> dict[str, int]:
    broker.kill()
    acknowledged = ask_now()
    time.sleep(OUTAGE_SECONDS)
    broker.start()
    return acknowledged


def hanging(broker: Broker, site: Site, ask_now: Callable[[], dict[str, int]]) -> dict[str, int]:
    broker.send(signal.SIGSTOP)
    acknowledged = ask_now()
    time.sleep(OUTAGE_SECONDS)
    broker.send(signal.SIGCONT)
    return acknowledged


def emptied(broker: Broker, site: Site, ask_now: Callable[[], dict[str, int]]) -> dict[str, int]:
    """The hints are in the broker, no worker has read them yet, and it forgets them all."""
    for program in site.started:
        program.send(signal.SIGSTOP)
    acknowledged = ask_now()
    broker.empty()
    for program in site.started:
        program.send(signal.SIGCONT)
    return acknowledged


@pytest.mark.short_drill
@pytest.mark.parametrize("trouble", [killed, hanging, emptied])
def test_work_goes_on_by_itself_when_the_broker_is(trouble, tmp_path: Path, report):
    work = groups(20)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        programs = CELERY.start(site)
        ask(site, groups(1))
        wait_until_ended(site, 40)
        forget_groups(site)

        acknowledged = trouble(broker, site, lambda: ask(site, work))
        back_at = time.monotonic()
        wait_until_ended(site)

        report(figures(f"broker {trouble.__name__}", site, work, set(acknowledged), time.monotonic() - back_at))
        assert max(acknowledged.values()) < LONGEST_REQUEST_MS
        assert all(program.is_running for program in programs), "it did not resume by itself"


@pytest.mark.short_drill
def test_worker_and_beat_wait_for_a_broker_that_comes_after_them(tmp_path: Path, report):
    work = groups(5)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        broker.kill()
        CELERY.start(site)
        acknowledged = ask(site, work)
        time.sleep(OUTAGE_SECONDS)
        broker.start()
        back_at = time.monotonic()
        wait_until_ended(site)
        report(figures("broker started last", site, work, set(acknowledged), time.monotonic() - back_at))


@pytest.mark.drill
def test_a_long_outage_does_not_make_the_workers_slow_to_come_back(tmp_path: Path, report):
    """Left to itself kombu would ask ever more rarely: after a minute every 16 s, later every 30 s."""
    work = groups(5)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        CELERY.start(site)
        ask(site, groups(1))
        wait_until_ended(site, 40)
        forget_groups(site)
        broker.kill()
        acknowledged = ask(site, work)
        time.sleep(59)
        broker.start()
        back_at = time.monotonic()
        wait_until_ended(site)
        seconds = time.monotonic() - back_at
        report(figures("broker gone for a minute", site, work, set(acknowledged), seconds))
        assert seconds < 10
