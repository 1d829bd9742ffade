"""What moves a score: one indicator at a time at the ends of what is plausible."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from assessments.scoring import Framework, evaluate
from assessments.scoring.estimates import estimates
from assessments.scoring.tornado import BLOCK, tornado
from tests.scoring.random_graphs import LEAVES, rated
from tests.scoring.small import NAN, leaf, node, small


def spans(framework: Framework, best: Any, lowest: Any = None, highest: Any = None, **more: Any) -> list[Any]:
    """(low, high) of each indicator of one unit for the headline; `best` is [indicators] or [assessors, indicators]."""
    ends = {"lowest": lowest, "highest": highest}
    arrays = {name: np.atleast_2d(end)[:, None] for name, end in ends.items() if end is not None}
    result = tornado(framework, estimates(framework, np.atleast_2d(best)[:, None].astype(float), **arrays, **more))
    return list(zip(result.low[0, 0].tolist(), result.high[0, 0].tolist(), strict=True))


def approx(pairs: list[Any]) -> Any:
    return [pytest.approx(pair, nan_ok=True) for pair in pairs]


def test_each_indicator_goes_to_its_ends_while_the_others_stay_at_best() -> None:
    # (2 x 50 + 20 + 80) / 4 = 50; a from 40 to 60 moves it by 5, b from 0 to 40 by 5, c to 100 by 5.
    framework = small([node("m", "arithmetic", {"a": 2, "b": 1, "c": 1})])
    found = spans(framework, [50, 20, 80], [40, 0, 80], [60, 40, 100])
    assert found == approx([(45, 55), (45, 55), (50, 55)])


def test_a_stronger_response_ends_lower() -> None:
    # 80 (1 - 0.5 x 0.2) = 72 and 80 (1 - 0.5 x 1) = 40; the risk from 60 to 100 by 1 - 0.5 x 0.6 = 0.7.
    framework = small([node("m", "mitigated", of="a", by="b")], "ab")
    assert spans(framework, [80, 60], [60, 20], [100, 100]) == approx([(42, 70), (72, 40)])


def test_an_unrated_indicator_spans_its_scale_and_counts_as_rated_meanwhile() -> None:
    # Without c the mean of 40 and 60 is 50; with it (100 + c) / 3.
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1, "c": 1})])
    found = spans(framework, [40, 60, NAN], [40, 60, NAN], [40, 60, NAN])
    assert found == approx([(50, 50), (50, 50), (100 / 3, 200 / 3)])


def test_low_is_the_lowest_level_also_where_polarity_turns_the_scale() -> None:
    framework = small(
        [node("m", "arithmetic", {"a": 1, "b": 1})], [leaf("a", polarity="negative"), leaf("b", polarity="negative")]
    )
    assert spans(framework, [30, NAN], [10, NAN], [50, NAN]) == approx([(90, 50), (85, 35)])


def test_the_range_of_several_assessors_is_from_the_lowest_to_the_highest_of_all() -> None:
    # a's best is the mean of 40 and 60; its range 20 to 90. b, rated by one, stays at 30.
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1})], "ab")
    found = spans(framework, [[40, 30], [60, NAN]], [[30, 30], [20, NAN]], [[45, 30], [90, NAN]])
    assert found == approx([(25, 60), (40, 40)])


def test_what_does_not_apply_is_not_varied() -> None:
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1, "c": 1})])
    found = spans(framework, [40, 60, NAN], [30, 60, NAN], [50, 60, NAN], applicable=np.array([True, True, False]))
    assert found == approx([(45, 55), (50, 50), (NAN, NAN)])


def test_an_output_that_still_has_no_value_is_not_shown() -> None:
    # The response alone brings the mitigated risk about.
    framework = small([node("m", "mitigated", of="a", by="b"), node("n", "arithmetic", {"a": 1, "c": 1})])
    assert spans(framework, [80, NAN, NAN], [60, NAN, NAN], [90, NAN, NAN]) == approx(
        [(NAN, NAN), (80, 40), (NAN, NAN)]
    )


def test_a_dropped_node_comes_back_when_the_varied_indicator_is_its_missing_evidence() -> None:
    # a alone is a quarter of n: n is dropped, m is c. With b, n counts: (40 + 3 b) / 4.
    graph = [node("m", "arithmetic", {"n": 1, "c": 1}), node("n", "arithmetic", {"a": 1, "b": 3})]
    found = spans(small(graph, below_min="drop"), [40, NAN, 80], [0, NAN, 70], [100, NAN, 90])
    assert found == approx([(80, 80), ((10 + 80) / 2, (85 + 80) / 2), (70, 90)])


def test_nodes_that_round_round_here_too() -> None:
    framework = small([node("m", "arithmetic", {"a": 1, "b": 1}, round_to=0)], "ab")
    assert spans(framework, [50, 51], [44, 51], [59, 51]) == approx([(48, 55), (51, 51)])


def test_normalisations_over_the_units_stay_fitted_to_the_best_estimates() -> None:
    framework = small([node("m", "arithmetic", {"a": 1})], [leaf("a", "minmax")])
    found = tornado(
        framework,
        estimates(
            framework, np.array([[10.0], [20.0]]), lowest=np.array([[10.0], [15.0]]), highest=np.array([[15.0], [20.0]])
        ),
    )
    np.testing.assert_allclose(found.low[:, 0], [[0], [50]])
    np.testing.assert_allclose(found.high[:, 0], [[50], [100]])


def test_the_headline_and_the_targets_are_varied_unless_others_are_named() -> None:
    graph = [
        node("m", "arithmetic", {"n": 1, "c": 1}),
        node("n", "arithmetic", {"a": 1, "b": 1}, kind="target", about={"target": "people"}),
    ]
    framework = small(graph)
    given_ratings = estimates(framework, np.zeros((1, 3)))
    assert tornado(framework, given_ratings).outputs == ("m", "n")
    assert tornado(framework, given_ratings, of=["n"]).high.shape == (1, 1, 3)
    with pytest.raises(KeyError, match="a is an indicator"):
        tornado(framework, given_ratings, of=["a"])


def test_any_number_of_units_is_varied_as_each_alone() -> None:
    framework = small([node("m", "quadratic", {"a": 1, "b": 2, "c": 1})])
    raw = np.random.default_rng(0).uniform(0, 100, (BLOCK // 3 + 2, 3))
    together = tornado(framework, estimates(framework, raw))
    assert tornado(framework, estimates(framework, raw[:0])).low.shape == (0, 1, 3)
    for unit in (0, len(raw) - 1):
        np.testing.assert_array_equal(
            together.high[unit], tornado(framework, estimates(framework, raw[[unit]])).high[0]
        )


@settings(max_examples=100, deadline=None)
@given(rated())
def test_each_end_is_the_value_of_the_assessment_with_that_rating(case: tuple[Framework, np.ndarray]) -> None:
    framework, raw = case
    given_ratings = estimates(framework, raw)
    codes = tuple(node.code for node in framework.nodes)
    result = tornado(framework, given_ratings, of=codes)
    unrated = (framework.scale.bottom, framework.scale.top)
    for ends, plausible, whole in zip((result.low, result.high), given_ratings.plausible(), unrated, strict=True):
        for at in range(len(LEAVES)):
            changed = raw.copy()
            changed[:, at] = np.where(np.isnan(raw[:, at]), whole, plausible[:, at])
            expected = evaluate(framework, changed).value[:, [framework.positions[code] for code in codes]]
            np.testing.assert_allclose(ends[:, :, at], expected, rtol=1e-9, atol=1e-9)
