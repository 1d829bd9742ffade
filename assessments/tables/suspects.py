"""Messages for a table whose form is wrong, and for rows that are not units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.tables.cells import Notation
from assessments.tables.columns import Layout, Vocabulary
from assessments.tables.names import plain
from assessments.tables.problems import TableError
from assessments.tables.rows import Row, is_blank
from assessments.tables.slips import BLANK

YEAR = re.compile(r"(19|20)[0-9]{2}")
NOTE = re.compile(
    r"(sources?|notes?|nb|n\.b\.|data|remarks?|footnotes?|quellen?|fuentes?)\s*:|©|https?://", re.IGNORECASE
)
# With nothing else in the row these begin a note as well.
NOTE_ALONE = re.compile(
    r"(sources?|notes?|data from|last updated|updated|copyright|retrieved|downloaded|see )\b|[*†‡(\[]|.{80}",
    re.IGNORECASE,
)
SUMMARIES = frozenset(
    (
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "average",
        "mean",
        "median",
        "minimum",
        "maximum",
        "min",
        "max",
    )
)


def header_at(rows: Sequence[Row], vocabulary: Vocabulary) -> int:
    """The place of the header among a file's first rows; blank rows before it are skipped.

    Raises TableError where other rows stand before it, or where none of the rows names an indicator.
    """
    filled = [at for at, (_, cells) in enumerate(rows) if not all(map(is_blank, cells))]
    if not filled:
        raise TableError(["the table is empty. Its first row names the columns, each further row is a unit"])
    first = filled[0]
    named = {at: sum(bool(vocabulary.meant(plain(cell))) for cell in rows[at][1]) for at in filled}
    # A row above the header names no indicator, or one by chance.
    best = max(filled, key=lambda at: named[at])
    if named[first] or not named[best]:
        return first
    if named[best] > 1 or len([cell for cell in rows[first][1] if not is_blank(cell)]) == 1:
        if problem := _turned(rows, vocabulary):
            raise TableError([problem])
        row, above = rows[best][0], rows[first][0]
        which = f"row {above} stands" if above == row - 1 else f"rows {above} to {row - 1} stand"
        raise TableError([f"{which} above the header, which is row {row}. Remove what stands above it"])
    return first


def wrong_form(rows: Sequence[Row], vocabulary: Vocabulary) -> str | None:
    """What form a table may have if its header, the first of `rows`, names no indicator, and what to do; else None."""
    row, header = rows[0][0], [plain(cell) for cell in rows[0][1]]
    if any(map(vocabulary.meant, header)):
        return None
    if problem := _turned(rows, vocabulary):
        return problem
    if sum(bool(YEAR.fullmatch(name)) for name in header) > 1:
        return (
            f"row {row}: the columns are years. Make one row of each unit and year, and a column of each indicator; "
            "--group names the column of the year"
        )
    return None


def no_indicator(header: Row, vocabulary: Vocabulary) -> str:
    """The message for a header that names no indicator."""
    row, names = header
    near = next((hint for name in names if plain(name) and (hint := vocabulary.near(plain(name)))), "")
    framework = vocabulary.framework
    return (
        f"row {row}: no column is an indicator of {framework.code}. {near}Name the columns by the indicators' "
        f"codes, such as {framework.indicators[0].code}, or by their titles"
    )


def _turned(rows: Sequence[Row], vocabulary: Vocabulary) -> str | None:
    """The message for a table with indicators in rows, each once or once for each unit; None for any other."""
    width = max(len(cells) for _, cells in rows)
    for at in range(width):
        column = [plain(cells[at]) for _, cells in rows if at < len(cells)]
        named = [codes for cell in column if len(codes := vocabulary.meant(cell)) == 1]
        if len(named) < 2 or 2 * len(named) < len(column) - 1:
            continue
        if len({next(iter(codes)) for codes in named}) == len(named) and at == 0:
            return "the indicators stand in rows, one beneath the other. Turn it: a row a unit, a column an indicator"
        return (
            f"column {at + 1} names indicators: the table is in long form, a row for each number. "
            "Pivot it: a row a unit, a column an indicator"
        )
    return None


@dataclass(frozen=True)
class Suspects:
    """Recognises rows that are not units: a header, a note, a summary of other rows."""

    layout: Layout
    vocabulary: Vocabulary
    notation: Notation

    def problem(self, row: int, cells: Sequence[str]) -> str | None:
        """What a row is if it is not a unit, and what to do; None if it may be a unit."""
        unit = plain(cells[self.layout.id_at]) if self.layout.id_at < len(cells) else ""
        others = [cell for at, cell in enumerate(cells) if at != self.layout.id_at and not is_blank(cell)]
        first = next((cell.strip() for cell in cells if not is_blank(cell)), "")
        if self._is_header(cells):
            return f"row {row}: the header stands here again. Remove the row"
        if NOTE.match(first) or (not others and NOTE_ALONE.match(first)):
            return f"row {row}: {_short(first)} is a note or a source, no unit. Remove the row"
        if len(cells) == 1:
            return (
                f"row {row}: {_short(first)} stands alone in its row. Remove it if it is a note; "
                "a unit has as many cells as the header"
            )
        if unit.lower() in SUMMARIES:
            return f"row {row}: {unit!r} sums up other rows. Remove the row, or give the unit another name"
        if row == self.layout.row + 1 and self._is_second_header(unit, cells):
            return f"row {row}: it holds no numbers and looks like a second line of the header. Remove the row"
        return None

    def _is_header(self, cells: Sequence[str]) -> bool:
        names = [plain(cell) for cell in cells[: self.layout.width]]
        alike = sum(name == self.layout.names[at] for at, name in enumerate(names) if name)
        return alike > 1 and 2 * alike >= self.layout.width

    def _is_second_header(self, unit: str, cells: Sequence[str]) -> bool:
        found = [cells[at].strip() for at in self.layout.columns if at < len(cells)]
        texts = [cell for cell in found if not self.notation.is_missing(cell) and not BLANK.fullmatch(cell)]
        return (
            (not unit or len(texts) > 1) and bool(texts) and all(cell[0].isalpha() or cell in "%$€£" for cell in texts)
        )


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
