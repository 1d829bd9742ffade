"""The command line of `manage.py`: says in one line what outside the program keeps a command from its work."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor


def run(argv: Sequence[str]) -> None:
    """Run a command. A database that does not answer or lacks its tables ends it with one line and exit code 1."""
    try:
        execute_from_command_line(list(argv))
    except (DatabaseError, InterfaceError) as error:
        reason = None if "--traceback" in argv else database_trouble(error)
        if reason is None:
            raise
        sys.exit(f"ocpo: {reason}.")
    except KeyboardInterrupt:
        sys.exit(130)


def database_trouble(error: Exception) -> str | None:
    """Return what is wrong with the database as a whole; None if it is fine, so that the fault is our own."""
    try:
        connection.close()
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as refusal:
        return f"the database cannot be reached ({first_line(refusal)}). Check DATABASE_URL and that it runs"
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (DatabaseError, InterfaceError):
        return f"the database does not work ({first_line(error)})"
    return "the database is not up to date. Run: manage.py migrate" if is_behind else None


def first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
