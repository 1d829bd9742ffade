"""Settings: a wrong value is one line that names it; production refuses what is unsafe."""

import os
import subprocess
import sys

import pytest

SAFE = {"OCPO_PRODUCTION": "1", "OCPO_SECRET_KEY": "x" * 60, "OCPO_ALLOWED_HOSTS": "workbench.example"}


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OCPO_", "DATABASE", "REDIS"))}
    return subprocess.run(
        [sys.executable, "-c", "import ocpo.settings as s; print(s.IS_SQLITE)"],
        env={**clean, "OCPO_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_works(tmp_path):
    assert start(tmp_path).stdout == "True\n"
    key = (tmp_path / "secret_key").read_text()
    assert len(key) >= 50
    start(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORT": "many"},
        {"PORT": "99999"},
        {"REDIS_URL": "127.0.0.1"},
        {"DATABASE_URL": "nonsense"},
        {"OCPO_DEBUG": "perhaps"},
        {"OCPO_JOB_LEASE_SECONDS": "-1"},
        {"OCPO_SCORE_RATE": "often"},
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(tmp_path, wrong):
    done = start(tmp_path, **wrong)
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1
    assert next(iter(wrong)) in done.stderr


@pytest.mark.parametrize(
    "unsafe",
    [
        {"OCPO_SECRET_KEY": "short"},
        {"OCPO_SECRET_KEY": ""},
        {"OCPO_DEBUG": "1"},
        {"OCPO_ALLOWED_HOSTS": ""},
        {"OCPO_ALLOWED_HOSTS": "*"},
    ],
)
def test_production_refuses_to_start_unsafe(tmp_path, unsafe):
    assert start(tmp_path, **SAFE).returncode == 0
    done = start(tmp_path, **(SAFE | unsafe))
    assert done.returncode != 0
    assert next(iter(unsafe)) in done.stderr
