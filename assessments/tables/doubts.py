"""What in a table that can be scored is worth a second look. Nothing here changes a number."""

import re
from collections import Counter, defaultdict

import numpy as np

from assessments.scoring import Framework
from assessments.scoring.arrays import Array
from assessments.scoring.normalisation import Goalposts, Normalisation
from assessments.tables.reading import UnitTable

# What data banks and surveys write for "not known".
USUAL_MARKS = (-9, -99, -999, -9999, 99, 999, 9999)
SUM = re.compile(
    r"(?<![^\W_])(totals?|subtotals?|averages?|mean|world|(low|middle|high) income)(?![^\W_])", re.IGNORECASE
)


def lone_groups(table: UnitTable) -> list[tuple[str, int]]:
    """The groups with only one unit, each with its row in the file."""
    sizes = Counter(table.groups)
    return [(group, row) for group, row in zip(table.groups, table.rows, strict=False) if sizes[group] == 1]


def likely_sums(table: UnitTable) -> list[tuple[str, int]]:
    """The ids that read like a sum or mean of other units, each with its row in the file."""
    return [(unit, row) for unit, row in zip(table.ids, table.rows, strict=True) if SUM.search(unit)]


def likely_marks(framework: Framework, table: UnitTable, phase: str | None = None) -> dict[int, list[str]]:
    """The usual marks for "not known" that stand out from the measured numbers, each with its indicators' codes."""
    asked = framework.applicable_in(phase) if phase else [True] * len(framework.indicators)
    found: dict[int, list[str]] = defaultdict(list)
    for indicator, column, is_asked in zip(framework.indicators, table.raw.T, asked, strict=True):
        for mark in USUAL_MARKS if is_asked else ():
            if (column == mark).any() and _stands_out(mark, column, indicator.normalisation):
                found[mark].append(indicator.code)
    return dict(found)


def _stands_out(mark: int, column: Array, normalisation: Normalisation) -> bool:
    """Whether a mark is beyond the goalposts or, without any, is alone below 0 or more than twice all other numbers."""
    if isinstance(normalisation, Goalposts):
        return not normalisation.low <= mark <= normalisation.high
    others = column[~np.isnan(column) & ~np.isin(column, USUAL_MARKS)]
    if not others.size:
        return False
    return bool(others.min() >= 0 if mark < 0 else mark > 2 * others.max())
