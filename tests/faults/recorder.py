"""A pytest plugin: writes down how long each test took, beside what coverage says of the lines that it reached."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

TIMES = "FAULTS_TIMES"
_seconds: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        Path(os.environ[TIMES]).write_text(json.dumps(_seconds))
