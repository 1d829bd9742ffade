"""The tables are what the models say: a limit, a default or a constraint that changes has its migration."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing(settings):
    settings.MIGRATION_MODULES = {}  # tests do without any (pyproject.toml)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
