"""How many points each indicator accounts for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Framework, evaluate, load
from assessments.scoring.contributions import BLOCK, contributions
from tests.scoring.random_graphs import LEAVES, MEANS, frameworks, rated, weights
from tests.scoring.small import NAN, leaf, node, small

SEVEN_INTERFACES = Path(__file__).parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"


def points(framework: Framework, *ratings: float, **more: Any) -> list[float]:
    """The contributions of one unit's indicators to the headline."""
    return contributions(framework, np.array([ratings]), **more).points[0, 0].tolist()


def values_of(framework: Framework, raw: np.ndarray, codes: tuple[str, ...]) -> np.ndarray:
    return evaluate(framework, raw).value[:, [framework.positions[code] for code in codes]]


def test_an_arithmetic_mean_is_divided_by_weight_times_value() -> None:
    framework = small([node("m", "arithmetic", {"a": 2, "b": 1, "c": 1})])
    assert points(framework, 50, 20, 80) == pytest.approx([25, 5, 20])


def test_a_quadratic_mean_is_divided_by_weight_times_square() -> None:
    # c_i = w_i x_i^2 / M: M = sqrt((30^2 + 3 x 50^2) / 4) = sqrt(2100); 900 / 4 / M and 7500 / 4 / M.
    framework = small([node("m", "quadratic", {"a": 1, "b": 3})], "ab")
    assert points(framework, 30, 50) == pytest.approx([225 / 2100**0.5, 1875 / 2100**0.5])


@pytest.mark.parametrize("exponent", [0.01, 0.5, 3, 50, -2, -50])
def test_a_power_mean_is_divided_by_weight_times_power(exponent: float) -> None:
    # Homogeneous of degree 1, so that the derivative is constant on the way: c_i = w_i x_i^p M^(1 - p).
    framework = small([node("m", "power", {"a": 1, "b": 3}, exponent=exponent)], "ab")
    powers = np.array([0.25 * 20.0**exponent, 0.75 * 80.0**exponent])
    mean = powers.sum() ** (1 / exponent)
    assert points(framework, 20, 80) == pytest.approx((mean * powers / powers.sum()).tolist())


def test_a_geometric_mean_is_divided_by_weight_alone() -> None:
    # c_i = x_i w_i g / x_i = w_i g; g = (20 x 80^3)^(1/4).
    framework = small([node("m", "geometric", {"a": 1, "b": 3})], "ab")
    mean = (20 * 80**3) ** 0.25
    assert points(framework, 20, 80) == pytest.approx([0.25 * mean, 0.75 * mean])


def test_a_harmonic_mean_is_divided_by_weight_over_value() -> None:
    # c_i = w_i M^2 / x_i: M = 1 / (0.5 / 20 + 0.5 / 80) = 32; 0.5 x 1024 / 20 = 25.6 and 0.5 x 1024 / 80 = 6.4.
    framework = small([node("m", "harmonic", {"a": 1, "b": 1})], "ab")
    assert points(framework, 20, 80) == pytest.approx([25.6, 6.4])


def test_a_weighted_sum_is_divided_by_weight_times_value() -> None:
    framework = small([node("m", "sum", {"a": 2, "b": 0.5})], "ab")
    assert points(framework, 30, 10) == pytest.approx([60, 5])
    # Scaled up for the missing part: 2.5 / 2 x 60.
    assert points(framework, 30, NAN) == pytest.approx([75, 0])


@pytest.mark.parametrize(("rule", "expected"), [("minimum", [0, 10, 0]), ("maximum", [0, 0, 90])])
def test_an_extreme_belongs_to_its_child(rule: str, expected: list[float]) -> None:
    assert points(small([node("m", rule, {"a": 1, "b": 1, "c": 2})]), 40, 10, 90) == pytest.approx(expected)


@pytest.mark.parametrize(("rule", "ratings"), [("minimum", (30, 90, 30)), ("maximum", (30, 10, 30))])
def test_children_that_stand_level_share_an_extreme_equally(rule: str, ratings: tuple[float, ...]) -> None:
    assert points(small([node("m", rule, {"a": 1, "b": 1, "c": 2})]), *ratings) == pytest.approx([15, 0, 15])


def test_nodes_of_different_rules_that_stand_level_share_an_extreme_equally() -> None:
    # Both means of equal numbers are that number, but for the last digits.
    graph = [
        node("m", "maximum", {"n": 1, "q": 1}),
        node("n", "arithmetic", {"a": 1, "b": 2}),
        node("q", "power", {"c": 1, "d": 1}, exponent=3),
    ]
    assert points(small(graph, "abcd"), 30.1, 30.1, 30.1, 30.1) == pytest.approx([5.0166667, 10.0333333, 7.525, 7.525])


