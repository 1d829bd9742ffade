"""Applies a migration once its file is there, beside `manage.py start --reload`: python -m ocpo.serving.migrating.

Django's own reloader does not see new files, and until a new column is in the database each page of its table fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

POLL_SECONDS = 0.5
APPS = ("*/migrations/*.py", "*/*/migrations/*.py")


def migrations(folder: Path) -> set[tuple[Path, int]]:
    """Return the files of migrations, each with the time of its last change: a mended one is tried again."""
    return {(path, path.stat().st_mtime_ns) for pattern in APPS for path in folder.glob(pattern)}


def follow(folder: Path) -> None:
    """Run `manage.py migrate` whenever a migration is new or changed, in a process that knows the present models."""
    known = migrations(folder)
    while True:
        time.sleep(POLL_SECONDS)
        found = migrations(folder)
        if found - known:
            subprocess.run([sys.executable, "manage.py", "migrate", "--no-input"], cwd=folder, check=False)
        known = found


if __name__ == "__main__":
    follow(Path.cwd())
