"""What counts as a fault, that every family has places in the code as it is, and that the right tests are chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from coverage import CoverageData

from tests.faults.__main__ import EQUIVALENT, drawn
from tests.faults.families import FAMILIES
from tests.faults.faults import Fault, faults, modules
from tests.faults.reach import Reach
from tests.faults.vocabulary import vocabulary
from tests.mutation.mutants import program
from tests.mutation.trees import ROOT

SERVICES = "missions/services.py"
SOURCES = {
    "missions/models.py": """
class Role(models.TextChoices):
    VIEWER = "viewer", _("Viewer")
    LEAD = "lead", _("Lead")

LEADING = (Role.LEAD,)

class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")

class MissionQuerySet(models.QuerySet):
    def visible_to(self, person) -> MissionQuerySet:
        return self.filter(person=person)
"""
}
# At least so many places of each family: fewer would say that a name has changed which the family goes by.
PLACES = {
    "check": 250,
    "filter": 250,
    "lock": 60,
    "state": 100,
    "marking": 60,
    "enqueue": 8,
    "bound": 300,
    "role": 35,
    "status": 45,
}


@pytest.fixture(scope="module")
def everything() -> list[Fault]:
    sources = modules(ROOT)
    known = vocabulary(sources)
    return [fault for path, source in sources.items() for fault in faults(path, source, known)]


def changes(body: str) -> list[str]:
    source = f"def rule(person):\n    {body}\n"
    return [fault.becomes for fault in faults(SERVICES, source, vocabulary(SOURCES))]


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("raise_if(refusal)", ["pass"]),
        ("_require_other_lead(person)", ["pass"]),
        ("self.add_error('as_of', text)", ["pass"]),
        ("rows = rows.filter(a=1)", ["rows = rows.all()"]),
        ("rows = rows.filter(a=1, b=2)", ["rows = rows.all()", "rows = rows.filter(b=2)", "rows = rows.filter(a=1)"]),
        ("return Mission.objects.visible_to(person)", ["return Mission.objects.all()"]),
        ("rows = rows.select_for_update()", ["rows = rows.all()"]),
        ("row = _lock(person)", ["row = person"]),
        ("return State.DRAFT", ["return State.PUBLISHED"]),
        ("update(is_current=True)", ["update(is_current=False)"]),
        ("marking = highest(found)", ['marking = "unclassified"']),
        ("node = without_withheld(node)", ["node = node"]),
        ("return 1 if round.is_private else 2", ["return 1 if False else 2"]),
        ("enqueue(kind=kind)", ["None"]),
        ("return age < LIMIT", ["return age <= LIMIT"]),
        ("return text[:54]", ["return text[:55]", "return text[:53]"]),
        ("age = Age(max_age=0.5)", ["age = Age(max_age=1.0)", "age = Age(max_age=0.25)"]),
        ("return Role.LEAD", ["return Role.VIEWER"]),
        ("return role in LEADING", ['return role in (*LEADING, "viewer")']),
        ("return render(page, status=409)", ["return render(page, status=422)"]),
        ("return total", []),
    ],
)
def test_each_family_changes_what_it_means(line: str, becomes: list[str]) -> None:
    assert changes(line) == becomes


def test_a_refusal_refuses_nobody_and_a_decorator_is_taken_off() -> None:
    source = '@require_POST\ndef refusal_to_go(role):\n    """Say why."""\n    return "no"\n'
    found = [(fault.line, fault.was, fault.becomes) for fault in faults(SERVICES, source, vocabulary(SOURCES))]
    assert found == [(1, "@require_POST", "def refusal_to_go(role):"), (4, 'return "no"', 'return ""')]


def test_every_family_has_places_in_the_code_as_it_is(everything: list[Fault]) -> None:
    assert set(PLACES) == set(FAMILIES)
    for family, least in PLACES.items():
        assert sum(fault.family == family for fault in everything) >= least, family


def test_every_fault_is_another_program(everything: list[Fault]) -> None:
    sources = modules(ROOT)
    for fault in everything[::20]:
        assert program(fault.source) != program(sources[fault.path]), fault.change


def test_a_sample_holds_as_many_of_each_family_as_there_are(everything: list[Fault]) -> None:
    sample = drawn(everything, 90, seed=1)
    shares = [sum(fault.family == family for fault in sample) for family in FAMILIES]
    assert (len(sample), min(shares) >= 8, max(shares) <= 12) == (90, True, True)
    assert sample == drawn(everything, 90, seed=1) != drawn(everything, 90, seed=2)


def test_every_fault_listed_as_equivalent_is_one_of_the_code_as_it_is(everything: list[Fault]) -> None:
    known = {fault.change for fault in everything}
    for item in yaml.safe_load(EQUIVALENT.read_text()):
        assert (item["path"], item["was"], item["becomes"]) in known, "The code changed: look at this fault again."
        assert item["reason"]


def test_a_fault_is_shown_to_the_tests_that_reach_it_quickest_first(tmp_path: Path) -> None:
    source = "MOST = 3\n\n\ndef is_full(rows):\n    return len(rows) >= MOST\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text("")
    (tmp_path / "tests/test_b.py").write_text("from missions.services import MOST\n")
    times = {"tests/test_a.py::slow": 2.0, "tests/test_a.py::quick": 1.0, "tests/test_b.py::naming": 0.5}
    (tmp_path / "times.json").write_text(json.dumps(times | {"tests/test_a.py::elsewhere": 0.1}))
    data = CoverageData(str(tmp_path / "lines"))
    for test, line in (("slow", 5), ("quick", 5), ("elsewhere", 2)):
        data.set_context(f"tests/test_a.py::{test}|run")
        data.add_lines({str(tmp_path / SERVICES): [line]})
    data.write()
    reach = Reach(tmp_path, tmp_path / "lines", tmp_path / "times.json", {SERVICES: source}, most=60)
    limit, *_others, sign = faults(SERVICES, source, vocabulary(SOURCES))
    assert (limit.becomes, sign.becomes) == ("MOST = 4", "return len(rows) > MOST")
    wanted = ["tests/test_b.py::naming", "tests/test_a.py::quick", "tests/test_a.py::slow"]
    assert reach.tests(limit) == wanted
    assert [test for test in reach.tests(sign) if test != wanted[0]] == wanted[1:]