def test_a_mitigated_risk_is_divided_between_risk_and_response() -> None:
    # T (1 - m C / 100) with T = 80, C = 60, m = 0.5: at t it is 80 t (1 - 0.3 t). The risk has the integral of
    # 80 (1 - 0.3 t) = 80 (1 - 0.15) = 68, the response that of -80 t x 0.3 = -12; 56 together.
    framework = small([node("m", "mitigated", of="a", by="b", max=0.5)], "ab")
    assert points(framework, 80, 60) == pytest.approx([68, -12])


def test_a_mitigated_risk_on_a_scale_from_below_0_counts_from_its_bottom() -> None:
    # On -1 to 1 both ratings are 1, 2 above the bottom: -1 + 2 t (1 - 0.5 t). The risk has 2 (1 - 0.25), the response
    # -2 x 0.5 / 2; from the baseline -1 to 0.
    framework = small([node("m", "mitigated", of="a", by="b", max=0.5)], "ab", **on_scale(-1, 1))
    result = contributions(framework, np.array([[100.0, 100.0]]))
    assert (result.baseline[0, 0], *result.points[0, 0]) == pytest.approx((-1, 1.5, -0.5))


def test_an_indicator_on_both_sides_of_a_mitigation_has_both_parts() -> None:
    graph = [node("m", "mitigated", of="n", by="a", max=0.5), node("n", "arithmetic", {"a": 1, "b": 1})]
    # (80 + 20)/2 = 50 mitigated by 80: at t 50 t (1 - 0.4 t). Of the risk 50 (1 - 0.2) = 40, a has 32 and b 8; the
    # response takes 50 x 0.4 / 2 = 10 from a.
    assert points(small(graph, "ab"), 80, 20) == pytest.approx([22, 8])


def test_a_reversed_geometric_mean_agrees_with_a_fine_integral() -> None:
    framework = small([node("m", "reversed_geometric", {"a": 1, "b": 3})], "ab", **on_scale(0, 10))
    # dm/dx = w g / y with y = 1 + (10 - t x) 9 / 10 and g = prod y^w, by a million midpoints.
    x, w, t = np.array([[9.0], [4.0]]), np.array([[0.25], [0.75]]), (np.arange(1_000_000) + 0.5) / 1_000_000
    y = 1 + (10 - t * x) * 0.9
    expected = (x * w * (y**w).prod(axis=0) / y).mean(axis=1)
    assert points(framework, 90, 40) == pytest.approx(expected.tolist(), abs=1e-8)


def on_scale(bottom: float, top: float) -> dict[str, Any]:
    return {
        "scale": {"bottom": bottom, "top": top},
        "bands": [{"code": "any", "title": "Any", "from": bottom, "to": top}],
    }


def test_on_a_scale_from_1_points_count_from_the_bottom() -> None:
    # On 1 to 10 the goalposts 0 to 100 give 1 + 0.09 x: 5.5 and 10. From sqrt(1 x 1) to sqrt(5.5 x 10); in logarithms
    # the integral of 0.5 g (x_i - 1) / (1 + t (x_i - 1)), by a million midpoints.
    framework = small([node("m", "geometric", {"a": 1, "b": 1})], "ab", **on_scale(1, 10))
    result = contributions(framework, np.array([[50.0, 100.0]]))
    step, t = np.array([[4.5], [9.0]]), (np.arange(1_000_000) + 0.5) / 1_000_000
    path = 1 + t * step
    expected = (step * 0.5 * np.sqrt(path.prod(axis=0)) / path).mean(axis=1)
    assert result.baseline[0, 0] == pytest.approx(1)
    assert result.points[0, 0] == pytest.approx(expected, abs=1e-8)


def test_where_a_mean_changes_sides_on_the_way_each_side_has_its_stretch() -> None:
    # max(100 t (1 - t), 50 t): up to t = 0.5 the mitigated risk leads. Its risk has the integral of 100 (1 - t) up to
    # there, 37.5, its response that of -100 t, -12.5; the other risk has 50 x 0.5 = 25.
    graph = [node("m", "maximum", {"n": 1, "c": 1}), node("n", "mitigated", of="a", by="b", max=1)]
    assert points(small(graph), 100, 100, 50) == pytest.approx([37.5, -12.5, 25], abs=1e-6)


