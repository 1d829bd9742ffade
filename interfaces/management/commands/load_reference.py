"""Loads the reference model and the shipped scoring frameworks; safe to run again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interfaces.reference import BrokenReferenceError, load_reference

MAX_PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Load the reference model and the shipped scoring frameworks. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        parser.add_argument("--folder", type=Path, default=fixtures, help="holds reference/ and frameworks/")
        parser.add_argument("--force", action="store_true", help="read the files even if they were loaded before")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_reference(options["folder"].resolve(), force=options["force"])
        except BrokenReferenceError as error:
            lines = [str(problem) for problem in error.problems[:MAX_PROBLEMS_SHOWN]]
            if len(error.problems) > MAX_PROBLEMS_SHOWN:
                lines.append(f"and {len(error.problems) - MAX_PROBLEMS_SHOWN} more")
            raise CommandError("\n".join(["The reference was not loaded; nothing changed.", *lines])) from error
        if options["verbosity"] and report.is_unchanged:
            self.stdout.write("The reference model is up to date.")
        elif options["verbosity"]:
            self.stdout.write(f"Loaded the reference model: {report.changes} changes.")
            for framework in report.frameworks:
                self.stdout.write(f"Added framework {framework}.")
