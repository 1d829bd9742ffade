"""The Celery application; workers find it as `ocpo`."""

import os
from typing import Any

import kombu
from celery import Celery
from celery.app.amqp import AMQP

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocpo.settings")

LONGEST_WAIT_SECONDS = 3


class PromptConnection(kombu.Connection):
    """A broker connection that tries a lost broker every 3 s. kombu's own waits grow to 30 s and cannot be set."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> kombu.Connection:
        return super().ensure_connection(*args, **{"interval_max": LONGEST_WAIT_SECONDS, **kwargs})


class PromptAMQP(AMQP):
    Connection = PromptConnection


app = Celery("ocpo", amqp=PromptAMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
