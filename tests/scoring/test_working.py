"""The working of one node: what counts, with which weight, and how many points each child adds."""

from typing import Any

import pytest

from assessments.scoring import Framework, evaluate
from assessments.scoring.working import Part, working
from tests.scoring.small import leaf, node, small

BY_HAND = pytest.approx


def parts(framework: Framework, code: str, **values: float | None) -> dict[str, Part]:
    return {part.code: part for part in working(framework, code, values)}


def test_it_works() -> None:
    # sqrt((1 x 30^2 + 3 x 50^2) / 4) = sqrt(2100) = 45.8258; of it 900 / 8400 and 7500 / 8400.
    found = parts(small([node("m", "quadratic", {"a": 1, "b": 3})], "ab"), "m", a=30.0, b=50.0)
    assert found["a"] == Part("a", 30.0, 1.0, 0.25, BY_HAND(45.8257569 * 900 / 8400))
    assert found["b"] == Part("b", 50.0, 3.0, 0.75, BY_HAND(45.8257569 * 7500 / 8400))


def test_the_weight_of_a_missing_child_goes_to_its_siblings() -> None:
    # (1 x 20 + 2 x 80) / 3 = 60: a third and two thirds, and b is not there.
    found = parts(small([node("m", "arithmetic", {"a": 1, "b": 3, "c": 2})]), "m", a=20.0, b=None, c=80.0)
    assert [found[code].share for code in "abc"] == BY_HAND([1 / 3, 0, 2 / 3])
    assert [found[code].points for code in "abc"] == BY_HAND([20 / 3, 0, 160 / 3])
    assert (found["b"].value, found["b"].weight) == (None, 3.0)


def test_a_mitigation_shares_the_joint_effect_between_risk_and_response() -> None:
    # T (1 - 0.5 C / 100) with T = 60, C = 40 is 48. On the way t (T, C), t from 0 to 1, T has 60 - 60 x 0.2 / 2 = 54
    # and C has -60 x 0.2 / 2 = -6.
    framework = small([{"code": "m", "title": "M", "rule": "mitigated", "of": "a", "by": "b", "max": 0.5}], "ab")
    found = parts(framework, "m", a=60.0, b=40.0)
    assert [found[code].points for code in "ab"] == BY_HAND([54.0, -6.0])
    assert [found[code].share for code in "ab"] == [1.0, 1.0]


def test_without_all_it_needs_a_node_has_no_points() -> None:
    framework = small([{"code": "m", "title": "M", "rule": "mitigated", "of": "a", "by": "b", "max": 0.5}], "ab")
    assert [part.points for part in working(framework, "m", {"a": 60.0, "b": None})] == [None, None]


def test_a_child_of_weight_0_is_not_in_the_working() -> None:
    assert list(parts(small([node("m", "arithmetic", {"a": 1, "b": 0})], "ab"), "m", a=40.0, b=90.0)) == ["a"]


@pytest.mark.parametrize("rule", ["geometric", "harmonic", "reversed_geometric", "minimum", "maximum", "sum"])
def test_the_points_of_every_rule_sum_to_what_the_engine_gives(rule: str) -> None:
    leaves: list[Any] = [leaf(code) for code in "abc"]
    framework = small([node("m", rule, {"a": 0.2, "b": 0.3, "c": 0.5})], leaves)
    raw = {"a": 20.0, "b": 50.0, "c": 90.0}
    value = evaluate(framework, [list(raw.values())]).of("m").value[0]
    assert sum(part.points for part in working(framework, "m", raw) if part.points is not None) == BY_HAND(value)


def test_only_a_node_has_a_working() -> None:
    framework = small([node("m", "arithmetic", {"a": 1})], "a")
    with pytest.raises(KeyError):
        working(framework, "a", {})
    with pytest.raises(KeyError):
        working(framework, "m", {})
