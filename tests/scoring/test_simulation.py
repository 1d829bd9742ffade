"""One Monte Carlo run: intervals, band probabilities, common draws."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from assessments.scoring import Framework, estimates, evaluate, load, simulate
from assessments.scoring.arrays import Array
from tests.scoring.small import NAN, leaf, node, small

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"


def mean_of(*codes: str, rule: str = "arithmetic", **more: Any) -> Framework:
    return small([node("top", rule, dict.fromkeys(codes, 1))], [leaf(code, "ordinal") for code in codes], **more)


@pytest.fixture(scope="module")
def shipped() -> Framework:
    return load(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ratings(shipped: Framework) -> Array:
    random = np.random.default_rng(3)
    raw = random.integers(0, 5, (6, len(shipped.indicators))).astype(float)
    return np.where(random.random(raw.shape) < 0.2, NAN, raw)


def test_a_single_rating_has_the_quantiles_of_its_distribution() -> None:
    # Level 2 with low confidence: PERT from 0 over 2 to 4, times 25.
    found = simulate(mean_of("a"), estimates(mean_of("a"), np.array([[2.0]]), confidence="low"))
    expected = 100 * special.betaincinv(3, 3, [0.05, 0.5, 0.95])
    np.testing.assert_allclose([found.p5[0], found.median[0], found.p95[0]], np.tile(expected, (2, 1)).T, atol=0.01)
    np.testing.assert_allclose(found.mean[0], 50, atol=1e-6)
    below = special.betainc(3, 3, [0, 0.2, 0.4, 0.6, 0.8, 1])
    np.testing.assert_allclose(found.bands[0], np.tile(np.diff(below), (2, 1)), atol=1e-4)
    assert found.variance[0] == pytest.approx(50 * 50 / 7, rel=1e-4)


def test_quantiles_of_four_draws_worked_by_hand() -> None:
    # Unrated, four draws: shares 0.125, 0.375, 0.625, 0.875 of the scale. The 5% quantile lies 0.15 of the way from the
    # first to the second (definition 7: place 0.05 x 3 = 0.15), the median between the middle two.
    found = simulate(mean_of("a"), estimates(mean_of("a"), np.array([[NAN]])), draws=4)
    np.testing.assert_allclose([found.p5[0, 1], found.median[0, 1], found.p95[0, 1]], [16.25, 50, 83.75])
    assert found.bands[0, 1].tolist() == [0.25, 0.25, 0, 0.25, 0.25]


def test_an_unrated_level_may_be_any_level_and_an_unrated_quantity_any_value() -> None:
    uneven = leaf("a", {"kind": "ordinal", "values": [0, 10, 30, 60, 100]})
    logarithmic = leaf("b", {"kind": "goalposts", "low": 1, "high": 1000, "log": True})
    own = small([node("top", "arithmetic", {"a": 1, "b": 1})], [uneven, logarithmic])
    found = simulate(own, estimates(own, np.array([[NAN, NAN]])))
    np.testing.assert_allclose(found.median[0, :2], [30, 50], atol=0.01)
    np.testing.assert_allclose(found.mean[0, :2], [(5 + 20 + 45 + 80) / 4, 50], atol=0.01)


def test_negative_polarity_turns_the_distribution_round() -> None:
    own = small([node("top", "arithmetic", {"a": 1})], [leaf("a", "ordinal", polarity="negative")])
    found = simulate(own, estimates(own, np.array([[1.0]])))
    assert found.mean[0].tolist() == pytest.approx([75, 75], abs=1e-6)
    assert found.p5[0, 0] < 75 < found.p95[0, 0]
    assert found.p5[0, 0] == found.p5[0, 1]


def test_several_assessors_are_an_equal_mixture() -> None:
    best = np.array([[[0.0]], [[4.0]]])
    found = simulate(mean_of("a"), estimates(mean_of("a"), best, confidence="high"))
    assert found.bands[0, 1].tolist() == pytest.approx([0.5, 0, 0, 0, 0.5])
    assert found.mean[0, 1] == pytest.approx(50)


def test_what_does_not_apply_is_left_out_and_has_no_numbers() -> None:
    own = small(
        [node("top", "arithmetic", {"left": 1, "right": 1}), node("left", "quadratic", {"a": 1}),
         node("right", "quadratic", {"b": 1})],
        [leaf("a", "ordinal"), leaf("b", "ordinal")],
    )  # fmt: skip
    given = estimates(own, np.array([[3.0, 1.0], [3.0, 1.0]]), applicable=np.array([[True, False], [True, True]]))
    found = simulate(own, given)
    at = own.positions
    assert np.isnan(found.p5[0, [at["b"], at["right"]]]).all()
    assert np.isnan(found.first_order[0, at["b"]])
    assert found.median[0, at["top"]] == pytest.approx(75, abs=0.5)
    assert found.median[1, at["top"]] == pytest.approx(50, abs=0.5)


def test_where_nothing_applies_there_is_nothing_to_draw() -> None:
    found = simulate(mean_of("a"), estimates(mean_of("a"), np.array([[3.0]]), applicable=np.array([False])))
    assert np.isnan(found.p5).all()
    assert np.isnan(found.headline).all()
    assert np.isnan(found.first_order).all()


def test_a_dropped_node_may_be_anything_it_could_be_with_nothing_rated() -> None:
    nodes = [node("top", "arithmetic", {"left": 1, "c": 1}), node("left", "arithmetic", {"a": 1, "b": 3})]
    leaves = [leaf(code, "ordinal") for code in "abc"]
    dropping, showing = (small(nodes, leaves, below_min=below) for below in ("drop", "show_range"))
    ratings = np.array([[4.0, NAN, 2.0], [4.0, 4.0, 2.0]])
    dropped, shown = (simulate(own, estimates(own, ratings)) for own in (dropping, showing))
    unrated = simulate(showing, estimates(showing, np.array([[NAN, NAN, 2.0]])))
    at = showing.positions
    assert dropped.mean[0, at["top"]] == pytest.approx(unrated.mean[0, at["top"]])
    assert shown.mean[0, at["top"]] > dropped.mean[0, at["top"]]
    np.testing.assert_array_equal(dropped.mean[1], shown.mean[1])


def test_all_units_see_the_same_draws(shipped: Framework, ratings: Array) -> None:
    doubled = simulate(shipped, estimates(shipped, np.concatenate([ratings[:1], ratings[:1]])), draws=500)
    np.testing.assert_array_equal(doubled.headline[0], doubled.headline[1])


@pytest.mark.parametrize("draws", [300, 10_000])
def test_units_drawn_together_or_alone_have_the_same_numbers_to_the_bit(
    shipped: Framework, ratings: Array, draws: int
) -> None:
    together = simulate(shipped, estimates(shipped, ratings), draws=draws)
    for unit in (0, 5):
        alone = simulate(shipped, estimates(shipped, ratings[[unit]]), draws=draws)
        for name in ("mean", "median", "p5", "p95", "bands", "headline", "first_order", "variance"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[unit], err_msg=name)


def test_the_order_of_the_indicators_changes_no_draw() -> None:
    one, other = mean_of("a", "b"), mean_of("b", "a")
    first = simulate(one, estimates(one, np.array([[1.0, 3.0]])), draws=1000)
    second = simulate(other, estimates(other, np.array([[3.0, 1.0]])), draws=1000)
    np.testing.assert_array_equal(first.headline, second.headline)


def test_the_seed_makes_the_draws_and_zero_is_a_seed(shipped: Framework, ratings: Array) -> None:
    given = estimates(shipped, ratings[:1])
    default, zero, one = (simulate(shipped, given, draws=1000, **more) for more in ({}, {"seed": 0}, {"seed": 1}))
    np.testing.assert_array_equal(default.headline, zero.headline)
    assert not np.array_equal(zero.headline, one.headline)
    np.testing.assert_allclose(zero.median, one.median, atol=2)


def test_draws_of_what_is_certain_are_the_score(shipped: Framework) -> None:
    raw = np.random.default_rng(5).integers(0, 5, (1, len(shipped.indicators))).astype(float)
    found = simulate(shipped, estimates(shipped, raw, lowest=raw, highest=raw), draws=50)
    np.testing.assert_allclose(found.p5, evaluate(shipped, raw).value, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(found.p95, found.p5, rtol=1e-12, atol=1e-9)
    assert (found.first_order == 0).all()


def test_intervals_lie_within_the_hard_bounds_of_what_is_plausible(shipped: Framework, ratings: Array) -> None:
    widest = estimates(shipped, ratings, lowest=np.where(np.isnan(ratings), NAN, 0.0), highest=ratings * 0 + 4)
    found, nothing = simulate(shipped, widest, draws=2000), evaluate(shipped, ratings * NAN)
    assert (found.p5 >= nothing.lower - 1e-9).all()
    assert (found.p95 <= nothing.upper + 1e-9).all()
    assert (found.p5 <= found.median).all()
    assert (found.median <= found.p95).all()
    np.testing.assert_allclose(found.bands.sum(axis=-1), 1)


def test_first_order_indices_of_a_mean_follow_weight_and_width() -> None:
    # Variances of the two parts: (25 x 4)^2 / 28 for 0-2-4 and a quarter of it for 1-2-3; equal weights: 0.8 and 0.2.
    own = mean_of("a", "b")
    found = simulate(own, estimates(own, np.array([[2.0, 2.0]]), confidence=[["low", "medium"]]))
    np.testing.assert_allclose(found.first_order[0], [0.8, 0.2], atol=0.01)


def test_many_different_estimates_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.scoring.leaf_draws.KEPT_BYTES", 4000)
    own = mean_of("a")
    ratings = np.linspace(0, 4, 40)[:, None]
    found = simulate(own, estimates(own, ratings), draws=100)
    assert (np.diff(found.mean[:, 1]) > 0).all()


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"seed": -1}])
def test_a_run_without_draws_or_with_a_negative_seed_is_refused(wrong: dict[str, int]) -> None:
    own = mean_of("a")
    with pytest.raises(ValueError, match="at least 1 draw and a seed from 0 on"):
        simulate(own, estimates(own, np.array([[1.0]])), **wrong)


def test_the_draws_of_nodes_asked_for_are_kept_as_they_went_into_the_statistics(
    shipped: Framework, ratings: Array
) -> None:
    given = estimates(shipped, ratings)
    found = simulate(shipped, given, draws=500, of=["fuels-conflict"])
    assert set(found.drawn) == {shipped.headline, "fuels-conflict"}
    np.testing.assert_array_equal(found.drawn[shipped.headline], found.headline)
    at = shipped.positions["fuels-conflict"]
    np.testing.assert_allclose(found.drawn["fuels-conflict"].mean(axis=1), found.mean[:, at], atol=1e-9)
    np.testing.assert_allclose(np.median(found.drawn["fuels-conflict"], axis=1), found.median[:, at], atol=1e-9)


def test_a_node_that_does_not_apply_has_no_draws() -> None:
    own = small(
        [node("top", "arithmetic", {"a": 1, "below": 1}), node("below", "arithmetic", {"b": 1})],
        [leaf("a", "ordinal"), leaf("b", "ordinal")],
    )
    given = estimates(own, np.array([[1.0, NAN]]), applicable=np.array([[True, False]]))
    found = simulate(own, given, draws=5, of=["below"])
    assert np.isnan(found.drawn["below"]).all()
    assert not np.isnan(found.drawn["top"]).any()


@pytest.mark.parametrize("code", ["a", "nowhere"])
def test_only_the_draws_of_nodes_are_kept(code: str) -> None:
    with pytest.raises(KeyError, match=code):
        simulate(mean_of("a"), estimates(mean_of("a"), np.array([[2.0]])), of=[code])
