"""Which numbers of a table lie beyond a goalpost and count as if they stood on it."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring import Framework
from assessments.scoring.normalisation import Goalposts
from assessments.tables.reading import UnitTable


@dataclass(frozen=True)
class Cut:
    """How many numbers of an indicator lie beyond a goalpost; `row` is the first one's row in the file."""

    code: str
    side: str
    goalpost: float
    count: int
    row: int

    def __str__(self) -> str:
        first = "row" if self.count == 1 else "first in row"
        return f"{self.code} {self.count:,} {self.side} {self.goalpost:.15g} ({first} {self.row})"


def cuts(framework: Framework, table: UnitTable, phase: str | None = None) -> list[Cut]:
    """Every goalpost that cuts some number, in the framework's order; with `phase`, only of what the phase asks."""
    asked = framework.applicable_in(phase) if phase else [True] * len(framework.indicators)
    found = []
    for indicator, column, is_asked in zip(framework.indicators, table.raw.T, asked, strict=True):
        posts = indicator.normalisation
        if not is_asked or not isinstance(posts, Goalposts) or not posts.clip:
            continue
        for side, goalpost, beyond in (
            ("below", posts.low, column < posts.low),
            ("above", posts.high, column > posts.high),
        ):
            if units := np.flatnonzero(beyond).tolist():
                found.append(Cut(indicator.code, side, goalpost, len(units), table.rows[units[0]]))
    return found
