"""What the choices of the method do to a score: weights, the quadratic mean, the cap of a mitigation."""

from importlib import import_module
from math import comb, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Framework, band_indices, evaluate, load
from assessments.scoring.robustness import Robustness, robustness
from tests.scoring.small import NAN, leaf, node, small
from tests.scoring.test_properties import LEAVES, nodes, ratings

SHIPPED = load((Path(__file__).parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml").read_text())
MANY = 20_000
frameworks = st.builds(
    lambda graph, below: small(graph, LEAVES, below_min=below), nodes(), st.sampled_from(["show_range", "drop"])
)


def mean_of(weights: dict[str, float], rule: str = "arithmetic", **more: Any) -> Framework:
    return small([node("top", rule, weights, **more)], sorted(weights))


def variants(framework: Framework, rating: list[float], count: int = MANY, **more: Any) -> np.ndarray:
    """The headline of one unit under each variant."""
    return robustness(framework, np.array([rating]), variants=count, **more).values[0, 0]


def beta_distribution(a: int, b: int, x: np.ndarray) -> np.ndarray:
    """P(W <= x) for W ~ Beta(a, b) with whole a and b: at least a of a + b - 1 uniform numbers lie below x."""
    n = a + b - 1
    return np.sum([comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1)], axis=0)


def largest_gap(values: np.ndarray, distribution: np.ndarray) -> float:
    """Kolmogorov's distance between the sorted values and what their distribution says of each."""
    steps = np.arange(len(values) + 1) / len(values)
    return float(max(np.abs(steps[1:] - distribution).max(), np.abs(steps[:-1] - distribution).max()))


def test_it_works() -> None:
    result = robustness(SHIPPED, np.full((2, 49), 2.0))
    assert result.outputs == SHIPPED.outputs
    assert result.values.shape == (2, 4, 1000)
    assert (result.p5 < result.own).all()
    assert (result.own < result.p95).all()
    assert ((result.same_band > 0) & (result.same_band <= 1)).all()


@pytest.mark.parametrize(("weights", "a", "b"), [((1, 1), 10, 10), ((1, 3), 5, 15), ((3, 1), 15, 5)])
def test_the_weight_of_one_of_two_children_is_beta(weights: tuple[int, int], a: int, b: int) -> None:
    """Dirichlet(10 x 2 w): a weight is Beta(a, b). With ratings 100 and 0 the score is 100 times the first weight.

    Its mean is a / 20, the framework's own, and its variance a b / (20^2 x 21). The gap to the distribution
    stays below 1.95 / sqrt(20,000) in 999 of 1,000 runs (Kolmogorov).
    """
    values = np.sort(variants(mean_of({"a": weights[0], "b": weights[1]}), [100, 0])) / 100
    assert values.mean() == pytest.approx(a / 20, abs=0.003)
    assert values.var() == pytest.approx(a * b / (400 * 21), rel=0.05)
    assert largest_gap(values, beta_distribution(a, b, values)) < 1.95 / sqrt(MANY)


def test_equal_weights_vary_by_a_quarter_with_three_children() -> None:
    """Dirichlet(10, 10, 10): coefficient of variation sqrt(2 / 31) = 0.254, covariance -(1/9) / 31."""
    framework = mean_of({"a": 1, "b": 1, "c": 1})
    units = np.array([[100, 0, 0], [0, 100, 0]])
    first, second = robustness(framework, units, variants=MANY).values[:, 0] / 100
    assert first.std() / first.mean() == pytest.approx(sqrt(2 / 31), rel=0.03)
    assert np.cov(first, second)[0, 1] == pytest.approx(-1 / 9 / 31, rel=0.05)


def test_the_nodes_draw_their_weights_apart() -> None:
    parts = [node(code, "arithmetic", {"a": 1, "b": 1}) for code in "xy"]
    framework = small([node("top", "minimum", {"x": 1, "y": 1}), *parts], "ab")
    values = robustness(framework, np.array([[100.0, 0.0]]), variants=MANY, of=["x", "y"]).values[0]
    assert abs(np.corrcoef(values)[0, 1]) < 4 / sqrt(MANY)


@pytest.mark.parametrize(("rule", "more"), [("quadratic", {}), ("power", {"exponent": 2})])
def test_half_of_the_variants_take_the_arithmetic_for_the_quadratic_mean(rule: str, more: dict[str, float]) -> None:
    """The same weights: sqrt(w 100^2) = 100 sqrt(w) in the first half, 100 w in the second."""
    weights = {"a": 1.0, "b": 2.0}
    shares = variants(mean_of(weights), [100, 0], count=11) / 100
    values = variants(mean_of(weights, rule, **more), [100, 0], count=11)
    assert values[:6] == pytest.approx(100 * np.sqrt(shares[:6]), rel=1e-12)
    assert values[6:] == pytest.approx(100 * shares[6:], rel=1e-12)


@pytest.mark.parametrize("rule", ["geometric", "harmonic", "reversed_geometric"])
def test_other_rules_are_kept(rule: str) -> None:
    """With weight w on the first: 20^w 80^(1 - w), 1 / (w / 20 + (1 - w) / 80), and the reversed geometric of both."""
    w = variants(mean_of({"a": 1, "b": 2}), [100, 0], count=8) / 100
    expected = {
        "geometric": 20**w * 80 ** (1 - w),
        "harmonic": 1 / (w / 20 + (1 - w) / 80),
        "reversed_geometric": 100 * (10 - (1 + 80 * 0.09) ** w * (1 + 20 * 0.09) ** (1 - w)) / 9,
    }
    assert variants(mean_of({"a": 1, "b": 2}, rule), [20, 80], count=8) == pytest.approx(expected[rule], rel=1e-12)


@pytest.mark.parametrize(("rule", "expected"), [("minimum", 20.0), ("maximum", 80.0)])
def test_weakest_link_and_worst_case_have_no_weights_to_vary(rule: str, expected: float) -> None:
    assert (variants(mean_of({"a": 1, "b": 2, "c": 0}, rule), [20, 80, 100], count=20) == expected).all()


def test_a_sum_keeps_its_total_weight() -> None:
    """Weights 2 and 4 on 10 and 10: 60 however they are spread."""
    assert variants(mean_of({"a": 2, "b": 4}, "sum"), [10, 10], count=20) == pytest.approx(np.full(20, 60.0))


def test_a_weight_too_small_to_be_drawn_still_counts() -> None:
    """A part at 0 makes the geometric and the harmonic mean 0 whatever its weight."""
    for rule in ("geometric", "harmonic"):
        assert (variants(mean_of({"a": 1e-9, "b": 1}, rule), [0, 80], count=50) == 0).all()


@pytest.mark.parametrize(("own", "lowest", "highest"), [(0.5, 0.3, 0.7), (0.9, 0.7, 1.0), (0.0, 0.0, 0.2)])
def test_the_cap_moves_evenly_to_either_side(own: float, lowest: float, highest: float) -> None:
    """80 (1 - m) at full response, m uniform within 0.2 of the framework's and cut at 0 and 1."""
    framework = small([node("rest", "mitigated", of="a", by="b", max=own)], "ab")
    m = np.sort(1 - variants(framework, [80, 100]) / 80)
    inside = (m > 1e-9) & (m < 1 - 1e-9)
    uniform = np.clip((m - (own - 0.2)) / 0.4, 0, 1)
    assert (m[0], m[-1]) == (pytest.approx(lowest, abs=0.001), pytest.approx(highest, abs=0.001))
    assert np.abs(np.arange(1, MANY + 1) / MANY - uniform)[inside].max() < 1.95 / sqrt(MANY)


def test_all_caps_move_together() -> None:
    framework = small(
        [
            node("top", "arithmetic", {"x": 1, "y": 1}),
            node("x", "mitigated", of="a", by="c", max=0.5),
            node("y", "mitigated", of="b", by="c", max=0.6),
        ]
    )
    x, y = robustness(framework, np.array([[80.0, 80.0, 100.0]]), variants=50, of=["x", "y"]).values[0]
    assert x - y == pytest.approx(np.full(50, 8.0))


def test_the_weight_of_what_is_missing_goes_to_its_siblings() -> None:
    """c missing: the shares of a and b are w_a and w_b over w_a + w_b, seen through units with one of three at 100."""
    units = np.array([[100, 0, 0], [0, 100, 0], [100, 0, NAN]])
    first, second, missing = robustness(mean_of({"a": 1, "b": 2, "c": 3}), units, variants=9).values[:, 0]
    assert missing == pytest.approx(100 * first / (first + second), rel=1e-12)


def test_a_node_that_rounds_still_rounds() -> None:
    values = variants(mean_of({"a": 1, "b": 1}, round_to=0), [100, 0], count=200)
    assert (values == np.round(values)).all()
    assert len(np.unique(values)) > 10


def test_nothing_known_gives_nothing() -> None:
    result = robustness(mean_of({"a": 1, "b": 1}), np.array([[NAN, NAN], [30.0, 30.0]]), variants=10)
    for name in ("own", "values", "p5", "p95", "bands", "same_band"):
        assert np.isnan(getattr(result, name)[0]).all()
        assert not np.isnan(getattr(result, name)[1]).any()


def test_what_does_not_apply_is_left_out() -> None:
    framework = mean_of({"a": 1, "b": 1, "c": 1})
    without = variants(framework, [100, 0, 50], count=9, applicable=np.array([True, True, False]))
    np.testing.assert_array_equal(without, variants(framework, [100, 0, NAN], count=9))


def test_it_counts_bands_and_percentiles() -> None:
    """The weight on 100 against 0 is Beta(10, 10): by symmetry as likely below 40 as from 60 on."""
    result = robustness(mean_of({"a": 1, "b": 1}), np.array([[100.0, 0.0]]), variants=MANY)
    values = result.values[0, 0]
    expected = [(band_indices(result.framework, values) == band).mean() for band in range(5)]
    assert result.bands[0, 0] == pytest.approx(expected)
    assert result.bands.sum(axis=-1) == pytest.approx(1.0)
    assert result.same_band[0, 0] == expected[2]
    assert expected[1] + expected[0] == pytest.approx(beta_distribution(10, 10, np.array(0.4)), abs=0.01)
    assert (result.p5[0, 0], result.p95[0, 0]) == pytest.approx(np.quantile(values, [0.05, 0.95]), rel=1e-12)


def everything(result: Robustness) -> list[np.ndarray]:
    return [getattr(result, name) for name in ("own", "values", "p5", "p95", "bands", "same_band")]


@settings(max_examples=60, deadline=None)
@given(frameworks, ratings)
def test_the_framework_s_own_choice_is_its_score_and_variants_stay_on_the_scale(framework: Framework, raw: Any) -> None:
    codes = [item.code for item in framework.nodes]
    result = robustness(framework, raw, variants=6, of=codes)
    evaluation = evaluate(framework, raw)
    expected = evaluation.value[:, len(framework.indicators) :]
    np.testing.assert_allclose(result.own, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(np.isnan(result.values), np.isnan(result.own)[..., None].repeat(6, axis=-1))
    known = result.values[~np.isnan(result.values)]
    assert ((known >= -1e-9) & (known <= 100 + 1e-9)).all()


@settings(max_examples=30, deadline=None)
@given(frameworks, ratings)
def test_units_alone_or_together_have_the_same_variants_to_the_bit(framework: Framework, raw: Any) -> None:
    together = everything(robustness(framework, raw, variants=5))
    for unit in range(len(raw)):
        for alone, of_all in zip(everything(robustness(framework, raw[[unit]], variants=5)), together, strict=True):
            np.testing.assert_array_equal(alone[0], of_all[unit])


def test_units_scored_in_blocks_are_scored_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = np.random.default_rng(4).integers(0, 5, (5, 49)).astype(float)
    whole = everything(robustness(SHIPPED, raw, variants=20))
    monkeypatch.setattr(import_module("assessments.scoring.robustness"), "BLOCK", 40)
    for part, of_whole in zip(everything(robustness(SHIPPED, raw, variants=20)), whole, strict=True):
        np.testing.assert_array_equal(part, of_whole)


def test_asking_for_one_output_changes_none_of_its_variants() -> None:
    raw = np.full((1, 49), 3.0)
    alone = robustness(SHIPPED, raw, variants=30, of=["residual-peace-operation"])
    assert alone.outputs == ("residual-peace-operation",)
    every = robustness(SHIPPED, raw, variants=30)
    at = every.outputs.index("residual-peace-operation")
    np.testing.assert_array_equal(alone.values[:, 0], every.values[:, at])


def test_a_seed_gives_the_same_variants_and_0_is_a_seed() -> None:
    framework = mean_of({"a": 1, "b": 1})
    first, again = variants(framework, [100, 0], seed=0), variants(framework, [100, 0])
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, variants(framework, [100, 0], seed=1))


def test_one_variant_is_enough() -> None:
    framework = mean_of({"a": 1, "b": 1}, "quadratic")
    assert robustness(framework, np.array([[100.0, 0.0]]), variants=1).values.shape == (1, 1, 1)


def test_a_framework_of_quantities_is_scored_on_its_own_scale() -> None:
    ten = leaf("a", {"kind": "goalposts", "low": 0, "high": 10})
    framework = small([node("top", "arithmetic", {"a": 1, "b": 0})], [ten, leaf("b")])
    assert (variants(framework, [4, 0], count=3) == 40).all()


@pytest.mark.parametrize("more", [{"variants": 0}, {"seed": -1}])
def test_no_variant_or_a_negative_seed_is_refused(more: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1 variant and a seed from 0 on"):
        robustness(mean_of({"a": 1}), np.array([[1.0]]), **more)


def test_an_output_must_be_a_node() -> None:
    with pytest.raises(KeyError, match="an indicator, not a node"):
        robustness(mean_of({"a": 1}), np.array([[1.0]]), of=["a"])
