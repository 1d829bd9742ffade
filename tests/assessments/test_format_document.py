"""The index that docs/framework-format.md shows from file to result: the command gives what stands there."""

import csv
import re
import shlex
from io import StringIO

import pytest
from django.core.management import call_command

from assessments.scoring import FrameworkError
from assessments.scoring.fields import YamlMapping
from assessments.scoring.loading import read_framework
from tests.scoring.small import content, node
from tests.scoring.test_format_document import DOCUMENT, EXAMPLES

SECTION = DOCUMENT.split("\n## From file to result\n")[1].split("\n## ")[0]
DATA, COMMAND, RESULT, TOLD = re.findall(r"```text\n(.*?)```", SECTION, re.DOTALL)
REQUIRED = DOCUMENT.split("What must be written: ")[1].split("Every\nother key")[0]


def cells(printed: str) -> list[list[str]]:
    return list(csv.reader(StringIO(printed)))


def test_the_index_comes_out_as_printed(tmp_path, monkeypatch):
    (tmp_path / "development.yaml").write_text(EXAMPLES[1][0], encoding="utf-8")
    (tmp_path / "countries.csv").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    program, name, *arguments = shlex.split(COMMAND)
    assert program == "manage.py"
    printed, said = StringIO(), StringIO()
    call_command(name, *arguments, stdout=printed, stderr=said)
    assert said.getvalue() == TOLD
    for found, expected in zip(cells(printed.getvalue()), cells(RESULT), strict=True):
        for one, other in zip(found, expected, strict=True):
            assert one == other or float(one) == pytest.approx(float(other), abs=1e-9)


def required(place: str) -> set[str]:
    return set(re.findall(r"`([a-z]+)`", re.search(rf"{place}(.*?)[;(]", REQUIRED, re.DOTALL)[1]))


@pytest.mark.parametrize(
    ("place", "of"),
    [
        ("at the top", lambda data: data),
        ("for an indicator", lambda data: data["indicators"][0]),
        ("for a node", lambda data: data["nodes"][0]),
    ],
)
def test_the_keys_that_must_be_written_are_those_named(place, of):
    """Each of them is asked for when it is left out, and a file with them alone is whole."""
    fresh = content([node("mean", "arithmetic", {"a": 1})], "a")
    assert required(place) == set(of(fresh))
    for key in required(place):
        data = content([node("mean", "arithmetic", {"a": 1})], "a")
        del of(data)[key]
        with pytest.raises(FrameworkError, match=key):
            read_framework(YamlMapping(data, ""))
