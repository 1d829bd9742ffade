"""`manage.py run_worker`: run the embedded worker until it is told to stop."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import autoreload

from ocpo.jobs import work, worker

MAX_SECONDS_ONCE = 3600.0


class Command(BaseCommand):
    """Polls for jobs until SIGTERM or SIGINT, then finishes the present job. `--once` runs what is due and ends."""

    help = "Run background jobs until stopped."
    requires_system_checks = []  # a worker has no pages, and starts faster without loading them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then leave")
        parser.add_argument("--reload", action="store_true", help="for changing the code: start again when it changes")

    def handle(self, *args: Any, once: bool, reload: bool, **options: Any) -> None:
        if reload:
            # A change of the code may stop a run. Its lease ends, and the job is taken again.
            autoreload.run_with_reloader(worker.run_until, threading.Event())
            return
        if once:
            count = work.drain(seconds=MAX_SECONDS_ONCE)
            self.stdout.write(f"worker: {count} jobs run")
            return
        stop = threading.Event()

        def ask_to_stop(signum: int, frame: FrameType | None) -> None:
            stop.set()

        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, ask_to_stop)
        self.stdout.write("worker: taking jobs")
        self.stdout.flush()
        worker.run_until(stop)
        self.stdout.write("worker: stopped")
