"""Every aggregation rule, worked by hand with unequal weights, through a framework and through evaluate."""

import numpy as np
import pytest

from assessments.scoring import evaluate
from tests.scoring.small import NAN, node, small


def score(rule: str, weights: dict[str, float], ratings: list[float], **more: float) -> float:
    framework = small([node("top", rule, weights, **more)], sorted(weights))
    return float(evaluate(framework, np.array([ratings])).of("top").value[0])


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        # Weights 1, 2, 5 (sum 8) on the values 20, 50, 80.
        ("arithmetic", {}, 65.0),  # (20 + 100 + 400) / 8 = 520 / 8
        ("quadratic", {}, 4675.0**0.5),  # (400 + 5,000 + 32,000) / 8 = 37,400 / 8 = 4,675
        ("power", {"exponent": 3}, 352250.0 ** (1 / 3)),  # (8,000 + 250,000 + 2,560,000) / 8 = 2,818,000 / 8
        ("power", {"exponent": 0.5}, ((20**0.5 + 2 * 50**0.5 + 5 * 80**0.5) / 8) ** 2),
        ("power", {"exponent": -2}, ((1 / 400 + 2 / 2500 + 5 / 6400) / 8) ** -0.5),
        ("power", {"exponent": 1.7}, ((20**1.7 + 2 * 50**1.7 + 5 * 80**1.7) / 8) ** (1 / 1.7)),
        ("geometric", {}, (20 * 50**2 * 80**5) ** (1 / 8)),
        ("harmonic", {}, 8 / (1 / 20 + 2 / 50 + 5 / 80)),  # 8 / 0.1525 = 52.459...
        ("minimum", {}, 20.0),
        ("maximum", {}, 80.0),
        ("sum", {}, 520.0),  # 1 x 20 + 2 x 50 + 5 x 80
    ],
)
def test_a_rule_weighs_its_children(rule: str, more: dict[str, float], expected: float) -> None:
    assert score(rule, {"a": 1, "b": 2, "c": 5}, [20, 50, 80], **more) == pytest.approx(expected, rel=1e-12)


def test_reversed_geometric_lets_one_hazard_suffice() -> None:
    """With s = 100, k = 10: y = 1 + (100 - x) 9 / 100. x = 0 gives 10, x = 100 gives 1.

    Weights 1, 3: g = 10^(1/4) 1^(3/4) = 1.7783, result 100 (10 - 1.7783) / 9 = 91.35.
    """
    assert score("reversed_geometric", {"a": 1, "b": 3}, [0, 100]) == pytest.approx(100 * (10 - 10**0.25) / 9)


def test_reversed_geometric_takes_its_k() -> None:
    """k = 2: y is 2 at 0 and 1 at 100; equal weights: g = sqrt 2, result 100 (2 - 1.4142) / 1 = 58.58."""
    assert score("reversed_geometric", {"a": 1, "b": 1}, [0, 100], k=2) == pytest.approx(100 * (2 - 2**0.5))


@pytest.mark.parametrize("rule", ["geometric", "harmonic"])
def test_a_zero_with_weight_makes_geometric_and_harmonic_zero(rule: str) -> None:
    assert score(rule, {"a": 1, "b": 9}, [0, 100]) == 0.0


def test_a_zero_makes_a_negative_power_mean_zero() -> None:
    assert score("power", {"a": 1, "b": 9}, [0, 100], exponent=-2) == 0.0


@pytest.mark.parametrize("rule", ["arithmetic", "quadratic", "geometric", "harmonic", "minimum", "maximum", "sum"])
@pytest.mark.parametrize("ignored", [0.0, 100.0, NAN])
def test_a_child_of_weight_zero_never_matters(rule: str, ignored: float) -> None:
    assert score(rule, {"a": 0, "b": 1}, [ignored, 40]) == pytest.approx(40.0)


