"""What counts as a mutant, and that a test which looks away lets one live."""

from pathlib import Path
from subprocess import TimeoutExpired

import pytest
import yaml

from tests.mutation.__main__ import EQUIVALENT, report
from tests.mutation.mutants import mutant, places
from tests.mutation.trees import Tree

RATES = "assessments/scoring/rates.py"


def changes(source: str) -> list[str]:
    made = (mutant(place, source) for place in places(RATES, source))
    return [one.becomes for one in made if one is not None]


def test_a_comparison_is_replaced_by_each_other_one_and_its_number_moved() -> None:
    mutants = changes("is_high = risk > 4\n")
    assert [line.replace("  ", " ") for line in mutants] == [
        *(f"is_high = risk {other} 4" for other in ("==", "!=", "<", "<=", ">=")),
        "is_high = risk > 5",
        "is_high = risk > 3",
    ]


def test_numpys_opposites_are_swapped_only_where_they_are_called() -> None:
    assert changes("top = np.maximum(low, high)\n") == ["top = np.minimum(low, high)"]
    assert changes("def minimum(values):\n    return values\n") == []


def test_a_decorator_is_taken_off() -> None:
    source = "import functools\n\n\n@functools.cache\ndef scale():\n    return []\n"
    (found,) = (mutant(place, source) for place in places(RATES, source))
    assert found is not None
    assert (found.line, found.was, found.becomes) == (4, "@functools.cache", "def scale():")


def test_what_is_caught_is_replaced() -> None:
    assert changes("try:\n    load()\nexcept ValueError:\n    pass\n") == ["except CosmicRayTestingException:"]


def test_annotations_and_bare_stars_are_left_alone() -> None:
    source = "def fit(raw: Array | None, *, cap: float | None) -> Array | None:\n    limit: int | None\n"
    assert places(RATES, source) != []
    assert changes(source) == []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A core of one module with one test, in place of the real ones."""
    tree = Tree(tmp_path)
    for file in (tmp_path / "tests/scoring").glob("test_*.py"):
        file.unlink()
    (tmp_path / "assessments/scoring/__init__.py").write_text("")
    (tmp_path / RATES).write_text("HIGH = 4\nLOW = 1\n")
    (tmp_path / "tests/scoring/test_rates.py").write_text(
        "from assessments.scoring.rates import HIGH\n\ndef test_high():\n    assert HIGH == 4\n"
    )
    return tree


def test_a_fault_that_a_test_sees_is_killed_and_one_that_none_looks_at_survives(tree: Tree) -> None:
    assert not tree.survives(RATES, "HIGH = 5\nLOW = 1\n", 60)
    assert tree.survives(RATES, "HIGH = 4\nLOW = 2\n", 60)
    assert (tree.folder / RATES).read_text() == "HIGH = 4\nLOW = 1\n"


def test_a_mutant_that_never_ends_is_stopped(tree: Tree) -> None:
    with pytest.raises(TimeoutExpired):
        tree.survives(RATES, "while True:\n    pass\n", 0.5)


def test_too_many_survivors_fail_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = ["killed", "killed", "timed out", "survived"]
    assert report(outcomes, 9, at_least=75) == 0
    assert report(outcomes, 9, at_least=76) == 1
    assert "2 killed, 1 survived, 1 timed out: 75.0 % found" in capsys.readouterr().out


def test_every_mutant_listed_as_equivalent_is_one_of_the_core_as_it_is() -> None:
    for item in yaml.safe_load(EQUIVALENT.read_text()):
        lines = {line.strip() for line in Path(item["path"]).read_text().splitlines()}
        assert item["was"] in lines, "The code changed: look at this mutant again, or take it off the list."
        assert item["becomes"] != item["was"]
        assert item["reason"]
