"""Settings: a wrong value is one line that names it; production refuses what is unsafe."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from ocpo.data_folder import restrict_permissions
from ocpo.database_url import database_settings

SAFE = {"OCPO_PRODUCTION": "1", "OCPO_SECRET_KEY": "x" * 60, "OCPO_ALLOWED_HOSTS": "workbench.example"}

# Unencoded these end the password too early; a database of another name or a strange port would be asked for.
CUT_PASSWORDS = ("pa/ss", "1/2", "pa#ss", "1#2", "pa?ss", "100%", "%zz", "[pass")


def start(tmp_path, show: str = "s.IS_SQLITE", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OCPO_", "DATABASE", "REDIS"))}
    return subprocess.run(
        [sys.executable, "-c", f"import ocpo.settings as s; print({show})"],
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
        {"DATABASE_URL": "mysql://user@127.0.0.1/name"},
        {"DATABASE_URL": "postgres://user@127.0.0.1"},
        *({"DATABASE_URL": f"postgres://user:{password}@127.0.0.1:5432/name"} for password in CUT_PASSWORDS),
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


@pytest.mark.parametrize("password", ["pa@ss", "p:a:ss", "/#?%@:[]", "Côte d’Ivoire"])
def test_any_password_can_be_written(tmp_path, password):
    """Percent-encoded it reaches PostgreSQL as it is; what can be read without encoding stays readable."""
    for written in {quote(password, safe=""), password if password.isascii() and "/" not in password else ""} - {""}:
        url = f"postgres://user:{written}@127.0.0.1:5432/name"
        shown = start(tmp_path, "s.DATABASES['default']['PASSWORD']", DATABASE_URL=url)
        assert shown.stdout.strip() == password, shown.stderr


def test_a_refused_address_is_not_repeated(tmp_path):
    """The line may end in a log; the address holds a password."""
    done = start(tmp_path, DATABASE_URL="postgres://user:geheim/1@127.0.0.1:5432/name")
    assert "geheim" not in done.stderr
    assert "%2F" in done.stderr


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"connect_timeout": 2}}),
        ("?connect_timeout=9", {"CONN_MAX_AGE": 60, "OPTIONS": {"connect_timeout": 9}}),
        ("?sslmode=require", {"OPTIONS": {"connect_timeout": 2, "sslmode": "require"}}),
    ],
)
def test_defaults_of_a_postgresql_count_and_the_address_wins(query, expected):
    found = database_settings(f"postgres://user@127.0.0.1:5432/name{query}")
    assert expected.items() <= found.items()


@pytest.mark.parametrize(("query", "timeout"), [("", 20), ("?timeout=5", 5)])
def test_defaults_of_an_sqlite_count_and_the_address_wins(query, timeout):
    options = database_settings(f"sqlite:////var/ocpo.sqlite3{query}")["OPTIONS"]
    assert (options["timeout"], options["transaction_mode"]) == (timeout, "IMMEDIATE")


@pytest.mark.parametrize("kind", ["empty", "blank", "folder", "not text"])
def test_a_broken_secret_key_is_one_line_that_names_the_file(tmp_path, kind):
    path = tmp_path / "secret_key"
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "blank": b" \n", "not text": b"\xff\xfe\xff"}[kind])
    done = start(tmp_path)
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1
    assert f"{path}" in done.stderr
    assert "remove it" in done.stderr


def test_many_first_starts_at_once_make_one_key(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        keys = {done.stdout for done in pool.map(lambda _: start(tmp_path, "s.SECRET_KEY"), range(6))}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= 50
    assert [path.name for path in tmp_path.glob(".secret_key*")] == []


def test_a_data_folder_of_ours_is_readable_by_its_owner_only(tmp_path):
    folder = tmp_path / "made"
    assert start(folder).returncode == 0
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}
    assert {path.name for path in folder.iterdir()} == {"ocpo.sqlite3", "secret_key"}


def test_files_that_were_open_to_others_are_restricted_and_named(tmp_path):
    own, foreign = tmp_path / "own", tmp_path / "foreign"
    for folder in (own, foreign):
        folder.mkdir(mode=0o755)
        for name in ("ocpo.sqlite3", "ocpo.sqlite3-wal", "secret_key", "beat-schedule"):
            (folder / name).touch(mode=0o644)
    (foreign / "letter.txt").touch(mode=0o644)
    ours = {"ocpo.sqlite3", "ocpo.sqlite3-wal", "secret_key", "beat-schedule"}
    assert {path.name for path in restrict_permissions(own, is_ours=False, files=[])} == ours | {"own"}
    assert own.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in restrict_permissions(foreign, is_ours=False, files=[])} == ours
    assert foreign.stat().st_mode & 0o777 == 0o755
    assert (foreign / "letter.txt").stat().st_mode & 0o777 == 0o644
    assert restrict_permissions(own, is_ours=True, files=[]) == []
