"""The lock files install from the registry with the oldest pip that is supported, without resolving."""

import os
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from tests.services import OLDEST_PIP

ROOT = Path(__file__).resolve().parents[1]


def run(*command: object) -> str:
    environment = {**os.environ, "PIP_NO_COMPILE": "1"}  # most of an installation's time, and not what is tried here
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.installation
def test_both_files_install_with_the_oldest_pip(tmp_path: Path, figure):
    began = time.monotonic()
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", OLDEST_PIP)
    assert OLDEST_PIP.partition("==")[2] in run(python, "-m", "pip", "--version")
    said = run(python, "install.py", "requirements.txt", "requirements-build.txt", "requirements-dev.txt")
    assert "No broken requirements found" in said
    run(python, "-c", "import django, pandas, celery, pytest, cosmic_ray.mutating")
    version = ".".join(map(str, sys.version_info[:3]))
    figure(f"both lock files installed with {OLDEST_PIP} on Python {version} in {time.monotonic() - began:.0f} s")
