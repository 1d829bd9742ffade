"""A pytest plugin: writes down how long each test took, beside what coverage says of the lines that it reached; or runs
only the tests of a list, in its order. Names of tests hold signs that a command line takes for something else.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

TIMES, TESTS = "FAULTS_TIMES", "FAULTS_TESTS"
_seconds: Counter[str] = Counter()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if TESTS in os.environ:
        order = {test: at for at, test in enumerate(json.loads(Path(os.environ[TESTS]).read_text()))}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    if TIMES in os.environ and not hasattr(session.config, "workerinput"):
        Path(os.environ[TIMES]).write_text(json.dumps(_seconds))
