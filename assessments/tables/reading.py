"""Reading a table of units: one row per unit, an id column, one column per indicator."""

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

import numpy as np

from assessments.scoring import Framework
from assessments.scoring.arrays import Array
from assessments.tables.cells import COMMA, DIGITS, POINT, unguarded, whole_number
from assessments.tables.columns import Layout, Vocabulary, layout
from assessments.tables.names import plain
from assessments.tables.options import ReadOptions
from assessments.tables.problems import Problems, TableError
from assessments.tables.rows import MERGED, Row
from assessments.tables.slips import not_a_number
from assessments.tables.source import open_rows
from assessments.tables.suspects import SUMMARIES, Suspects, header_at, no_indicator, wrong_form

# A row of only these characters is read the quick way; `float` refuses it if they form no number.
QUICK = {POINT: re.compile(r"[0-9.eE+-]*"), COMMA: re.compile(r"[0-9,eE+-]*")}
# Squares and products of larger numbers could leave a float's range.
LARGEST = 1e100
UNSEEN_DIFFERENCE = " (what differs cannot be seen, such as the kind of a space, and tells no ids apart)"
# Rows looked at to find the header and the form of the table.
LOOKED_AT = 50


@dataclass(frozen=True)
class UnitTable:
    """Units as they stand in the file: `ids`, and `raw` [units, indicators] with NaN for an empty cell.

    `rows` are their numbers in the file, `groups` what the column called `group` holds for each (empty without such a
    column); a group is spelt the same in all its rows. `absent` are the indicators without a column, `ignored` the
    titles of the columns that were not read.
    """

    ids: tuple[str, ...]
    raw: Array
    absent: tuple[str, ...]
    rows: tuple[int, ...]
    group: str | None = None
    groups: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_table(path: Path, framework: Framework, options: ReadOptions | None = None) -> UnitTable:
    """Read a text file (comma, semicolon, tab or bar, as its first row says) or one sheet of a workbook.

    The id column is the one that `options` names, else the one called `id`, else the first. Rows are numbered as a
    spreadsheet numbers them. Raises TableError with every row, cell and column that cannot be used.
    """
    options = options or ReadOptions()
    with open_rows(path, options) as records:
        return _read(records, framework, options)


def _read(records: Iterator[Row], framework: Framework, options: ReadOptions) -> UnitTable:
    vocabulary = Vocabulary(framework)
    first = list(islice(records, LOOKED_AT))
    header = header_at(first, vocabulary)
    found = _layout(first[header:], vocabulary, options)
    rows = _Rows(found, options, Suspects(found, vocabulary, options.notation))
    for row, cells in chain(first[header + 1 :], records):
        rows.add(row, cells)
    raw = np.full((len(rows.ids), len(framework.indicators)), np.nan)
    raw[:, [framework.positions[code] for code in found.codes]] = np.asarray(rows.numbers).reshape(
        len(raw), len(found.codes)
    )
    for standing_for_missing in options.notation.codes:
        raw[raw == standing_for_missing] = np.nan
    for at, (column, code) in enumerate(zip(found.columns, found.codes, strict=True)):
        rows.problems.merge(_unusable(framework, code, raw, rows.places, (at, found.names[column])))
    rows.problems.refuse()
    if not rows.ids:
        raise TableError([f"there is no unit below the header in row {found.row}. Each further row is a unit"])
    absent = tuple(indicator.code for indicator in framework.indicators if indicator.code not in found.codes)
    return UnitTable(
        tuple(rows.ids), raw, absent, tuple(rows.places), found.group, tuple(rows.groups), ignored=found.others
    )


def _layout(rows: list[Row], vocabulary: Vocabulary, options: ReadOptions) -> Layout:
    row, header = rows[0]
    if problem := wrong_form(rows, vocabulary):
        raise TableError([problem])
    found = layout(row, header, vocabulary, options)
    if not found.codes:
        raise TableError([no_indicator(rows[0], vocabulary)])
    return found


