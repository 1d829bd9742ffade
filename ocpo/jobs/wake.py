"""The wake-up hint tells a Celery worker that a job waits. It may be lost; it is never slow and raises no error."""

import logging
import threading
import time

from django.conf import settings

from ocpo.celery import app

logger = logging.getLogger(__name__)

# Seconds. Together they limit how long a request waits for a broker that is down or hangs. Without `max_retries` kombu
# would try again for 6 s.
LIMITS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0}
# For so long after a failure this process sends no hints. The sweep finds the jobs meanwhile.
QUIET_SECONDS = 5.0
# A hint that no worker has read by then is dropped: the sweep has found the job.
HINT_EXPIRES_SECONDS = 30

_quiet_until = 0.0
_thread_local = threading.local()


def wake(job_id: int) -> None:
    """Tell a worker that this job waits. Without a broker, or if it does not answer, do nothing.

    A lost hint costs only the few seconds until the next sweep. So no error may reach the request, whose change is
    stored already.
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
    connection = getattr(_thread_local, "connection", None) or app.connection_for_write(transport_options=LIMITS)
    _thread_local.connection = None  # kept only if it works
    try:
        app.send_task(
            "ocpo.jobs.tasks.run", args=[job_id], connection=connection, retry=False, expires=HINT_EXPIRES_SECONDS
        )
    except Exception:
        connection.release()
        raise
    _thread_local.connection = connection
