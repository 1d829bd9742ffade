"""Agreement between assessors: published and hand-worked alphas, and the indicators to talk about."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.scoring.agreement import differences, krippendorff_alpha
from tests.scoring.small import NAN

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
several = st.lists(
    st.lists(st.sampled_from([NAN, 0.0, 1.0, 2.0, 3.0, 4.0]), min_size=6, max_size=6), min_size=2, max_size=5
).map(np.array)


def by_definition(levels: np.ndarray) -> float:
    """1 - Do / De from the table of coincidences, as the publication writes it."""
    items = [column[~np.isnan(column)] for column in levels.T]
    items = [item for item in items if len(item) > 1]
    kinds = sorted({value for item in items for value in item})
    together = np.zeros((len(kinds), len(kinds)))
    for item in items:
        for one, other in permutations(item, 2):
            together[kinds.index(one), kinds.index(other)] += 1 / (len(item) - 1)
    counts = together.sum(axis=1)
    observed = expected = 0.0
    for low in range(len(kinds)):
        for high in range(low + 1, len(kinds)):
            distance = (counts[low : high + 1].sum() - (counts[low] + counts[high]) / 2) ** 2
            observed += together[low, high] * distance
            expected += counts[low] * counts[high] * distance / (counts.sum() - 1)
    return 1 - observed / expected


def test_it_gives_the_published_alpha() -> None:
    assert krippendorff_alpha(np.array(PUBLISHED)) == pytest.approx(0.815, abs=0.0005)


def test_two_assessors_who_differ_once_in_four() -> None:
    """Ratings 1 1 1 2 2 3 3 3: the distance of 1 and 3 is 3/2 + 2 + 3/2 = 5, of neighbours 2.5.

    Do = 2 x 25 / 8 = 6.25; De = 2 (6 x 6.25 + 6 x 6.25 + 9 x 25) / (8 x 7) = 600 / 56; alpha = 1 - 350 / 600 = 5 / 12.
    """
    assert krippendorff_alpha(np.array([[1, 2, 3, 1], [1, 2, 3, 3]])) == pytest.approx(5 / 12, rel=1e-12)


def test_an_item_with_three_ratings_weighs_three() -> None:
    """Items (1, 1, 2) and (2, 2); the third, rated once, is left out. The distance of 1 and 2 is 2/2 + 3/2 = 2.5.

    Do = 2 x 6.25 / 5 = 2.5; De = 2 x 2 x 3 x 6.25 / (5 x 4) = 3.75; alpha = 1 - 2.5 / 3.75 = 1 / 3.
    """
    levels = np.array([[1, 2, NAN], [1, 2, NAN], [2, NAN, 1]])
    assert krippendorff_alpha(levels) == pytest.approx(1 / 3, rel=1e-12)


def test_assessors_who_always_contradict_each_other_fall_below_chance() -> None:
    """Items (1, 2) and (2, 1): distance 2, Do = 4 x 4 / 4 = 4, De = 2 x 4 x 4 / 12 = 8 / 3, alpha = 1 - 3 / 2."""
    assert krippendorff_alpha(np.array([[1, 2], [2, 1]])) == pytest.approx(-0.5, rel=1e-12)


def test_full_agreement_is_1() -> None:
    assert krippendorff_alpha(np.array([[0, 4, 2], [0, 4, 2]])) == 1.0


@pytest.mark.parametrize(
    "levels",
    [
        [[1, 2, 3]],
        [[1, NAN], [NAN, 2]],
        [[NAN, NAN], [NAN, NAN]],
        [[2, 2, 1], [2, 2, NAN]],
        np.empty((2, 0)),
    ],
    ids=["one assessor", "no item shared", "nothing rated", "all pairable ratings alike", "no items"],
)
def test_alpha_is_not_defined_where_nothing_can_be_told_apart(levels: list[list[float]]) -> None:
    assert np.isnan(krippendorff_alpha(np.array(levels)))


def test_only_the_order_of_quantities_counts() -> None:
    first, second = [0.1, 7.0, 1200.0, 0.1], [0.1, 7.0, 1200.0, 1200.0]
    assert krippendorff_alpha(np.array([first, second])) == pytest.approx(5 / 12, rel=1e-12)


@settings(max_examples=300, deadline=None)
@given(several)
def test_it_is_the_definition(levels: np.ndarray) -> None:
    alpha = krippendorff_alpha(levels)
    assume(not np.isnan(alpha))
    assert alpha == pytest.approx(by_definition(levels), rel=1e-12, abs=1e-12)
    assert alpha <= 1.0


@settings(max_examples=100, deadline=None)
@given(several, st.permutations(range(6)))
def test_neither_the_order_of_assessors_nor_of_items_matters(levels: np.ndarray, order: list[int]) -> None:
    first, turned = krippendorff_alpha(levels), krippendorff_alpha(levels[::-1, order])
    assert turned == pytest.approx(first, rel=1e-12, abs=1e-12, nan_ok=True)


def test_indicators_two_levels_apart_are_listed() -> None:
    levels = np.array([[0, 1, NAN, 4, NAN, 3], [2, 2, 4, 4, NAN, 2.5], [1, NAN, NAN, 1, NAN, 1]])
    assert differences(levels).tolist() == [0, 3, 5]
    assert differences(levels, least=3).tolist() == [3]


@pytest.mark.parametrize("function", [krippendorff_alpha, differences])
def test_levels_of_another_shape_are_refused(function: object) -> None:
    with pytest.raises(ValueError, match=r"levels are \[assessors, items\], not \[2\]"):
        function(np.array([1.0, 2.0]))  # type: ignore[operator]
