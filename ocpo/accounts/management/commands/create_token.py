"""`manage.py create_token USER`: print a new API token for an existing person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocpo.accounts.models import User
from ocpo.accounts.services import make_token


class Command(BaseCommand):
    help = "Print a new API token for USER. It is stored hashed, so it is shown this once only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="sign-in name")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.active_named(options["user"])
        if person is None:
            names = ", ".join(
                User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)[:20]
            )
            raise CommandError(f"No active person signs in as '{options['user']}'. Known: {names or 'nobody yet'}.")
        self.stdout.write(make_token(person=person))
