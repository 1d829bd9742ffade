"""Tables as they come from data banks, ministries and spreadsheets: each is read, or refused with its true reason.

The tables lie in `messy/`; `messy/tables.yaml` says of each what it is and what it must give.
"""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

FOLDER = Path(__file__).parent / "messy"
TABLES = yaml.safe_load((FOLDER / "tables.yaml").read_text(encoding="utf-8"))
NAMES = [" ".join([case["file"], *case.get("options", [])]) for case in TABLES]


def score(case: dict[str, Any], *options: str) -> str:
    printed = StringIO()
    arguments = (str(FOLDER / "framework.yaml"), str(FOLDER / case["file"]), *case.get("options", []), *options)
    call_command("score_table", *arguments, stdout=printed, stderr=StringIO())
    return printed.getvalue()


def cell(number: Any) -> str:
    return "" if number is None else str(number)


@pytest.mark.parametrize("case", [case for case in TABLES if "read" in case], ids=lambda case: case["pattern"])
def test_a_table_is_read(case):
    header, *rows = csv.reader(StringIO(score(case)))
    index, rank = header.index("index"), header.index("rank")
    assert [[*row[:index], row[index], row[rank]] for row in rows] == [list(map(cell, row)) for row in case["read"]]


@pytest.mark.parametrize("case", [case for case in TABLES if "refused" in case], ids=lambda case: case["pattern"])
def test_a_table_is_refused_with_its_true_reason(case, tmp_path):
    out = tmp_path / "scores.csv"
    with pytest.raises(CommandError) as refused:
        score(case, "--out", str(out))
    first, *problems = str(refused.value).replace(f"{FOLDER}/", "").split("\n")
    assert first == "Nothing was written."
    assert problems == case["refused"]
    assert not out.exists()


def test_every_table_is_listed_and_none_twice_alike():
    files = {path.name for path in FOLDER.iterdir()} - {"tables.yaml", "framework.yaml"}
    assert files == {case["file"] for case in TABLES}
    assert len(files) >= 15
    assert max(Counter(NAMES).values()) == 1
