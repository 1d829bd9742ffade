"""`manage.py load_samples`: sample accounts and sample missions, loaded once and marked as samples."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assessments import samples


class Command(BaseCommand):
    help = "Create the sample accounts and sample missions that do not exist yet, and print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        password = samples.sample_password(settings.DATA_DIR, settings.SAMPLE_PASSWORD)
        samples.load_people(password)
        created = samples.load_missions(settings.BASE_DIR / "fixtures" / "samples")
        for name in created:
            self.stdout.write(f"Sample mission loaded: {name}")
        self.stdout.write("\nSample sign-ins (all with the same password):")
        for person in samples.PEOPLE:
            self.stdout.write(f"  {person.username:<14} {person.what}")
        self.stdout.write(f"  password       {password}\n")
