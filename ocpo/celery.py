"""The Celery application; workers find it as `ocpo`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocpo.settings")
app = Celery("ocpo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