@dataclass
class _Rows:
    """The rows read so far: `places` are their numbers in the file, `numbers` their cells one after the other."""

    layout: Layout
    options: ReadOptions
    suspects: Suspects
    ids: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    numbers: "array[float]" = field(default_factory=lambda: array("d"))
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    def __post_init__(self) -> None:
        # `itemgetter` gives a tuple only for two items or more, so the first column is added once more; `add` drops it.
        self.pick = itemgetter(*self.layout.columns, self.layout.columns[0])
        self.quick = QUICK[self.options.notation.decimal]

    def add(self, row: int, cells: list[str]) -> None:
        """Store a row, or note what is wrong with it; a blank row is skipped."""
        if not any(map(str.strip, cells)):
            return
        width = self.layout.width
        if len(cells) < width or any(cells[width:]):
            self.problems.add(
                row,
                self.suspects.problem(row, cells)
                or f"row {row}: it has {len(cells)} cells, row {self.layout.row} has {width}. "
                "Put quotation marks round a separator",
            )
            return
        picked = self.pick(cells)[:-1]
        key = plain(unguarded(cells[self.layout.id_at]))
        numbers = self._quickly(picked)
        is_odd = numbers is None or key.lower() in SUMMARIES
        if is_odd and (problem := self.suspects.problem(row, cells)):
            self.problems.add(row, problem)
            return
        self._name(row, key, cells)
        self.places.append(row)
        self.numbers.extend(
            [self._number(row, at, cell) for at, cell in enumerate(picked)] if numbers is None else numbers
        )

    def _name(self, row: int, key: str, cells: list[str]) -> None:
        """Keep the unit's id and group. Two ids of a group that look the same to a reader are a problem."""
        group = ""
        if self.layout.group_at is not None:
            group = self._group(unguarded(cells[self.layout.group_at]))
            self.groups.append(group)
            if not group or group.startswith(MERGED):
                self.problems.add(row, f"row {row}: it has no {self.layout.group}. Write one into each row")
        unit = unguarded(cells[self.layout.id_at])
        if key.startswith(MERGED):
            self.problems.add(row, f"row {row}: the id {not_a_number(key, self.options.notation)}")
        elif not key:
            self.problems.add(row, f"row {row}: it has no id. Write one, or empty the row")
        elif (first := self.taken.setdefault((group, key), row)) != row:
            unlike = "" if unit == self.ids[bisect_left(self.places, first)] else UNSEEN_DIFFERENCE
            self.problems.add(
                row, f"row {row}: the id {key!r} stands in row {first} already{unlike}{self._way_out(group)}"
            )
        self.ids.append(unit)

    def _group(self, cell: str) -> str:
        """The group that a cell names, as spelt where it first stands: 2020 and 2020.0 are one."""
        name = plain(cell)
        whole = whole_number(name, self.options.notation)
        if whole is None:
            return name
        return self.written.setdefault(whole, name if DIGITS.fullmatch(name) else whole)

    def _way_out(self, group: str) -> str:
        if self.layout.group_at is not None:
            return f", with {group!r} as well. Give each unit its own"
        hint = ", or name by --group the column that tells them apart" if self.layout.others else ""
        return f". Give each unit its own{hint}"

    def _quickly(self, cells: tuple[str, ...]) -> list[float] | None:
        """The numbers of a row that holds numbers and empty cells only; None for any other."""
        joined = "".join(cells)
        if not joined or not self.quick.fullmatch(joined):
            return None
        if self.options.notation.decimal == COMMA:
            cells = tuple(cell.replace(COMMA, POINT) for cell in cells)
        try:
            return [float(cell) if cell else math.nan for cell in cells]
        except ValueError:
            return None

    def _number(self, row: int, at: int, cell: str) -> float:
        notation, cell = self.options.notation, cell.strip()
        if notation.is_missing(cell):
            return math.nan
        if (number := notation.number(cell)) is not None:
            return number
        name = self.layout.names[self.layout.columns[at]]
        self.problems.add(row, f"row {row}, column {name}: {not_a_number(cell, notation)}", at)
        return math.nan


def _unusable(framework: Framework, code: str, raw: Array, places: list[int], where: tuple[int, str]) -> Problems:
    """The cells of an indicator's column whose numbers it cannot take, such as a level that it lacks."""
    position, problems = framework.positions[code], Problems()
    indicator, column = framework.indicators[position], raw[:, position]
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
        at, name = where
        for unit in np.flatnonzero(np.isin(column, list(wrong))):
            row = places[unit]
            problems.add(row, f"row {row}, column {name}: {wrong[float(column[unit])]}", at)
    return problems
