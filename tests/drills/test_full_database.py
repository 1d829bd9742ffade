"""The database may go away and come back: workers wait for it and go on, nobody has to restart them."""

import time
from pathlib import Path

import pytest

from tests.drills.kill import CELERY, EMBEDDED, ask, figures, wait_until_ended
from tests.drills.processes import own_broker, postgres_site
from tests.drills.test_kill import forget_groups, groups


@pytest.mark.short_drill
@pytest.mark.parametrize("driver", [EMBEDDED, CELERY], ids=lambda driver: driver.name)
def test_workers_outlive_a_database_that_goes_away(driver, tmp_path: Path, report):
    work = groups(5)
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        programs = driver.start(site)
        ask(site, groups(1))
        wait_until_ended(site, 40)
        forget_groups(site)

        site.refuse_connections()
        time.sleep(4)
        site.accept_connections()
        back_at = time.monotonic()
        acknowledged = ask(site, work)
        wait_until_ended(site)

        report(
            figures(f"database gone for 4 s, {driver.name}", site, work, set(acknowledged), time.monotonic() - back_at)
        )
        assert all(program.is_running for program in programs)
