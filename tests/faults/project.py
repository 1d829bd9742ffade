"""Copies of the whole project, in which a fault can be tried by the tests that reach it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.__main__ import IN_MEMORY, PLAIN
from tests.faults.faults import Fault
from tests.faults.recorder import TESTS, TIMES
from tests.mutation.trees import FEW_CASES, ROOT, Copy

# The core's own tests, and those of the faults and mutants themselves
LEFT_OUT = ("tests/scoring", "tests/mutation", "tests/faults", "tests/browser", "tests/drills")
ONLY_PLAIN = ("-m", PLAIN, "-p", "no:cacheprovider", *FEW_CASES, *(f"--ignore={path}" for path in LEFT_OUT))
COVERAGE = """
[run]
source = ocpo,interfaces,missions,assessments
omit = */migrations/*,assessments/scoring/*
data_file = {lines}
"""


class Project(Copy):
    """The project as it lies here, with a database of its own."""

    def __init__(self, folder: Path, postgres: str | None) -> None:
        super().__init__(folder)
        # Each copy makes a test database, which must not be another run's
        self.postgres = re.sub(r"[^/]*$", f"faults_{os.getpid()}_{folder.name}", postgres) if postgres else None

    def fill(self) -> None:
        ignored = ignore_patterns(".git", ".venv", "var", "__pycache__", "*_cache", ".hypothesis", ".coverage*")
        copytree(ROOT, self.folder, ignore=ignored)

    def record(self, lines: Path, times: Path, workers: int) -> bool:
        """Run all tests once and write down which lines each reaches, and how long it takes; say whether they pass."""
        settings = lines.with_suffix(".cfg")
        settings.write_text(COVERAGE.format(lines=lines))
        return self.passes(
            "tests",
            *ONLY_PLAIN,
            *("-n", str(workers), "-p", "tests.faults.recorder"),
            *("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="),
            told=lines.with_suffix(".log"),
            DATABASE_URL=IN_MEMORY,
            **{TIMES: str(times)},
        )

    def survives(self, fault: Fault, tests: list[str], seconds: float) -> bool:
        """Whether these tests all pass with a fault; TimeoutExpired when they take too long."""
        chosen = self.folder.with_suffix(".tests")
        chosen.write_text(json.dumps(tests))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        # A row is locked on PostgreSQL only; whatever else a rule does, it does on both
        url = self.postgres if fault.family == "lock" else IN_MEMORY
        with self.holding(fault.path, fault.source):
            code = self.exit_code(
                *files,
                *("-x", *ONLY_PLAIN, "-p", "tests.faults.recorder"),
                seconds=seconds,
                told=self.told,
                DATABASE_URL=url or IN_MEMORY,
                **{TESTS: str(chosen)},
            )
        return code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)

    @property
    def told(self) -> Path:
        """What pytest said last."""
        return self.folder.with_suffix(".log")

    def noticed_by(self) -> str:
        """The first test that failed last, or how the run ended without one."""
        lines = self.told.read_text(errors="replace").splitlines()
        failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
        return (failed or lines or ["nothing was said"])[0 if failed else -1]
