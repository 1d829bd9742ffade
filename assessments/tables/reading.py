"""Reading a table of units: one row a unit, an id column, one column an indicator."""

import csv
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TextIO

import numpy as np

from assessments.scoring import Framework
from assessments.scoring.arrays import Array
from assessments.scoring.fields import hint
from assessments.tables.cells import NUMBER, not_a_number, unguarded
from assessments.tables.problems import Problems, TableError

SEPARATORS = ",;\t"
# A row of nothing but such characters is read the quick way; `float` refuses what they make no number of.
QUICK = re.compile(r"[0-9.eE+-]*")
# Beyond it squares and products of numbers run out of a float's range.
LARGEST = 1e100


@dataclass(frozen=True)
class Table:
    """Units as they stand in the file: `ids`, and `raw` [units, indicators] with NaN for an empty cell.

    `absent` are the indicators without a column.
    """

    ids: tuple[str, ...]
    raw: Array
    absent: tuple[str, ...]


def read_table(path: Path, framework: Framework) -> Table:
    """Read a CSV file (UTF-8; comma, semicolon or tab, as its first row says).

    The id column is the one called `id`, else the first. Rows are numbered as a spreadsheet numbers them. Raises
    TableError with every row, cell and column that cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(file, framework)
    except OSError as error:
        raise TableError([f"{path} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise TableError([f"{path} is not UTF-8 text. Save it as 'CSV UTF-8'"]) from error


def _read(file: TextIO, framework: Framework) -> Table:
    records = _records(file)
    _, header = next(records, (1, []))
    rows = _Rows(_layout(header, framework))
    for row, cells in records:
        rows.add(row, cells)
    codes = rows.layout.codes
    raw = np.full((len(rows.ids), len(framework.indicators)), np.nan)
    raw[:, [framework.positions[code] for code in codes]] = np.asarray(rows.numbers).reshape(len(raw), len(codes))
    for at in range(len(framework.indicators)):
        rows.problems.merge(_unusable(framework, at, raw[:, at], rows.places))
    rows.problems.refuse()
    absent = tuple(indicator.code for indicator in framework.indicators if indicator.code not in codes)
    return Table(tuple(rows.ids), raw, absent)


def _records(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, from 1 on."""
    first = next(file, "")
    separator = max(SEPARATORS, key=lambda character: len(next(csv.reader([first], delimiter=character), [])))
    row = 0
    try:
        for row, cells in enumerate(csv.reader(chain([first], file), delimiter=separator, strict=True), start=1):
            yield row, cells
    except csv.Error as error:
        raise TableError([f"row {row + 1}: {error}. Check its quotation marks"]) from error


@dataclass(frozen=True)
class _Layout:
    """Where the id stands in a row of `width` cells, and the codes of the others in their order."""

    id_at: int
    codes: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.codes) + 1

    def without_id(self, cells: list[str]) -> list[str]:
        return cells[: self.id_at] + cells[self.id_at + 1 :]


def _layout(header: list[str], framework: Framework) -> _Layout:
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    known = framework.codes[: len(framework.indicators)]
    id_at = names.index("id") if "id" in names and "id" not in known else 0
    if not names or names[id_at] in known:
        raise TableError(["row 1: there is no id column. Put the units' names into a first column called id"])
    layout = _Layout(id_at, tuple(names[:id_at] + names[id_at + 1 :]))
    problems = Problems()
    for at, name in enumerate(names):
        if at != id_at and (problem := _misnamed(name, names[:at], known, framework)):
            problems.add(1, f"row 1, column {at + 1}: {problem}", at)
    problems.refuse()
    return layout


def _misnamed(name: str, before: list[str], known: tuple[str, ...], framework: Framework) -> str | None:
    if not name:
        return "it has no name. Write an indicator's code, or remove the column"
    if name in before:
        return f"{name!r} stands in column {before.index(name) + 1} already. Remove one of them"
    if name not in known:
        what = "a node" if name in framework.codes else "no indicator"
        return f"{name!r} is {what} of {framework.code}. {hint(name, known)}Rename or remove the column"
    return None


@dataclass
class _Rows:
    """The rows read so far: `places` are their numbers in the file, `numbers` their cells one after the other."""

    layout: _Layout
    ids: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    numbers: "array[float]" = field(default_factory=lambda: array("d"))
    taken: dict[str, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    def add(self, row: int, cells: list[str]) -> None:
        """Take a row in, or note what is wrong with it; a blank one is passed over."""
        if not any(map(str.strip, cells)):
            return
        width = self.layout.width
        if len(cells) < width or any(cells[width:]):
            self.problems.add(
                row, f"row {row}: it has {len(cells)} cells, row 1 has {width}. Put quotation marks round a separator"
            )
            return
        unit = unguarded(cells[self.layout.id_at])
        if not unit.strip():
            self.problems.add(row, f"row {row}: it has no id. Write one, or empty the row")
        elif (first := self.taken.setdefault(unit, row)) != row:
            self.problems.add(row, f"row {row}: the id {unit!r} stands in row {first} already. Give each unit its own")
        self.ids.append(unit)
        self.places.append(row)
        self.numbers.extend(self._numbers(row, self.layout.without_id(cells[:width])))

    def _numbers(self, row: int, cells: list[str]) -> list[float]:
        if QUICK.fullmatch("".join(cells)):
            try:
                return [float(cell) if cell else math.nan for cell in cells]
            except ValueError:
                pass
        return [self._number(row, at, cell.strip()) for at, cell in enumerate(cells)]

    def _number(self, row: int, at: int, cell: str) -> float:
        if NUMBER.fullmatch(cell):
            return float(cell)
        if cell:
            self.problems.add(row, f"row {row}, column {self.layout.codes[at]}: {not_a_number(cell)}", at)
        return math.nan


def _unusable(framework: Framework, at: int, column: Array, places: list[int]) -> Problems:
    """The cells of an indicator's column whose numbers it cannot take, such as a level that it lacks."""
    indicator, problems = framework.indicators[at], Problems()
    wrong = {
        float(number): "the number is too large. Use a larger unit of measurement"
        for number in np.unique(column[np.abs(column) > LARGEST])
    }
    known = column[np.abs(column) <= LARGEST]
    if indicator.normalisation.check(known):
        for number in np.unique(known).tolist():
            if problem := indicator.normalisation.check(np.array([number])):
                wrong[number] = (
                    f"{number:.15g} cannot be used: {problem}. Correct it, or leave the cell empty if nothing is known"
                )
    if wrong:
        for unit in np.flatnonzero(np.isin(column, list(wrong))):
            row = places[unit]
            problems.add(row, f"row {row}, column {indicator.code}: {wrong[float(column[unit])]}", at)
    return problems
