"""Ranks, their intervals over draws, and who stands above whom."""

from importlib import import_module
from itertools import pairwise as neighbours
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from assessments.scoring.ranks import pairwise, rank_intervals, ranks
from assessments.scoring.tolerance import TOLERANCE
from tests.scoring.small import NAN

draws_of_units = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=7),
    elements=st.sampled_from([NAN, 0.0, -0.0, 1.0, 2.5, 60.0]),
)
some = settings(max_examples=200, deadline=None)


def test_the_highest_value_is_first() -> None:
    assert ranks(np.array([10.0, 30.0, 20.0])).tolist() == [3, 1, 2]


def test_equal_values_share_the_smallest_rank() -> None:
    assert ranks(np.array([7.0, 9.0, 7.0, 1.0])).tolist() == [2, 1, 2, 4]
    assert ranks(np.array([5.0, 5.0, 5.0])).tolist() == [1, 1, 1]


def test_what_differs_by_a_sums_last_digit_is_equal() -> None:
    """0.1 + 0.2 is 0.3 to a reader; the tolerance is that of the bands' edges."""
    summed = 0.1 + 0.2
    assert summed != 0.3
    assert ranks(np.array([0.3, summed, 0.5, 0.1])).tolist() == [2, 2, 1, 4]
    assert ranks(np.array([summed, 0.3, 0.3 + 2 * TOLERANCE])).tolist() == [2, 2, 1]
    lower, _, upper = rank_intervals(np.array([[0.3, summed], [summed, 0.3], [0.1, 0.1]]))
    assert lower.tolist() == upper.tolist() == [1, 1, 3]
    assert pairwise(np.array([[0.3, summed], [summed, 0.3]])).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_a_unit_without_a_value_has_no_rank_and_takes_none() -> None:
    np.testing.assert_array_equal(ranks(np.array([NAN, 2.0, NAN, 3.0, 2.0])), [NAN, 2, NAN, 1, 2])
    np.testing.assert_array_equal(ranks(np.array([NAN, NAN])), [NAN, NAN])


def test_each_draw_is_ranked_alone() -> None:
    values = np.array([[1.0, 5.0, 2.0], [3.0, 4.0, 2.0], [2.0, 3.0, NAN]])
    np.testing.assert_array_equal(ranks(values), [[3, 1, 1], [1, 2, 1], [2, 3, NAN]])


@pytest.mark.parametrize(("kind", "expected"), [(np.float64, np.float64), (np.float32, np.float32), (int, np.float64)])
def test_ranks_are_floats_as_wide_as_the_values(kind: Any, expected: Any) -> None:
    result = ranks(np.array([3, 8], dtype=kind))
    assert result.dtype == expected
    assert result.tolist() == [2, 1]


@some
@given(draws_of_units)
def test_a_rank_is_one_more_than_the_units_above(values: np.ndarray) -> None:
    above = (values[np.newaxis] > values[:, np.newaxis]).sum(axis=1)
    np.testing.assert_array_equal(ranks(values), np.where(np.isnan(values), NAN, above + 1))


def test_an_interval_holds_ranks_that_were_observed() -> None:
    """Ranks of the first unit in 20 draws: 1 once, 2 eighteen times, 3 once. 5 % of 20 is one draw: 1. 95 %: 2.

    Its neighbours share the rest: the second is first in 19 draws, the third is third in 19 draws.
    """
    first = [3.0, *[2.0] * 18, 1.0]
    values = np.array([first, [2.5, *[3.0] * 19], [1.0] * 19 + [2.0]])
    lower, median, upper = rank_intervals(values)
    assert lower.tolist() == [1, 1, 2]
    assert median.tolist() == [2, 1, 3]
    assert upper.tolist() == [2, 1, 3]