@pytest.mark.parametrize("rule", ["arithmetic", "quadratic", "geometric", "harmonic", "reversed_geometric"])
def test_the_weight_of_a_missing_child_goes_to_its_siblings(rule: str) -> None:
    present = score(rule, {"a": 1, "b": 3}, [20, 60])
    assert score(rule, {"a": 1, "b": 3, "c": 6}, [20, 60, NAN]) == pytest.approx(present, rel=1e-12)


def test_minimum_and_maximum_look_at_what_is_rated() -> None:
    assert score("minimum", {"a": 1, "b": 1, "c": 1}, [30, NAN, 70]) == 30.0
    assert score("maximum", {"a": 1, "b": 1, "c": 1}, [30, NAN, 70]) == 70.0


def test_a_sum_is_scaled_up_for_what_is_missing() -> None:
    """1 x 20 + 3 x 60 = 200 stands for weights 4 of 10: 200 x 10 / 4 = 500."""
    assert score("sum", {"a": 1, "b": 3, "c": 6}, [20, 60, NAN]) == pytest.approx(500.0)


def test_mitigation_takes_at_most_its_share() -> None:
    """T (1 - m C / 100): 80 (1 - 0.5 x 40 / 100) = 80 x 0.8 = 64; at full response 80 x 0.5 = 40."""
    framework = small([node("rest", "mitigated", of="a", by="b", max=0.5)], "ab")
    rest = evaluate(framework, np.array([[80.0, 40.0], [80.0, 100.0], [80.0, 0.0]])).of("rest").value
    assert rest == pytest.approx([64.0, 40.0, 80.0])


def test_mitigation_on_a_scale_from_1_to_10_lowers_what_stands_above_its_bottom() -> None:
    """T = 9, C = 5.5 is half the response: 1 + 8 (1 - 0.5 x 4.5 / 9) = 1 + 8 x 0.75 = 7; C = 1 changes nothing."""
    bands = [{"code": "all", "title": "All", "from": 1, "to": 10}]
    ten = {"kind": "goalposts", "low": 1, "high": 10}
    indicators = [{"code": code, "title": code, "normalisation": ten} for code in "ab"]
    framework = small(
        [node("rest", "mitigated", of="a", by="b", max=0.5)], indicators, scale={"bottom": 1, "top": 10}, bands=bands
    )
    rest = evaluate(framework, np.array([[9.0, 5.5], [9.0, 1.0], [1.0, 10.0]])).of("rest").value
    assert rest == pytest.approx([7.0, 9.0, 1.0])


def test_a_node_may_have_two_parents() -> None:
    """shared = (20 + 60) / 2 = 40; left = (40 + 3 x 80) / 4 = 70; right = max(40, 10) = 40; top = 55."""
    framework = small(
        [
            node("top", "arithmetic", {"left": 1, "right": 1}),
            node("left", "arithmetic", {"shared": 1, "c": 3}),
            node("right", "maximum", {"shared": 1, "d": 1}),
            node("shared", "arithmetic", {"a": 1, "b": 1}),
        ],
        "abcd",
    )
    evaluation = evaluate(framework, np.array([[20.0, 60.0, 80.0, 10.0]]))
    values = [float(evaluation.of(code).value[0]) for code in ("shared", "left", "right", "top")]
    assert values == pytest.approx([40.0, 70.0, 40.0, 55.0])


def test_a_node_may_round_half_up_inside() -> None:
    """(3.3 + 3.4) / 2 = 3.35, rounded to 3.4; the parent sees 3.4: (3.4 + 2 x 5) / 3 = 4.4667."""
    framework = small(
        [
            node("top", "arithmetic", {"part": 1, "c": 2}),
            node("part", "arithmetic", {"a": 1, "b": 1}, round_to=1),
        ]
    )
    evaluation = evaluate(framework, np.array([[3.3, 3.4, 5.0]]))
    assert evaluation.of("part").value[0] == 3.4
    assert evaluation.of("top").value[0] == pytest.approx(13.4 / 3)
