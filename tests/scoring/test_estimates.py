"""From ratings to plausible ranges."""

from typing import Any

import numpy as np
import pytest

from assessments.scoring import Framework, estimates
from tests.scoring.small import NAN, leaf, node, small

ORDINAL = leaf("a", "ordinal")
QUANTITY = leaf("b", {"kind": "goalposts", "low": 0, "high": 200})


def framework(**more: Any) -> Framework:
    return small([node("top", "arithmetic", {"a": 1, "b": 1})], [ORDINAL, QUANTITY], **more)


@pytest.mark.parametrize(
    ("confidence", "levels", "quantities"),
    [("high", (1.5, 2.5), (95, 105)), ("medium", (1, 3), (85, 115)), ("low", (0, 4), (70, 130))],
)
def test_confidence_sets_the_range(confidence: str, levels: Any, quantities: Any) -> None:
    found = estimates(framework(), np.array([[2.0, 100.0]]), confidence=confidence)
    np.testing.assert_allclose(found.lowest[0, 0], [levels[0], quantities[0]])
    np.testing.assert_allclose(found.highest[0, 0], [levels[1], quantities[1]])


def test_a_framework_states_its_own_margins() -> None:
    own = framework(margins={"levels": {"high": 0, "medium": 0.25, "low": 1}})
    found = estimates(own, np.array([[2.0, NAN]]))
    assert (found.lowest[0, 0, 0], found.highest[0, 0, 0]) == (1.75, 2.25)


def test_a_range_ends_where_the_scale_ends() -> None:
    found = estimates(framework(), np.array([[4.0, 190.0], [0.0, 0.0]]), confidence="low")
    assert found.lowest[0].tolist() == [[2, 133], [0, 0]]
    assert found.highest[0].tolist() == [[4, 200], [2, 0]]


def test_a_quantity_beyond_its_goalposts_keeps_a_range_around_it() -> None:
    found = estimates(framework(), np.array([[NAN, 260.0]]))
    assert (found.lowest[0, 0, 1], found.highest[0, 0, 1]) == (221, 260)


@pytest.mark.parametrize(
    ("normalisation", "expected"),
    [("minmax", (85, 115)), ("rank", (85, 115)), ("zscore", (85, 115))],
)
def test_a_scale_of_the_compared_units_ends_where_they_end(normalisation: str, expected: Any) -> None:
    own = small([node("top", "arithmetic", {"b": 1})], [leaf("b", normalisation)])
    found = estimates(own, np.array([[80.0], [100.0], [120.0]]))
    assert (found.lowest[0, 1, 0], found.highest[0, 1, 0]) == expected
    assert found.lowest[0, 0, 0] == (68 if normalisation == "zscore" else 80)


def test_a_given_end_stands_and_the_confidence_sets_the_other() -> None:
    best, lowest = np.array([[2.0, 100.0]]), np.array([[0.5, NAN]])
    found = estimates(framework(), best, lowest=lowest, confidence=[["high", "high"]])
    assert found.lowest[0, 0].tolist() == [0.5, 95]
    assert found.highest[0, 0].tolist() == [2.5, 105]


def test_the_best_estimates_of_several_assessors_are_averaged() -> None:
    best = np.array([[[1.0, NAN]], [[4.0, 50.0]]])
    found = estimates(framework(), best, confidence="high")
    assert found.raw.tolist() == [[2.5, 50]]
    lowest, highest = found.plausible()
    assert (lowest.tolist(), highest.tolist()) == ([[0.5, 47.5]], [[4, 52.5]])


def test_what_does_not_apply_is_not_rated() -> None:
    found = estimates(framework(), np.array([[1.0, 5.0]]), applicable=np.array([True, False]))
    assert found.is_rated.tolist() == [[True, False]]
    np.testing.assert_array_equal(found.raw, [[1, NAN]])
    np.testing.assert_array_equal(found.plausible()[1], [[2, NAN]])


@pytest.mark.parametrize(
    ("best", "more", "problem"),
    [
        ([[1.0]], {}, "ratings are"),
        ([1.0, 2.0], {}, "ratings are"),
        ([[np.inf, 1.0]], {}, "infinite"),
        ([[5.0, 1.0]], {}, "a: a level lies outside 0 to 4"),
        ([[2.0, 1.0]], {"highest": [[4.5, NAN]]}, "a: a level lies outside 0 to 4"),
        ([[2.0, 1.0]], {"lowest": [[3.0, NAN]]}, "a: the best estimate lies outside its plausible range"),
        ([[2.0, 1.0]], {"highest": [[1.0, NAN]]}, "a: the best estimate lies outside its plausible range"),
        ([[2.0, 1.0]], {"lowest": [[[1.0, 1.0]], [[1.0, 1.0]]]}, "different shapes"),
        ([[2.0, 1.0]], {"confidence": "sure"}, "not 'sure'"),
        ([[2.0, 1.0]], {"applicable": [True]}, "applicable is"),
    ],
)
def test_ratings_that_make_no_sense_are_refused(best: Any, more: dict[str, Any], problem: str) -> None:
    arrays = {name: given if name == "confidence" else np.array(given) for name, given in more.items()}
    with pytest.raises(ValueError, match=problem):
        estimates(framework(), np.array(best), **arrays)
