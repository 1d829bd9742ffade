"""Rows of a text file: cells separated by a comma, semicolon, tab, bar, or by what `sep=` names."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from assessments.tables.options import ReadOptions
from assessments.tables.problems import TableError
from assessments.tables.rows import Row

SEPARATORS = ",;\t|"
# A first line that names the separator. Excel understands it and does not count it as a row.
NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# Lines looked at for the separator: a title above the header has none.
LOOKED_AT = 20
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@contextmanager
def delimited_rows(path: Path, options: ReadOptions) -> Iterator[Iterator[Row]]:
    """The rows of a file in the encoding asked for; without one, in that of its byte order mark, else in UTF-8.

    Raises TableError where the file is not in that encoding.
    """
    encoding = options.encoding or _marked(path)
    with path.open(encoding=encoding, newline="") as file:
        try:
            yield _records(file, path)
        except UnicodeDecodeError as error:
            raise TableError([_undecodable(path, options, error)]) from error


def _marked(path: Path) -> str:
    if path.exists() and not path.is_file():
        return "utf-8-sig"
    with path.open("rb") as file:
        start = file.read(4)
    return next((name for mark, name in MARKS.items() if start.startswith(mark)), "utf-8-sig")


def _undecodable(path: Path, options: ReadOptions, error: UnicodeDecodeError) -> str:
    if options.encoding:
        return (
            f"{path} is not in the encoding {options.encoding} ({error.reason}). "
            "Name another, or save it as 'CSV UTF-8'"
        )
    return (
        f"{path} is not UTF-8 text. Save it as 'CSV UTF-8', or name its encoding: --encoding cp1252 for most Western "
        "files of Windows, --encoding latin-1 for older ones"
    )


def _records(file: TextIO, path: Path) -> Iterator[Row]:
    first = [line for _, line in zip(range(LOOKED_AT), file, strict=False)]
    if first:
        first[0] = first[0].removeprefix("\ufeff")
    if any("\0" in line for line in first):
        raise TableError([f"{path} is no plain text. If it is 'Unicode text' of Windows, add --encoding utf-16-le"])
    named = NAMED_SEPARATOR.fullmatch(first[0]) if first else None
    separator = named[1] if named else _separator(first)
    lines = chain(first[1:] if named else first, file)
    row = 0
    try:
        for row, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1):
            yield row, cells
    except csv.Error as error:
        raise TableError([f"row {row + 1}: {error}. Check its quotation marks"]) from error


def _separator(lines: list[str]) -> str:
    """The separator that splits the first line into most cells; lines that none of them splits are skipped."""
    for line in lines:
        counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in SEPARATORS}
        if max(counts.values()) > 1:
            return max(counts, key=lambda mark: counts[mark])
    return SEPARATORS[0]
