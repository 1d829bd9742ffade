"""What the checks find in the reference files: problems, codes, references and citations."""

from collections import defaultdict
from dataclasses import dataclass, field

Place = tuple[str, str]  # file, path inside it: ("indicators.yaml", "indicators[12].scale")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place, with what to do about it."""

    file: str
    path: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}: {self.path}" if self.path else self.file
        return f"{where}: {self.reason}" + (f" (line {self.line})" if self.line else "")


class BrokenReferenceError(Exception):
    """The files cannot be loaded; nothing was changed. `problems` says why, one entry each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Findings:
    """Collects what the checks of `shapes` find on their way through the files."""

    problems: list[tuple[Place, str]] = field(default_factory=list)
    codes: dict[str, dict[str, Place]] = field(default_factory=lambda: defaultdict(dict))
    references: list[tuple[Place, str, str]] = field(default_factory=list)
    citations: list[tuple[Place, str]] = field(default_factory=list)

    def wrong(self, place: Place, reason: str) -> None:
        self.problems.append((place, reason))

    def define(self, place: Place, kind: str, code: str) -> None:
        """Remember where a code is defined; defining it twice is a problem."""
        if code in self.codes[kind]:
            self.wrong(place, f"the code {code!r} is used twice; give each row its own")
        self.codes[kind].setdefault(code, place)

    def resolve(self) -> None:
        """Report every reference to a code that no row defines."""
        for place, kind, code in self.references:
            if code not in self.codes[kind]:
                known = ", ".join(sorted(self.codes[kind]))
                self.wrong(place, f"{code!r} is not a known {kind}; use one of: {known}")
