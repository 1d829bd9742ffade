"""What is not rated: coverage, weights that move, scores that are withheld."""

import numpy as np
import pytest

from assessments.scoring import evaluate
from tests.scoring.small import NAN, leaf, node, small

TREE = [
    node("top", "arithmetic", {"left": 1, "right": 1}),
    node("left", "arithmetic", {"a": 3, "b": 1}),
    node("right", "arithmetic", {"c": 1, "d": 1}),
]
RISK = [
    node("residual", "mitigated", of="inherent", by="response"),
    node("inherent", "arithmetic", {"a": 1, "b": 1}),
    node("response", "arithmetic", {"c": 1}),
]


def test_it_works() -> None:
    """left = (3 x 40 + 80) / 4 = 50, right = (10 + 30) / 2 = 20, top = 35; all is rated."""
    top = evaluate(small(TREE, "abcd"), np.array([[40.0, 80, 10, 30]])).of("top")
    assert (top.value[0], top.coverage[0], top.is_enough[0], top.score[0]) == (35, 1, True, 35)
    assert (top.lower[0], top.upper[0]) == (35, 35)


def test_coverage_is_the_share_of_the_weight_that_is_rated() -> None:
    """b is missing: left covers 3/4, right 1, top (0.75 + 1) / 2 = 0.875. left is a's 40, top (40 + 20) / 2 = 30."""
    evaluation = evaluate(small(TREE, "abcd"), np.array([[40.0, NAN, 10, 30]]))
    assert [evaluation.of(code).coverage[0] for code in ("b", "left", "right", "top")] == [0, 0.75, 1, 0.875]
    assert [evaluation.of(code).value[0] for code in ("left", "top")] == [40, 30]


def test_an_unrated_mechanism_leaves_its_weight_to_its_siblings() -> None:
    top = evaluate(small(TREE, "abcd"), np.array([[NAN, NAN, 10, 30]])).of("top")
    assert (top.value[0], top.coverage[0]) == (20, 0.5)


def test_coverage_exactly_at_the_minimum_is_enough() -> None:
    """c of two equal children: 0.5, the minimum. With a minimum of 0.6, 3 of 5 is enough and 2 of 5 is not."""
    assert evaluate(small(TREE, "abcd"), np.array([[40.0, 80, 10, NAN]])).of("right").is_enough[0]
    five = small([node("top", "arithmetic", dict.fromkeys("abcde", 0.1))], "abcde", min_coverage=0.6)
    raw = np.array([[1.0, 2, 3, NAN, NAN], [1, 2, NAN, NAN, NAN]])
    assert evaluate(five, raw).of("top").is_enough.tolist() == [True, False]


def test_below_the_minimum_only_the_range_is_shown_and_the_value_still_counts() -> None:
    """left has b only, coverage 0.25: no score, but its 80 counts: top = (80 + 20) / 2 = 50."""
    evaluation = evaluate(small(TREE, "abcd"), np.array([[NAN, 80.0, 10, 30]]))
    left = evaluation.of("left")
    assert not left.is_enough[0]
    assert np.isnan(left.score[0])
    assert left.value[0] == 80
    assert (left.lower[0], left.upper[0]) == (20, 95)  # a at 0: 80 / 4; a at 100: 380 / 4
    assert evaluation.of("top").value[0] == 50


def test_a_framework_may_drop_what_is_below_the_minimum() -> None:
    """The same with drop: left is missing for top, which is right's 20; left's own value stays 80.

    The range of top lets left be anything: (0 + 20) / 2 = 10 to (100 + 20) / 2 = 60.
    """
    evaluation = evaluate(small(TREE, "abcd", below_min="drop"), np.array([[NAN, 80.0, 10, 30]]))
    top = evaluation.of("top")
    assert evaluation.of("left").value[0] == 80
    assert (top.value[0], top.lower[0], top.upper[0]) == (20, 10, 60)
    assert top.coverage[0] == pytest.approx(0.625)


def test_nothing_rated_is_no_score_and_never_zero() -> None:
    framework = small(TREE, "abcd", min_coverage=0)
    top = evaluate(framework, np.full((1, 4), NAN)).of("top")
    assert np.isnan(top.value[0])
    assert np.isnan(top.score[0])
    assert (top.coverage[0], top.lower[0], top.upper[0]) == (0, 0, 100)


def test_an_unrated_response_leaves_the_inherent_risk_and_withholds_the_residual() -> None:
    evaluation = evaluate(small(RISK), np.array([[60.0, 80, NAN]]))
    residual = evaluation.of("residual")
    assert evaluation.of("inherent").score[0] == 70
    assert np.isnan(residual.score[0])
    assert residual.coverage[0] == 0.5
    assert (residual.lower[0], residual.upper[0]) == (35, 70)  # full response, none