def test_where_a_derivative_is_infinite_at_the_end_the_points_still_stand() -> None:
    # sqrt(100 t (1 - t) x 100 t) = 100 t sqrt(1 - t), which ends at 0: a and c have the integral of
    # 50 sqrt(1 - t) = 100 / 3 each, the response that of -50 t / sqrt(1 - t) = -200 / 3.
    graph = [node("m", "geometric", {"n": 1, "c": 1}), node("n", "mitigated", of="a", by="b", max=1)]
    assert points(small(graph), 100, 100, 100) == pytest.approx([100 / 3, -200 / 3, 100 / 3], abs=1e-6)


@pytest.mark.parametrize(
    "more", [("power", 0.5), ("power", 0.01), ("power", -2), ("harmonic", None), ("geometric", None)]
)
def test_an_indicator_at_the_bottom_has_no_points(more: tuple[str, float | None]) -> None:
    rule, exponent = more
    framework = small([node("m", rule, {"a": 1, "b": 1}, **({"exponent": exponent} if exponent else {}))], "ab")
    value = evaluate(framework, np.array([[0.0, 60.0]])).of("m").value[0]
    assert points(framework, 0, 60) == pytest.approx([0, value])


def test_negative_polarity_and_values_below_the_bottom_count_from_the_bottom() -> None:
    framework = small(
        [node("m", "arithmetic", {"a": 1, "b": 1})], [leaf("a", polarity="negative"), leaf("b", "zscore")]
    )
    result = contributions(framework, np.array([[30.0, 1.0], [100.0, 3.0]]))
    # The z-scores of 1 and 3 are -1 / sqrt(2) and 1 / sqrt(2).
    assert result.points[:, 0] == pytest.approx(np.array([[35, -0.5 / 2**0.5], [0, 0.5 / 2**0.5]]))


def test_rounding_is_spread_in_proportion_to_the_points() -> None:
    # (33 + 34 + 30) / 3 = 32.33 is rounded to 32: each has its third times 96 / 97.
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1, "c": 1}, round_to=0)])
    assert points(framework, 33, 34, 30) == pytest.approx([11 * 96 / 97, 34 / 3 * 96 / 97, 10 * 96 / 97])


def test_what_only_rounding_adds_goes_to_the_indicators_that_left_the_bottom() -> None:
    # Without rounding the minimum stays at c's 1.4, the bottom; rounded, n goes from 1 to 10 and frees it.
    graph = [node("m", "minimum", {"n": 1, "c": 1}), node("n", "arithmetic", {"a": 1, "b": 1}, round_to=0)]
    assert points(small(graph, **on_scale(1.4, 10.4)), 100, 100, 0) == pytest.approx([0.2, 0.2, 0])


def test_the_baseline_is_rounded_as_the_value_is() -> None:
    framework = small([node("m", "arithmetic", {"a": 1}, round_to=0)], "a", **on_scale(1.4, 10.4))
    result = contributions(framework, np.array([[50.0]]))
    assert (result.baseline[0, 0], result.points[0, 0, 0]) == pytest.approx((1, 5))


def test_an_unrated_indicator_has_no_points_and_its_weight_goes_to_its_siblings() -> None:
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1, "c": 2})])
    assert points(framework, NAN, 30, 60) == pytest.approx([0, 10, 40])
    assert points(framework, 90, 30, 60, applicable=np.array([False, True, True])) == pytest.approx([0, 10, 40])


def test_an_output_without_a_value_has_no_points() -> None:
    graph = [node("m", "mitigated", of="a", by="b"), node("n", "arithmetic", {"a": 1, "c": 1})]
    result = contributions(small(graph), np.array([[50.0, NAN, 30.0], [NAN, NAN, NAN]]), of=["m", "n"])
    assert np.isnan(result.points[0, 0]).all()
    assert result.points[0, 1] == pytest.approx([25, 0, 15])
    assert np.isnan(result.points[1]).all()
    np.testing.assert_array_equal(result.baseline, [[NAN, 0], [NAN, NAN]])


def test_a_dropped_node_is_missing_for_its_parents_but_explained_itself() -> None:
    graph = [node("m", "arithmetic", {"n": 1, "c": 1}), node("n", "arithmetic", {"a": 1, "b": 3})]
    framework = small(graph, below_min="drop")
    result = contributions(framework, np.array([[40.0, NAN, 80.0]]), of=["m", "n"])
    assert result.points[0] == pytest.approx(np.array([[0, 0, 80], [40, 0, 0]]))