@pytest.mark.parametrize(
    ("first", "expected"),
    [(4, [2, 2, 2]), (5, [1, 2, 2]), (49, [1, 2, 2]), (50, [1, 1, 2]), (94, [1, 1, 2]), (95, [1, 1, 1])],
)
def test_percentiles_of_100_draws_change_at_the_5th_50th_and_95th(first: int, expected: list[int]) -> None:
    values = np.array([[2.0] * first + [0.0] * (100 - first), [1.0] * 100])
    assert [percentile[0] for percentile in rank_intervals(values)] == expected


def test_the_median_of_an_even_number_of_draws_is_the_better_of_the_two() -> None:
    lower, median, upper = rank_intervals(np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert (lower.tolist(), median.tolist(), upper.tolist()) == ([1, 1], [1, 1], [2, 2])


def test_draws_without_a_value_are_left_out() -> None:
    """The second unit is second in the one draw that it has; the third has none."""
    values = np.array([[1.0, 5.0, 1.0], [NAN, 2.0, NAN], [NAN, NAN, NAN]])
    for percentile in rank_intervals(values):
        np.testing.assert_array_equal(percentile, [1, 2, NAN])


@some
@given(draws_of_units)
def test_intervals_are_numpys_inverted_distribution(values: np.ndarray) -> None:
    for unit, observed in enumerate(ranks(values)):
        known = observed[~np.isnan(observed)]
        found = [percentile[unit] for percentile in rank_intervals(values)]
        if len(known):
            # An exact 5 % must not be missed by the last digit of 0.05.
            shares = np.array([0.05, 0.5, 0.95]) - 1e-12
            assert found == np.quantile(known, shares, method="inverted_cdf").tolist()
        else:
            assert np.isnan(found).all()


def test_the_probability_of_standing_above_counts_ties_half() -> None:
    """Four draws: the first unit is above the second in two, equal in one, below in one: (2 + 1/2) / 4."""
    probabilities = pairwise(np.array([[3.0, 3.0, 2.0, 1.0], [1.0, 2.0, 2.0, 4.0]]))
    assert probabilities.tolist() == [[0.5, 0.625], [0.375, 0.5]]


def test_units_without_a_value_stand_neither_above_nor_below() -> None:
    probabilities = pairwise(np.array([[3.0, 3.0], [NAN, NAN], [4.0, NAN]]))
    np.testing.assert_array_equal(probabilities, [[0.5, NAN, 0.0], [NAN, NAN, NAN], [1.0, NAN, 0.5]])


@some
@given(draws_of_units)
def test_one_of_two_stands_above(values: np.ndarray) -> None:
    probabilities = pairwise(values)
    both = ~np.isnan(probabilities)
    assert (probabilities + probabilities.T)[both] == pytest.approx(1.0)
    np.testing.assert_array_equal(np.diag(probabilities), np.where(np.isnan(values).all(axis=1), NAN, 0.5))


def test_many_draws_in_pieces_are_ranked_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(5).integers(0, 9, (6, 50)).astype(float)
    whole, intervals = ranks(values), rank_intervals(values)
    monkeypatch.setattr(import_module("assessments.scoring.ranks"), "TOGETHER", 40)
    np.testing.assert_array_equal(ranks(values), whole)
    np.testing.assert_array_equal(rank_intervals(values), intervals)


def test_a_table_of_300_units_keeps_its_last_rank() -> None:
    falling = np.arange(300.0, 0.0, -1.0)[:, np.newaxis].repeat(3, axis=1)
    lower, _, upper = rank_intervals(falling)
    assert lower.tolist() == upper.tolist() == list(range(1, 301))
    assert all(later == earlier + 1 for earlier, later in neighbours(ranks(falling)[:, 0]))


@pytest.mark.parametrize("function", [rank_intervals, pairwise])
def test_draws_need_two_axes(function: Any) -> None:
    with pytest.raises(ValueError, match=r"values are \[units, draws\], not \[2\]"):
        function(np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match=r"not \[1, 1, 1\]"):
        ranks(np.zeros((1, 1, 1)))
    with pytest.raises(ValueError, match=r"not \[\]"):
        ranks(np.array(1.0))
