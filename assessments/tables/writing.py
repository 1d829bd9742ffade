"""Writing scores as CSV: numbers in full, with a point; a file appears whole or not at all."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from assessments.tables.cells import guarded
from assessments.tables.problems import TableError
from assessments.tables.reading import UnitTable
from assessments.tables.scores import BAND, RANK, Scores

ROWS = 2_000
# It tells a spreadsheet that a text file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"


class Sink(Protocol):
    def write(self, text: str, /) -> object: ...


@contextmanager
def whole_file(path: Path) -> Iterator[Sink]:
    """A file that takes the place of `path` when all is written; until then, and after a failure, nothing changes.

    What is no ordinary file, such as /dev/stdout, is written to directly. Raises TableError if it cannot be written.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    is_special = path.exists() and not path.is_file()
    try:
        with (path if is_special else part).open("w", encoding="utf-8", newline="") as file:
            yield file
        if not is_special:
            part.replace(target)
    except OSError as error:
        raise TableError([f"{path} cannot be written: {error.strerror}"]) from error
    finally:
        part.unlink(missing_ok=True)


def write_scores(table: UnitTable, scores: Scores, sink: Sink, *, is_marked: bool = False) -> None:
    """Write one row per unit in the table's order, its group beside its id; a cell without a number is empty.

    `is_marked` begins the file with a byte order mark.
    """
    if is_marked:
        sink.write(BYTE_ORDER_MARK)
    writer = csv.writer(sink, lineterminator="\n")
    named = (table.ids,) if table.group is None else (table.ids, table.groups)
    group = [] if table.group is None else [guarded(table.group)]
    writer.writerow(["id", *group, *(column.name for column in scores.columns)])
    for start in range(0, len(table.ids), ROWS):
        rows = slice(start, start + ROWS)
        some = scores.numbers[rows].T.tolist()
        cells = [
            _cells(numbers, column.kind, scores.bands) for column, numbers in zip(scores.columns, some, strict=True)
        ]
        writer.writerows(zip(*(map(guarded, names[rows]) for names in named), *cells, strict=True))


def _cells(numbers: list[float], kind: str, bands: tuple[str, ...]) -> list[float | int | str | None]:
    """One column's cells. Floats stay floats: csv writes the fewest digits that read back as the same number."""
    if kind == BAND:
        return [None if number != number else bands[int(number)] for number in numbers]
    is_rank = kind.startswith(RANK)
    return [None if number != number else int(number) if is_rank else number for number in numbers]
