"""Writing scores as CSV: numbers in full, with a point; a file appears whole or not at all."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from assessments.tables.cells import guarded
from assessments.tables.problems import TableError
from assessments.tables.scores import Scores

ROWS = 2_000


class Sink(Protocol):
    def write(self, text: str, /) -> object: ...


@contextmanager
def whole_file(path: Path) -> Iterator[Sink]:
    """A file that takes the place of `path` when all is written; until then, and after a failure, nothing changes.

    What is no ordinary file, such as /dev/stdout, is written to directly. Raises TableError where it cannot be.
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


def write_scores(ids: Sequence[str], scores: Scores, sink: Sink) -> None:
    """One row a unit in the table's order; an empty cell where there is no number."""
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["id", *scores.columns])
    for start in range(0, len(ids), ROWS):
        some = scores.numbers[start : start + ROWS].T.tolist()
        cells = [_cells(column, name in scores.ranks) for name, column in zip(scores.columns, some, strict=True)]
        writer.writerows(zip(map(guarded, ids[start : start + ROWS]), *cells, strict=True))


def _cells(column: list[float], is_rank: bool) -> list[float | int | None]:
    """csv writes a float in the fewest digits that give it back."""
    return [None if number != number else int(number) if is_rank else number for number in column]
