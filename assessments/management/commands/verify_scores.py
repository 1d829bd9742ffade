"""`manage.py verify_scores`: compute published scores again from what was stored with them, and compare."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.computing.verification import verify
from assessments.models import Score


class Command(BaseCommand):
    help = "Compute every published score again from its stored inputs; list each difference and exit with 1 on any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every score ever stored, not only published ones")

    def handle(self, *args: Any, **options: Any) -> None:
        scores = Score.objects.all() if options["all"] else Score.objects.published()
        checked = different = exact = 0
        for found in verify(scores):
            checked += 1
            different += bool(found.differences)
            exact += found.is_exact
            for difference in found.differences:
                self.stdout.write(f"score {found.score.pk} (assessment {found.score}): {difference}")
        self.stdout.write(
            f"checked {checked}, same {checked - different} ({exact} of them bit for bit), different {different}"
        )
        if different:
            sys.exit(1)
