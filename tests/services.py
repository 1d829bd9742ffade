"""Which of the outside services a test run can reach: PostgreSQL, Redis, Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

import psycopg2
import redis

POSTGRES_URLS = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://root@127.0.0.1:5432/postgres")
# The pip that Python 3.11 brings.
OLDEST_PIP = "pip==23.2.1"
REDIS_URL = "redis://127.0.0.1:6379/0"


def postgres() -> str | None:
    """Return the address of a PostgreSQL that answers, None without one: DATABASE_URL if set, else on this machine."""
    given = os.environ.get("DATABASE_URL", "")
    for url in [given] if given.startswith("postgres") else POSTGRES_URLS:
        try:
            psycopg2.connect(url, connect_timeout=2).close()
        except psycopg2.OperationalError:
            continue
        return url
    return None


def has_redis() -> bool:
    """Say whether a Redis answers here and drills can start Redis servers of their own."""
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return False
    return shutil.which("redis-server") is not None


def chromium() -> str | None:
    """Return the path of a Chromium, None without one."""
    names = (os.environ.get("OCPO_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def has_registry() -> bool:
    """Say whether the package registry that pip uses answers."""
    with tempfile.TemporaryDirectory() as folder:
        ask = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1", "--dest", folder]
        return subprocess.run([*ask, OLDEST_PIP], capture_output=True, timeout=120, check=False).returncode == 0
