"""A first pass over a sheet of a workbook, before its cells are read: how large it is, and what its values hide.

A sheet may be much larger than it states. And the values alone do not show that a formula was never computed or that a
merged cell covers another: both look empty.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple

from assessments.tables.problems import TableError
from assessments.tables.rows import MERGED

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000
MOST_CELLS = 10_000_000
MOST_MERGED = 100_000

# By row and column, each from 1 on: what a cell holds and its value does not show.
Hidden = dict[int, dict[int, str]]


def survey(path: Path, source: Any) -> Hidden:
    """The formulas that have no value, as `=...`, and the covered cells of a sheet's XML.

    Raises TableError as soon as the sheet has more rows, columns or cells than are read.
    """
    seen = _Seen(path)
    for event, element in iterparse(source, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            seen.begin(tag, element)
        elif tag == "c":
            seen.cell(element)
        elif tag == "row":
            element.clear()
        elif tag == "mergeCell":
            seen.merge(element.get("ref", ""))
    return dict(seen.hidden)


class _Seen:
    def __init__(self, path: Path) -> None:
        self.path, self.hidden = path, defaultdict[int, dict[int, str]](dict)
        self.row = self.column = self.cells = self.merged = 0

    def begin(self, tag: str, element: Element) -> None:
        if tag == "row":
            self.row, self.column = int(element.get("r", self.row + 1)), 0
            self.refuse_beyond("rows", self.row, MOST_ROWS)
        elif tag == "c":
            place = element.get("r")
            self.column = coordinate_to_tuple(place)[1] if place else self.column + 1
            self.cells += 1
            self.refuse_beyond("columns", self.column, MOST_COLUMNS)
            self.refuse_beyond("cells", self.cells, MOST_CELLS)

    def cell(self, element: Element) -> None:
        """Note a formula that has no stored value; an empty text is a value."""
        parts = {child.tag.rpartition("}")[2]: child.text for child in element}
        if "f" in parts and not parts.get("v") and element.get("t") != "str":
            self.hidden[self.row][self.column] = f"={parts['f'] or '...'}"

    def merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last or first)
        self.merged += (right - left + 1) * (bottom - top + 1)
        self.refuse_beyond("merged cells", self.merged, MOST_MERGED)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.hidden[row][column] = f"{MERGED}{first}"

    def refuse_beyond(self, what: str, count: int, most: int) -> None:
        if count > most:
            raise TableError([f"{self.path} has more than {most:,} {what}. Save the table alone, or as CSV"])
