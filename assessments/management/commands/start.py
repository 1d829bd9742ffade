"""`manage.py start`: bring the database up to date and serve the workbench, worker included."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrate, load reference data and samples, then serve on http://127.0.0.1:$PORT with a worker beside it."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.PORT)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=options["verbosity"])
        if not settings.PRODUCTION:
            call_command("load_samples", verbosity=options["verbosity"])
        call_command("renew_scores")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"\nOCPO is starting on http://{HOST}:{settings.PORT} (stop with Ctrl-C)\n\n")
        self.stdout.flush()
        manager = Manager()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        for name, command in processes().items():
            manager.add_process(name, command, env=environment, cwd=str(settings.BASE_DIR))
        manager.loop()
        sys.exit(manager.returncode)


def processes() -> dict[str, str]:
    """Return the processes to run, by name: the embedded worker, or Celery where there is a Redis."""
    python = f'"{sys.executable}"'
    web = f"{python} -m gunicorn ocpo.wsgi --bind {HOST}:{settings.PORT} --workers 2 --threads 4 --log-level warning"
    if not settings.REDIS_URL:
        return {"web": web, "worker": f"{python} manage.py run_worker"}
    celery = f"{python} -m celery --app ocpo"
    return {
        "web": web,
        "worker": f"{celery} worker --concurrency 2 --without-gossip --without-mingle --loglevel WARNING",
        "beat": f"{celery} beat --loglevel WARNING",
    }


def refuse_taken_port(port: int) -> None:
    """Stop early, with what to do, when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Stop what runs there, or choose another: PORT=8001 make run"
            ) from error
