"""Rows of one sheet of a workbook (.xlsx): its values as text, as the checks take them."""

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assessments.tables.options import ReadOptions
from assessments.tables.problems import TableError
from assessments.tables.rows import Row
from assessments.tables.survey import Hidden, survey

# A workbook is a ZIP file: its size unpacked is stated in it, and checked before anything is unpacked.
MOST_UNPACKED = 2**29
MOST_FILES = 5_000
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    ParseError,
    EOFError,
)


@contextmanager
def workbook_rows(path: Path, options: ReadOptions) -> Iterator[Iterator[Row]]:
    """The rows of the sheet asked for, or of the only visible one.

    Formulas count with the values stored beside them. Raises TableError for a file that is not a workbook or too large
    unpacked, and for a missing sheet.
    """
    with _readable(path):
        _refuse_too_much(path)
        book = load_workbook(path, read_only=True, data_only=True)
    with closing(book):
        with _readable(path):
            sheet = _sheet(book, path, options.sheet)
            with sheet._get_source() as source:
                hidden = survey(path, source)
        # The size that a sheet states is often wrong; `survey` has just counted the real one.
        sheet.reset_dimensions()
        yield _rows(path, sheet, hidden, options)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what the libraries say of a broken file into a TableError."""
    try:
        yield
    except TableError:
        raise
    except UNREADABLE as error:
        # openpyxl wraps some errors in one of its own.
        if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
            raise TableError([f"{path} declares entities, as no spreadsheet does. Save it anew, or as CSV"]) from error
        raise TableError([f"{path} is damaged or no workbook. Open it in a spreadsheet and save it anew"]) from error


def _refuse_too_much(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or len(members) > MOST_FILES:
        raise TableError(
            [f"{path} would unpack to {unpacked / 2**20:,.0f} MB in {len(members):,} files. Save its table as CSV"]
        )
    if "xl/workbook.bin" in names or "mimetype" in names or "xl/workbook.xml" not in names:
        raise TableError([f"{path} is packed, but no .xlsx workbook. Save it as .xlsx, or as 'CSV UTF-8'"])


def _rows(path: Path, sheet: Any, hidden: Hidden, options: ReadOptions) -> Iterator[Row]:
    width = 0
    with _readable(path):
        for row, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [_text(cell, options) for cell in cells]
            covered = hidden.get(row, {})
            # In the file a row ends with its last cell. The checks want rows of one width: that of the widest so far.
            width = max(width, len(texts), *covered)
            texts += [""] * (width - len(texts))
            for column, text in covered.items():
                texts[column - 1] = text
            yield row, texts


def _sheet(book: Any, path: Path, name: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name is not None:
        if name not in sheets:
            raise TableError([f"{path} has no sheet {name!r}. It has {_listed(sheets)}"])
        return sheets[name]
    seen = {title: sheet for title, sheet in sheets.items() if sheet.sheet_state == "visible"}
    if len(seen) != 1:
        raise TableError([f"{path} has {len(seen)} sheets. Name one with --sheet: {_listed(seen or sheets)}"])
    return next(iter(seen.values()))


def _listed(sheets: dict[str, Any]) -> str:
    return ", ".join(map(repr, sheets))


def _text(cell: Any, options: ReadOptions) -> str:
    """What a cell holds, as a text file would show it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if "%" in cell.number_format:
            return f"{value * 100:.15g}%"
        return options.notation.written(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
