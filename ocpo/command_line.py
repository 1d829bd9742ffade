"""The command line of `manage.py`. Where the database keeps a command from working, it says so in one line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor


def run(argv: Sequence[str]) -> None:
    """Run a command. If the database does not answer or lacks its tables, end with one line and exit code 1."""
    try:
        execute_from_command_line(list(argv))
    except (DatabaseError, InterfaceError) as error:
        reason = None if "--traceback" in argv else database_problem(error)
        if reason is None:
            raise
        sys.exit(f"ocpo: {reason}.")
    except KeyboardInterrupt:
        sys.exit(130)


def database_problem(error: Exception) -> str | None:
    """Return what is wrong with the database as a whole, None if it works: then the fault is in our code."""
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
