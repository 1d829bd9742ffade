"""From a file to its rows, whatever its kind: text or workbook."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assessments.tables.delimited import delimited_rows
from assessments.tables.options import ReadOptions
from assessments.tables.problems import TableError
from assessments.tables.rows import Row
from assessments.tables.workbook import workbook_rows

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (".xlsx", ".xlsm")
PAGE = (b"<!doctype html", b"<html", b"<table")


@contextmanager
def open_rows(path: Path, options: ReadOptions) -> Iterator[Iterator[Row]]:
    """The rows of a file with their numbers. Raises TableError if it is no table, or not what its name says."""
    try:
        start = _start(path)
        _refuse_what_it_is_not(path, start, options)
        rows = workbook_rows if start.startswith(ZIP) else delimited_rows
        with rows(path, options) as records:
            yield records
    except OSError as error:
        raise TableError([f"{path} cannot be read: {error.strerror or error}"]) from error


def _start(path: Path) -> bytes:
    """The first bytes. A pipe or the like is taken for text without a look, since it cannot be read twice."""
    if path.exists() and not path.is_file():
        return b"-"
    with path.open("rb") as file:
        return file.read(512)


def _refuse_what_it_is_not(path: Path, start: bytes, options: ReadOptions) -> None:
    is_workbook = path.suffix.lower() in WORKBOOKS
    problem = None
    if not start:
        problem = f"{path} is empty. Save the table again"
    elif start.startswith(OLE):
        problem = (
            f"{path} is a workbook of the old kind (.xls), or one with a password. "
            "Save it as .xlsx without a password, or as 'CSV UTF-8'"
        )
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE):
        problem = f"{path} is a web page, whatever its name says. Open it in a spreadsheet and save it as 'CSV UTF-8'"
    elif start.startswith(ZIP) and not is_workbook:
        problem = (
            f"{path} is no text but a workbook or another packed file. If it is a workbook, "
            "let its name end in .xlsx; else save it as 'CSV UTF-8'"
        )
    elif is_workbook and not start.startswith(ZIP):
        problem = f"{path} is no workbook, whatever its name says. If it is text, let its name end in .csv"
    elif options.sheet is not None and not is_workbook:
        problem = f"{path} is no workbook and has no sheets. Leave out --sheet"
    elif options.encoding is not None and is_workbook:
        problem = f"{path} is a workbook, whose letters need no encoding. Leave out --encoding"
    if problem:
        raise TableError([problem])