def test_the_headline_and_the_targets_are_explained_unless_others_are_named() -> None:
    graph = [
        node("m", "arithmetic", {"n": 1, "c": 1}),
        node("n", "arithmetic", {"a": 1, "b": 1}, kind="target", about={"target": "people"}),
    ]
    framework = small(graph)
    assert contributions(framework, np.zeros((1, 3))).outputs == ("m", "n")
    assert contributions(framework, np.zeros((1, 3)), of=["n"]).outputs == ("n",)
    with pytest.raises(KeyError, match="a is an indicator"):
        contributions(framework, np.zeros((1, 3)), of=["a"])


def test_any_number_of_units_is_explained_as_each_alone() -> None:
    framework = small([node("m", "quadratic", {"a": 1, "b": 2, "c": 1})])
    raw = np.random.default_rng(0).uniform(0, 100, (BLOCK + 3, 3))
    together = contributions(framework, raw)
    assert contributions(framework, raw[:0]).points.shape == (0, 1, 3)
    for unit in (0, BLOCK - 1, BLOCK, BLOCK + 2):
        np.testing.assert_array_equal(together.points[unit], contributions(framework, raw[[unit]]).points[0])


def test_the_response_of_the_seven_interfaces_lowers_every_risk() -> None:
    framework = load(SEVEN_INTERFACES.read_text())
    raw = np.random.default_rng(0).integers(0, 5, (50, len(framework.indicators))).astype(np.float64)
    result = contributions(framework, raw)
    response = [framework.codes.index(code) for code in framework.leaves_of("operations-combat-oc")]
    assert (result.points[..., response] <= 0).all()
    assert (result.points[..., response] < 0).any()
    assert (np.delete(result.points, response, axis=-1) >= 0).all()


@settings(max_examples=1000, deadline=None)
@given(rated())
def test_the_points_of_every_node_sum_to_what_it_lies_above_its_baseline(case: tuple[Framework, np.ndarray]) -> None:
    framework, raw = case
    codes = tuple(node.code for node in framework.nodes)
    result, values = contributions(framework, raw, of=codes), values_of(framework, raw, codes)
    bottoms = np.where(np.isnan(raw), NAN, framework.scale.bottom)
    width = framework.scale.top - framework.scale.bottom
    np.testing.assert_allclose(result.baseline + result.points.sum(axis=-1), values, rtol=1e-9, atol=1e-8 * width)
    np.testing.assert_allclose(result.baseline, values_of(framework, bottoms, codes), rtol=1e-9, atol=1e-8 * width)


few = settings(max_examples=150, deadline=None)


@few
@given(frameworks(), st.lists(st.sampled_from([NAN, 0.2, 0.6, 1.0]), min_size=6, max_size=6))
def test_an_indicator_that_an_output_does_not_rest_on_has_no_points(framework: Framework, shares: list[float]) -> None:
    raw = framework.scale.at(np.array([shares]))
    result = contributions(framework, raw, of=[node.code for node in framework.nodes])
    for node_points, code in zip(result.points[0], result.outputs, strict=True):
        idle = [at for at, leaf_code in enumerate(LEAVES) if leaf_code not in framework.leaves_of(code)]
        assert np.isin(node_points[idle], [0.0]).all() or np.isnan(node_points).all()


@few
@given(st.sampled_from(MEANS), st.sampled_from(MEANS), st.lists(st.floats(0, 100), min_size=3, max_size=3), weights)
def test_indicators_with_the_same_part_and_rating_have_the_same_points(
    lower: tuple[str, Any], upper: tuple[str, Any], ratings: list[float], weight: float
) -> None:
    graph = [
        node("m", upper[0], {"n": 1, "r": weight}, **upper[1]),
        node("n", lower[0], {"a": 1, "b": 1, "c": weight}, **lower[1]),
        node("r", "mitigated", of="n", by="d"),
    ]
    found = points(small(graph, "abcd"), ratings[0], *ratings)
    assert found[0] == pytest.approx(found[1], abs=1e-9)


@few
@given(rated(rounding=False))
def test_the_points_of_a_weighted_sum_are_the_weighted_sum_of_its_childrens(case: tuple[Framework, np.ndarray]) -> None:
    framework, raw = case
    full = np.where(np.isnan(raw), framework.scale.top, raw)
    total = framework.node("total")
    parts = contributions(framework, full, of=[code for code in total.children if code not in LEAVES])
    expected = sum(
        weight * parts.points[:, parts.outputs.index(code)]
        for code, weight in zip(total.children, total.weights, strict=True)
        if code not in LEAVES
    )
    own = [total.weights[total.children.index(code)] for code in LEAVES]
    expected = expected + own * (full - framework.scale.bottom)
    found = contributions(framework, full, of=["total"]).points[:, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6 * framework.scale.top)
