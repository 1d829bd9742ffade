"""`manage.py renew_scores`: after an upgrade, let the new engine score open assessments and samples."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments import scoring
from assessments.services import renew_scores


class Command(BaseCommand):
    help = "Ask for a new score where an open assessment or a sample stands on another engine's. Published ones stay."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := renew_scores():
            self.stdout.write(f"Scores to be computed anew by engine {scoring.ENGINE_VERSION}: {count}")
