"""What is wrong with a table, collected so that all of it can be corrected at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_SHOWN = 20


class TableError(ValueError):
    """A table that cannot be scored. Each of `problems` is a line; `unlisted` tells how many more there are."""

    def __init__(self, problems: Sequence[str], unlisted: int = 0) -> None:
        self.problems, self.unlisted = tuple(problems), unlisted
        super().__init__("\n".join([*problems, *([f"and {unlisted:,} more"] if unlisted else [])]))


@dataclass
class Problems:
    """Problems with their place (row, column): all are counted, the first MOST_SHOWN are kept."""

    count: int = 0
    kept: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, row: int, text: str, column: int = -1) -> None:
        self.count += 1
        if len(self.kept) < MOST_SHOWN:
            self.kept.append((row, column, text))

    def merge(self, others: "Problems") -> None:
        self.count += others.count
        self.kept = sorted([*self.kept, *others.kept])[:MOST_SHOWN]

    def refuse(self) -> None:
        """Raise TableError if there are any."""
        if self.count:
            raise TableError([text for _, _, text in self.kept], self.count - len(self.kept))
