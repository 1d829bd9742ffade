"""The command line: a database that cannot be worked with ends every command with one line, never a traceback."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.drills.processes import free_port
from tests.services import postgres

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    ("start",),
    ("migrate",),
    ("run_worker", "--once"),
    ("create_token", "planner"),
    ("load_reference",),
    ("load_samples",),
    ("renew_scores",),
    ("verify_scores",),
]


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OCPO_", "DATABASE", "REDIS"))}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env={**clean, "OCPO_DATA_DIR": str(folder), "PORT": str(free_port()), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def the_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_that_does_not_listen(tmp_path, command):
    url = f"postgres://user:geheim@127.0.0.1:{free_port()}/name"
    line = the_line(run(tmp_path, *command, DATABASE_URL=url))
    assert "cannot be reached" in line
    assert "geheim" not in line


def test_a_host_that_hangs_is_given_up_soon(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        url = f"postgres://user@127.0.0.1:{silent.getsockname()[1]}/name"
        assert "cannot be reached" in the_line(run(tmp_path, "create_token", "planner", DATABASE_URL=url))
        assert time.monotonic() - started < 15  # twice the 2 s of a connection, and the start on a busy machine


def test_a_database_or_a_person_that_does_not_exist(tmp_path):
    server = postgres()
    if server is None:
        assert not os.environ.get("CI")
        pytest.skip("PostgreSQL does not answer")
    base, _slash, _name = server.rpartition("/")
    line = the_line(run(tmp_path, "start", DATABASE_URL=f"{base}/no_such_database"))
    assert "no_such_database" in line


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "ocpo.sqlite3").write_text("not a database at all, whatever its name says" * 40)
    assert "not a database" in the_line(run(tmp_path, "start"))


def test_tables_that_do_not_exist_yet(tmp_path):
    assert "Run: manage.py migrate" in the_line(run(tmp_path, "create_token", "planner"))


def test_a_fault_of_our_own_keeps_its_traceback(tmp_path):
    done = run(tmp_path, "migrate", "--traceback", DATABASE_URL=f"postgres://user@127.0.0.1:{free_port()}/name")
    assert "Traceback" in done.stderr
