"""The embedded driver: one loop that polls the job table, for installations without a broker."""

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
    """Run what is due, poll for more, until `stop` is set; the job at hand is always ended first.

    Survives a database that goes away: it drops the connection and asks again each second.
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
