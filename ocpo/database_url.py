"""Reads `DATABASE_URL` (PostgreSQL or SQLite), adds our defaults, and refuses mistakes with a clear message."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

SCHEMES = ("postgres", "postgresql", "sqlite")
ENCODING = "in its user name and password write @ as %40, / as %2F, # as %23, ? as %3F and % as %25"

POSTGRES_OPTIONS = {"connect_timeout": 2}
SQLITE_OPTIONS = {
    # Immediate transactions queue for the write lock at BEGIN; deferred ones fail half-way with "locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
}


def database_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for a database. Options in the address override our defaults.

    Raises ValueError. Its message never repeats the address, which may hold a password.
    """
    scheme = url.partition(":")[0]
    if scheme not in SCHEMES:
        raise ValueError(f"DATABASE_URL must start with postgres:// or sqlite://, not with {scheme[:20]!r}")
    if scheme == "sqlite":
        found: dict[str, Any] = dict(dj_database_url.parse(url))
        return {**found, "OPTIONS": {**SQLITE_OPTIONS, **found.get("OPTIONS", {})}}
    _refuse_unencoded(url)
    # Given to the parser, because it sets 0 itself: a `setdefault` afterwards would change nothing.
    found = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if not found["NAME"]:
        raise ValueError("DATABASE_URL names no database: postgres://user:password@host:5432/name")
    return {**found, "OPTIONS": {**POSTGRES_OPTIONS, **found.get("OPTIONS", {})}}


def _refuse_unencoded(url: str) -> None:
    """Raise ValueError if the password holds a character that must be encoded, because it cuts the address."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise ValueError(f"DATABASE_URL cannot be read as an address: {ENCODING}") from None
    before_host = parts.netloc.rpartition("@")[0]
    is_cut = parts.fragment or "@" in parts.path + parts.query
    if is_cut or re.search(r"%(?![0-9A-Fa-f]{2})", before_host):
        raise ValueError(f"DATABASE_URL holds a character that must be encoded: {ENCODING}")
