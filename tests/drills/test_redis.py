"""Redis stopped, emptied and back: requests succeed at once, and the work is caught up by itself."""

import time

import pytest

from tests.drills.kill import CELERY, ask, wait_until_ended
from tests.drills.processes import own_broker, postgres_site
from tests.drills.test_kill import groups


@pytest.mark.short_drill
def test_work_asked_for_while_redis_is_down_is_done_once_it_is_back(tmp_path):
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        CELERY.start(site)
        time.sleep(4)
        broker.kill()
        work = groups(10)
        acknowledged = ask(site, work)
        assert set(acknowledged) == set(work.keys)
        assert max(acknowledged.values()) < 1500
        broker.start()
        assert wait_until_ended(site) < 30
        assert all(count == 1 for count in work.counted(site).values())
        assert len(work.counted(site)) == 10
