"""`manage.py load_scale_sample --missions 2000`: many invented missions, to try pages and speed at scale."""

import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from assessments import samples
from assessments.samples.scale import ScaleSample


class Command(BaseCommand):
    help = "Create invented missions, rated and scored, that the sample accounts see. A second run adds none twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missions", type=int, default=200, help="how many there shall be (default: 200)")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        samples.load_people(samples.sample_password(settings.DATA_DIR, settings.SAMPLE_PASSWORD))
        roles = {person.username: person.role for person in samples.PEOPLE if person.role}
        made: Counter[str] = Counter()
        for batch in ScaleSample(roles).load(options["missions"]):
            made.update(batch)
        figures = ", ".join(f"{made[name]:,} {name}" for name in ("missions", "assessments", "ratings"))
        self.stdout.write(f"Made {figures} in {time.monotonic() - start:.1f} s")
