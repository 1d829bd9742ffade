"""`manage.py start`: bring the database up to date and serve the workbench, worker included."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ocpo.data_folder import FolderInUse, hold_folder, restrict_permissions
from ocpo.serving.supervisor import Program, Supervisor

HOST = "127.0.0.1"
SECONDS_FOR_REDIS = 2


class Command(BaseCommand):
    help = "Migrate, load reference data and samples, then serve on http://127.0.0.1:$PORT with a worker beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reload", action="store_true", help="for changing the code: show errors, follow changes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with hold_folder(settings.DATA_DIR):
                refuse_taken_port(settings.PORT)
                self.prepare(options["verbosity"], is_served_from_sources=options["reload"])
                self.serve(programs(is_reloading=options["reload"]))
        except FolderInUse as other:
            raise CommandError(
                f"The workbench is being prepared or runs on {settings.DATA_DIR} already (process {other}). "
                "Use that one, stop it first, or choose another folder: OCPO_DATA_DIR"
            ) from other

    def prepare(self, verbosity: int, *, is_served_from_sources: bool) -> None:
        """Bring folder and database up to date."""
        os.umask(0o077)  # only their owner may read the files made from here on
        for path in restrict_permissions(settings.DATA_DIR, is_ours=is_default_folder(), files=database_files()):
            self.stdout.write(f"Made readable by its owner only: {path}")
        if reason := redis_trouble(settings.REDIS_URL):
            self.stderr.write(f"Redis does not answer ({reason}). The workbench starts; scores wait until it does.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=verbosity)
        if not settings.PRODUCTION:
            call_command("load_samples", verbosity=verbosity)
        call_command("renew_scores")
        if not is_served_from_sources:
            call_command("collectstatic", interactive=False, verbosity=0)

    def serve(self, chosen: list[Program]) -> None:
        self.tell(f"\nOCPO is starting on http://{HOST}:{settings.PORT} (stop with Ctrl-C)\n")
        code = Supervisor(chosen, folder=settings.BASE_DIR, tell=self.tell).run()
        if code:
            sys.exit(code)

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def programs(*, is_reloading: bool) -> list[Program]:
    """Return what to run: the web server and the embedded worker, or Celery where there is a Redis.

    For who changes the code, new migrations are applied as they come.
    """
    manage = [sys.executable, "manage.py"]
    beside = (
        [Program("follower of migrations", [sys.executable, "-m", "ocpo.serving.migrating"])] if is_reloading else []
    )
    if is_reloading:
        web = [*manage, "runserver", f"{HOST}:{settings.PORT}"]
    else:
        gunicorn = [sys.executable, "-m", "gunicorn", "ocpo.wsgi", "--bind", f"{HOST}:{settings.PORT}"]
        web = [*gunicorn, "--workers", "2", "--threads", "4", "--log-level", "warning"]
    served = Program("web server", web, has_answered=asks(settings.PORT))
    if not settings.REDIS_URL:
        worker = [*manage, "run_worker", *(["--reload"] if is_reloading else [])]
        return [served, Program("worker", worker), *beside]
    celery = [sys.executable, "-m", "celery", "--app", "ocpo"]
    light = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    return [
        served,
        Program("worker", [*celery, "worker", *light, "--loglevel", "WARNING"]),
        # No pid file: if a killed beat left one behind, the next beat would not start.
        Program("beat", [*celery, "beat", "--pidfile=", "--loglevel", "WARNING"]),
        *beside,
    ]


def asks(port: int) -> Callable[[], bool]:
    """Return a function that says whether the web server answers yet; an error is an answer, too."""

    def has_answered() -> bool:
        connection = http.client.HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    return has_answered


def is_default_folder() -> bool:
    return bool(settings.DATA_DIR == settings.BASE_DIR / "var")


def database_files() -> list[Path]:
    """Return the files of the database if it is SQLite, whether they exist or not; none for other databases."""
    if not settings.IS_SQLITE:
        return []
    path = Path(settings.DATABASES["default"]["NAME"])
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]


def redis_trouble(url: str) -> str:
    """Return why Redis does not answer, without the password in its address; "" if it does or none is set."""
    if not url:
        return ""
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=SECONDS_FOR_REDIS, socket_timeout=SECONDS_FOR_REDIS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return f"{urlsplit(url).hostname or 'its address'}: {type(error).__name__}"
    return ""


def refuse_taken_port(port: int) -> None:
    """Raise CommandError, with what to do, if something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Stop what runs there, or choose another: PORT=8001 make run"
            ) from error
