"""Copies of some of the project and its tests, in which a mutant can be tried."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.core import CORE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("assessments/scoring", "tests/scoring", "tests/mutation", "fixtures/frameworks", "docs")
PACKAGES = ("assessments/__init__.py", "tests/__init__.py")
ENVIRONMENT = {"PATH": os.defpath, "PYTHONHASHSEED": "0"}
FEW_CASES = ("-p", "tests.mutation.few_cases")


class Copy:
    """One copy. A mutant is written over its module, tried, and the module put back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fill()
        self.time = int((folder / PACKAGES[0]).stat().st_mtime)

    def fill(self) -> None:
        raise NotImplementedError

    @contextmanager
    def holding(self, path: str, source: str) -> Iterator[None]:
        """Let a module have another source for a while."""
        original = (self.folder / path).read_text()
        self.write(path, source)
        try:
            yield
        finally:
            self.write(path, original)

    def write(self, path: str, source: str) -> None:
        # Python keeps compiled files by whole seconds: each text needs one of its own.
        self.time += 1
        (self.folder / path).write_text(source)
        os.utime(self.folder / path, (self.time, self.time))

    def passes(self, *args: str, seconds: float | None = None, told: Path | None = None, **environment: str) -> bool:
        """Whether pytest passes here; TimeoutExpired when it takes too long. What it says goes to a file or nowhere."""
        return self.exit_code(*args, seconds=seconds, told=told, **environment) == 0

    def exit_code(self, *args: str, seconds: float | None = None, told: Path | None = None, **environment: str) -> int:
        with (
            open(told or os.devnull, "wb") as said,
            subprocess.Popen(
                (sys.executable, "-m", "pytest", *args),
                cwd=self.folder,
                env=ENVIRONMENT | environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            ) as process,
        ):
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


class Tree(Copy):
    """What the scoring core and its tests need."""

    def fill(self) -> None:
        for name in FOLDERS:
            copytree(ROOT / name, self.folder / name, ignore=ignore_patterns("__pycache__"))
        for name in PACKAGES:
            (self.folder / name).write_bytes((ROOT / name).read_bytes())

    def modules(self) -> dict[str, str]:
        """The source of every module of the core by its path."""
        return {
            str(path.relative_to(self.folder)): path.read_text()
            for path in sorted((self.folder / "assessments/scoring").glob("*.py"))
        }

    def survives(self, path: str, source: str, seconds: float) -> bool:
        """Whether every test passes with this source for a module; TimeoutExpired when they take too long."""
        with self.holding(path, source):
            return self.tests_pass(path, seconds)

    def tests_pass(self, path: str, seconds: float | None = None) -> bool:
        return self.passes(*CORE, "-x", *FEW_CASES, *self.tests(path), seconds=seconds)

    def tests(self, path: str) -> list[str]:
        """All test files: the module's own first, then those that name it, then the others."""
        module = Path(path).stem
        files = sorted((self.folder / "tests/scoring").glob("test_*.py"))
        distance = {
            file: (file.stem != f"test_{module}", f"scoring.{module} import" not in file.read_text()) for file in files
        }
        return [str(file.relative_to(self.folder)) for file in sorted(files, key=distance.__getitem__)]
