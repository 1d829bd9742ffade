"""Workbooks: how a cell reads as text does, and what is refused before anything is unpacked."""

import datetime as dt
import zipfile
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from assessments.tables import survey, workbook
from assessments.tables.cells import Notation
from assessments.tables.options import ReadOptions
from assessments.tables.problems import TableError
from assessments.tables.reading import read_table
from tests.scoring.small import node, small

FRAMEWORK = small([node("mean", "arithmetic", {"a": 1, "b": 1})], "ab")
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
ABROAD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def saved(folder: Path, *rows: list) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "data.xlsx"
    book.save(path)
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    """The same workbook with one of its files exchanged."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return changed


def refusal(path: Path, reading: ReadOptions | None = None) -> list[str]:
    with pytest.raises(TableError) as refused:
        read_table(path, FRAMEWORK, reading)
    return [problem.replace(f"{path}", path.name) for problem in refused.value.problems]


def test_numbers_keep_their_last_bit(tmp_path):
    path = saved(tmp_path, ["id", "a", "b"], ["x", 1 / 3, 1e-7], ["y", 3, 4.5], ["z", None, " "])
    for notation in (Notation(), Notation(",")):
        raw = read_table(path, FRAMEWORK, ReadOptions(notation=notation)).raw
        assert raw[:2].tolist() == [[1 / 3, 1e-7], [3.0, 4.5]]
        assert np.isnan(raw[2]).all()


def test_ids_and_groups_may_be_numbers_and_dates(tmp_path):
    path = saved(tmp_path, ["year", "id", "a"], [2020, 7, 1], [2021.0, dt.date(2020, 5, 1), 2])
    table = read_table(path, FRAMEWORK, ReadOptions(group="Year"))
    assert (table.ids, table.groups) == (("7", "2020-05-01"), ("2020", "2021"))


def test_rows_without_cells_and_cells_with_format_alone_are_blank(tmp_path):
    book = Workbook()
    sheet = book.active
    for place, value in (("A2", "id"), ("B2", "a"), ("A5", "x"), ("B5", 1)):
        sheet[place] = value
    sheet["Z9"].number_format = "0%"
    book.save(tmp_path / "data.xlsx")
    table = read_table(tmp_path / "data.xlsx", FRAMEWORK)
    assert (table.ids, table.rows) == (("x",), (5,))


def test_a_hidden_sheet_counts_only_by_name(tmp_path):
    book = Workbook()
    book.active.append(["id", "a"])
    book.active.append(["x", 1])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for row in (["id", "a"], ["y", 1]):
        hidden.append(row)
    book.save(tmp_path / "data.xlsx")
    assert read_table(tmp_path / "data.xlsx", FRAMEWORK).ids == ("x",)
    assert read_table(tmp_path / "data.xlsx", FRAMEWORK, ReadOptions(sheet="Old")).ids == ("y",)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [ENTITIES, ABROAD], ids=["many", "abroad"])
def test_entities_are_refused_wherever_they_stand(tmp_path, name, content):
    path = with_member(saved(tmp_path, ["id", "a"], ["x", 1]), name, content)
    assert refusal(path) == ["changed.xlsx declares entities, as no spreadsheet does. Save it anew, or as CSV"]


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = with_member(saved(tmp_path, ["id", "a"], ["x", 1]), "xl/styles.xml", b" " * 3_000_000)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 2**20)
    monkeypatch.setattr(workbook, "load_workbook", lambda *a, **k: pytest.fail("it was opened"))
    assert "changed.xlsx would unpack to 3 MB" in refusal(path)[0]


@pytest.mark.parametrize(
    ("limit", "what"), [("MOST_ROWS", "rows"), ("MOST_COLUMNS", "columns"), ("MOST_CELLS", "cells")]
)
def test_a_sheet_beyond_a_limit_is_refused_before_its_cells_are_taken_in(tmp_path, monkeypatch, limit, what):
    path = saved(tmp_path, ["id", "a", "b"], ["x", 1, 2], ["y", 1, 2])
    monkeypatch.setattr(survey, limit, 2)
    assert refusal(path) == [f"data.xlsx has more than 2 {what}. Save the table alone, or as CSV"]


def test_one_cell_far_away_is_refused_and_not_padded_to(tmp_path):
    book = Workbook()
    book.active["XFD1"] = 1
    book.save(tmp_path / "data.xlsx")
    assert "more than 2,000 columns" in refusal(tmp_path / "data.xlsx")[0]


def test_a_great_merged_area_is_refused(tmp_path):
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>{}</worksheet>'
    merged = sheet.format('<mergeCells><mergeCell ref="A1:Z900000"/></mergeCells>').encode()
    path = with_member(saved(tmp_path, ["id", "a"]), "xl/worksheets/sheet1.xml", merged)
    assert "more than 100,000 merged cells" in refusal(path)[0]


@pytest.mark.parametrize("member", ["mimetype", "xl/workbook.bin", "word/document.xml"])
def test_another_packed_file_is_no_workbook(tmp_path, member):
    with zipfile.ZipFile(tmp_path / "data.xlsx", "w") as archive:
        archive.writestr(member, "x")
    assert "data.xlsx is packed, but no .xlsx workbook" in refusal(tmp_path / "data.xlsx")[0]


def test_an_empty_sheet_is_an_empty_table(tmp_path):
    assert refusal(saved(tmp_path)) == [
        "the table is empty. Its first row names the columns, each further row is a unit"
    ]