def test_an_unrated_risk_has_no_residual() -> None:
    assert np.isnan(evaluate(small(RISK), np.array([[NAN, NAN, 50.0]])).of("residual").value[0])


def test_the_weight_of_an_indicator_that_does_not_apply_goes_to_its_siblings() -> None:
    """a does not apply: left is b's 80 with full coverage; a's rating is not looked at."""
    applies = np.array([False, True, True, True])
    evaluation = evaluate(small(TREE, "abcd"), np.array([[40.0, 80, 10, 30]]), applies)
    left = evaluation.of("left")
    assert (left.value[0], left.coverage[0], left.lower[0], left.upper[0]) == (80, 1, 80, 80)
    assert evaluation.of("top").value[0] == 50
    assert np.isnan(evaluation.of("a").value[0])
    assert not evaluation.of("a").is_applicable[0]


def test_a_node_with_nothing_that_applies_drops_out() -> None:
    """left does not apply: top is right's 20 with its coverage of 1."""
    applies = np.array([[False, False, True, True]])
    evaluation = evaluate(small(TREE, "abcd"), np.array([[NAN, NAN, 10.0, 30]]), applies)
    left, top = evaluation.of("left"), evaluation.of("top")
    assert not left.is_applicable[0]
    assert not left.is_enough[0]
    assert np.isnan([left.value[0], left.coverage[0], left.lower[0], left.upper[0]]).all()
    assert (top.value[0], top.coverage[0], top.lower[0], top.upper[0]) == (20, 1, 20, 20)


def test_hard_bounds_put_the_unrated_at_both_ends_with_full_weights() -> None:
    """b and d are missing. left: 3 x 40 / 4 = 30 to (120 + 100) / 4 = 55; right: 5 to 55; top: 17.5 to 55."""
    top = evaluate(small(TREE, "abcd"), np.array([[40.0, NAN, 10, NAN]])).of("top")
    assert (top.lower[0], top.upper[0]) == (17.5, 55)


def test_bounds_of_levels_with_own_values_end_at_those_values() -> None:
    levels = {"code": "a", "title": "A", "normalisation": {"kind": "ordinal", "values": [10, 40, 90]}}
    framework = small([node("top", "arithmetic", {"a": 1})], [levels])
    top = evaluate(framework, np.array([[NAN]])).of("top")
    assert (top.lower[0], top.upper[0]) == (10, 90)


def test_coverage_ignores_children_of_weight_zero() -> None:
    framework = small([node("top", "arithmetic", {"a": 1, "b": 0})], "ab")
    top = evaluate(framework, np.array([[40.0, NAN]])).of("top")
    assert (top.value[0], top.coverage[0], top.lower[0], top.upper[0]) == (40, 1, 40, 40)


@pytest.mark.parametrize("shape", [(4,), (2, 3), (1, 1, 4)])
def test_ratings_of_the_wrong_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="4 indicators"):
        evaluate(small(TREE, "abcd"), np.zeros(shape))


def test_applicability_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="applicable"):
        evaluate(small(TREE, "abcd"), np.zeros((2, 4)), np.ones((4, 2), dtype=bool))


def test_bounds_hold_the_value_even_where_the_unrated_cannot_reach_it() -> None:
    """b is worth 10 to 90. With a at 100 and b unrated the value is 100, but with b at its most (100 + 90) / 2."""
    narrow = leaf("b", {"kind": "ordinal", "values": [10, 90]})
    framework = small([node("top", "arithmetic", {"a": 1, "b": 1})], [leaf("a"), narrow])
    found = evaluate(framework, np.array([[100, NAN], [0, NAN]]))
    top = found.of("top")
    np.testing.assert_array_equal(found.score[:, 2], top.score)
    assert (top.value.tolist(), top.lower.tolist(), top.upper.tolist()) == ([100, 0], [55, 0], [100, 45])


def test_a_well_rated_response_alone_shows_no_risk() -> None:
    """One of four threats and the whole response: the risk that remains is covered by (1/4 + 1) / 2 = 62.5 %, and yet
    withheld, as is what stands on it: whoever knew it could work out the threat, which has not enough itself."""
    nodes = [
        node("total", "quadratic", {"remains": 1}),
        node("remains", "mitigated", of="threat", by="response"),
        node("threat", "arithmetic", dict.fromkeys("abcd", 1)),
        node("response", "arithmetic", {"e": 1}),
    ]
    framework = small(nodes, "abcde")
    found = evaluate(framework, np.array([[80, NAN, NAN, NAN, 50], [80, 80, NAN, NAN, 50]]))
    assert found.of("remains").coverage.tolist() == [0.625, 0.75]
    for code in ("total", "remains", "threat"):
        assert found.of(code).is_enough.tolist() == [False, True]
    assert found.of("response").is_enough.all()
