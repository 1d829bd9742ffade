"""`manage.py renew_scores`: have scores computed again after an upgrade of the engine, or after failures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessments import scoring
from assessments.services import renew_scores, retry_failed_scores


class Command(BaseCommand):
    help = "Ask for a new score where an open assessment or a sample stands on another engine's. Published ones stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--failed", action="store_true", help="Ask again for every score whose computation has given up instead."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["failed"]:
            self.stdout.write(f"Failed scores to be computed again: {retry_failed_scores()}")
        elif count := renew_scores():
            self.stdout.write(f"Scores to be computed anew by engine {scoring.ENGINE_VERSION}: {count}")
