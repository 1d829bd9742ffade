"""`manage.py load_samples`: sample accounts and sample missions, loaded once and marked as samples."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from assessments import samples


class Command(BaseCommand):
    help = "Create the sample accounts and sample missions that do not exist yet, and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--remove", action="store_true", help="Delete every sample mission; the accounts stay.")
        choice.add_argument("--again", action="store_true", help="Load those, too, that somebody removed.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            for name in samples.remove_all():
                self.stdout.write(f"Sample mission removed: {name}")
            self.stdout.write("They stay away until you run: manage.py load_samples --again")
            return
        password = samples.sample_password(settings.DATA_DIR, settings.SAMPLE_PASSWORD)
        samples.load_people(password)
        created = samples.load_missions(samples.FOLDER, again=options["again"])
        for name in created:
            self.stdout.write(f"Sample mission loaded: {name}")
        self.stdout.write("\nSample sign-ins (all with the same password):")
        for person in samples.PEOPLE:
            self.stdout.write(f"  {person.username:<14} {person.what}")
        self.stdout.write(f"  password       {password}\n")
