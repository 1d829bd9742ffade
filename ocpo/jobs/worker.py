"""The embedded driver, for installations without a broker: one loop that polls the job table."""

import logging
import threading
import time

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

from ocpo.jobs import work

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 60.0
PRUNE_SECONDS = 60.0
PAUSE_WITHOUT_DATABASE_SECONDS = 1.0


def run_until(stop: threading.Event) -> None:
    """Run jobs that are due and poll for more until `stop` is set. A running job is always finished first.

    If the database goes away, drop the connection and try again each second.
    """
    pruned_at = 0.0
    while not stop.is_set():
        try:
            work.drain(seconds=DRAIN_SECONDS, is_stopped=stop.is_set)
            if time.monotonic() - pruned_at > PRUNE_SECONDS:
                work.prune()
                pruned_at = time.monotonic()
            pause = settings.JOB_POLL_SECONDS
        except (OperationalError, InterfaceError) as error:
            logger.warning("no database, trying again: %s", error)
            connections.close_all()
            pause = PAUSE_WITHOUT_DATABASE_SECONDS
        stop.wait(pause)
