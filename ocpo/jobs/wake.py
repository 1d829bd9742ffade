"""The wake-up hint: tells a Celery worker that a job waits; never more than a hint, never slow, never an error."""

import logging
import threading
import time

from django.conf import settings

from ocpo.celery import app

logger = logging.getLogger(__name__)

# A request waits for the broker no longer than these together (seconds), be it down or hanging. Without
# `max_retries` kombu tries again for 6 s.
LIMITS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0}
# After a broker failed, this process gives no hints for so long: the sweep comes sooner than a broker does.
QUIET_SECONDS = 5.0
# A hint that no worker has read by then is thrown away unread: the sweep has found the job.
HINT_EXPIRES_SECONDS = 30

_quiet_until = 0.0
_of_this_thread = threading.local()


def wake(job_id: int) -> None:
    """Tell a worker that this job waits. Without a broker, or with one that does not answer, do nothing.

    The job row is the truth: a lost hint costs the few seconds until the next sweep, so no error may reach the
    request whose change is already kept.
    """
    global _quiet_until
    if not settings.REDIS_URL or time.monotonic() < _quiet_until:
        return
    try:
        _send(job_id)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("no broker, the sweep will find job %s: %s", job_id, error)


def _send(job_id: int) -> None:
    """Send the hint on this thread's connection to the broker, kept open because opening one takes 8 ms."""
    connection = getattr(_of_this_thread, "connection", None) or app.connection_for_write(transport_options=LIMITS)
    _of_this_thread.connection = None  # kept only if it works
    try:
        app.send_task(
            "ocpo.jobs.tasks.run", args=[job_id], connection=connection, retry=False, expires=HINT_EXPIRES_SECONDS
        )
    except Exception:
        connection.release()
        raise
    _of_this_thread.connection = connection
