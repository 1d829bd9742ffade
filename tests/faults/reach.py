"""Which tests reach a line, quickest first: recorded once, so that a fault is shown only to tests that can see it."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from coverage import CoverageData

from tests.faults.faults import ALL_ADDRESSES, Fault

FEW = 10  # so few may be an accident: what is cached is reached only by who asks first


class Reach:
    def __init__(self, root: Path, lines: Path, times: Path, sources: dict[str, str], most: float) -> None:
        self.root, self.sources = root, sources
        self.seconds: dict[str, float] = json.loads(times.read_text())
        data = CoverageData(str(lines))
        data.read()
        self.most = most
        self.contexts: dict[str, dict[int, set[str]]] = {}
        for measured in data.measured_files():
            path = next((path for path in sources if measured.endswith(f"/{path}")), None)
            if path:
                self.contexts[path] = {
                    line: {context.rpartition("|")[0] for context in contexts}
                    for line, contexts in data.contexts_by_lineno(measured).items()
                }

    def tests(self, fault: Fault) -> list[str]:
        """Return the tests that reach a fault, quickest first. One that no line leads to is looked for by what it
        belongs to. Where they take long altogether, the quickest are chosen, and those that reach little else."""
        found = self.at(fault.path, fault.lines)
        if fault.family == "lock":
            found = found | self.test_files_naming(("postgresql",))
        if len(found) < FEW:
            found = found | self.naming(fault.names) | self.test_files_naming(fault.names)
        if not fault.lines and "models" in fault.path:  # a column or a constraint
            found = found | self.test_files_naming(("makemigrations",))
        if ALL_ADDRESSES in fault.names:
            found = found | self.test_files_naming((ALL_ADDRESSES,))
        if not found:
            found = {test for test in self.seconds if f"/test_{Path(fault.path).stem}.py::" in test}
        found &= self.seconds.keys()
        near = self.test_files_naming(fault.names)
        narrow = sorted(found, key=lambda test: (test not in near, self.breadth[test], test))
        quick = sorted(found, key=lambda test: (self.seconds[test], test))
        chosen = {*self.within(self.most / 2, narrow), *self.within(self.most / 2, quick)}
        return [test for test in quick if test in chosen]

    def within(self, most: float, tests: list[str]) -> list[str]:
        """Return the first of some tests that take so many seconds together, at least one."""
        until = accumulate(self.seconds[test] for test in tests)
        return [test for test, seconds in zip(tests, until, strict=True) if seconds <= most] or tests[:1]

    @cached_property
    def breadth(self) -> Counter[str]:
        """How many lines each test reaches."""
        return Counter(test for lines in self.contexts.values() for tests in lines.values() for test in tests)

    def at(self, path: str, lines: range) -> set[str]:
        contexts = self.contexts.get(path, {})
        return set().union(*(contexts.get(line, set()) for line in lines))

    def naming(self, names: tuple[str, ...]) -> set[str]:
        """Return the tests that reach a line in which one of these names stands."""
        found: set[str] = set()
        for name in names:
            pattern = re.compile(rf"\b{name}\b")
            for path, source in self.sources.items():
                for number, line in enumerate(source.splitlines(), start=1):
                    if pattern.search(line):
                        found |= self.at(path, range(number, number + 1))
        return found

    def test_files_naming(self, names: tuple[str, ...]) -> set[str]:
        return {
            test
            for test in self.seconds
            if any(re.search(rf"\b{name}\b", self.test_sources[test.partition("::")[0]]) for name in names)
        }

    @cached_property
    def test_sources(self) -> dict[str, str]:
        files = {test.partition("::")[0] for test in self.seconds}
        return {file: (self.root / file).read_text() for file in files}
