"""The broker may hang, stop, or come back empty: requests still succeed, and work resumes by itself."""

import signal
import time
from pathlib import Path

import pytest

from tests.drills.kill import CELERY, ask, figures, wait_until_ended
from tests.drills.processes import own_broker, postgres_site
from tests.drills.test_kill import groups

# A request may wait for a broker that hangs, but only once in a while, and never longer than this.
LONGEST_REQUEST_MS = 1000


@pytest.mark.short_drill
@pytest.mark.parametrize("trouble", ["killed", "hanging", "emptied"])
def test_work_goes_on_by_itself_when_the_broker_is(trouble, tmp_path: Path, report):
    work = groups(20)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        programs = CELERY.start(site)
        warm_up = groups(1)
        ask(site, warm_up)
        wait_until_ended(site, 40)
        site.query("DELETE FROM auth_group RETURNING id")

        if trouble == "killed":
            broker.kill()
        elif trouble == "hanging":
            broker.process.send(signal.SIGSTOP)
        acknowledged = ask(site, work)
        if trouble == "emptied":
            broker.empty()
        else:
            time.sleep(6)
        if trouble == "killed":
            broker.start()
        elif trouble == "hanging":
            broker.process.send(signal.SIGCONT)
        back_at = time.monotonic()
        wait_until_ended(site)

        report(figures(f"broker {trouble}", site, work, set(acknowledged), time.monotonic() - back_at))
        assert max(acknowledged.values()) < LONGEST_REQUEST_MS
        assert all(program.is_running for program in programs), "it did not resume by itself"


@pytest.mark.short_drill
def test_worker_and_beat_wait_for_a_broker_that_comes_after_them(tmp_path: Path, report):
    work = groups(5)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        broker.kill()
        CELERY.start(site)
        acknowledged = ask(site, work)
        time.sleep(5)
        broker.start()
        back_at = time.monotonic()
        wait_until_ended(site)
        report(figures("broker started last", site, work, set(acknowledged), time.monotonic() - back_at))
