"""What the job tests share: handlers under names of their own, and the two clocks' shortcuts."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.db.models.functions import Now

from ocpo.jobs.models import Job
from tests.jobs import handlers


@pytest.fixture(autouse=True)
def _handlers(settings) -> Iterator[None]:
    settings.REDIS_URL = ""
    settings.JOB_HANDLERS = {
        "tests.group": "tests.jobs.handlers.leave_group",
        "tests.plain": "tests.jobs.handlers.leave_group_unfenced",
        "tests.broken": "tests.jobs.handlers.always_fail",
    }
    yield
    handlers.in_the_middle.clear()


@pytest.fixture
def make_due():
    """Let the pause or the lease of every open job be over."""

    def make_due() -> None:
        Job.objects.open().update(available_at=Now() - timedelta(seconds=1))

    return make_due


@pytest.fixture
def shared_database(transactional_db, tmp_path: Path) -> Iterator[None]:
    """A database that threads can share as processes do: on SQLite a file (the tests' own lives in memory)."""
    in_memory = connections["default"]
    if in_memory.vendor != "sqlite":
        yield
        return
    name, path = in_memory.settings_dict["NAME"], str(tmp_path / "jobs.sqlite3")
    in_memory.ensure_connection()
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
    copy.close()
    in_memory.settings_dict["NAME"] = path
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    in_memory.settings_dict["NAME"] = name
    connections["default"] = in_memory
