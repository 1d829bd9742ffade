"""The Django project: settings, addresses, API router, worker application."""

from ocpo.celery import app as celery_app

__all__ = ["celery_app"]
