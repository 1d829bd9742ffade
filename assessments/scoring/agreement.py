"""How far several assessors of the same indicators agree."""

import numpy as np
import numpy.typing as npt

from assessments.scoring.arrays import Array


def krippendorff_alpha(levels: Array) -> float:
    """Krippendorff's alpha with the ordinal metric, from `levels` [assessors, items], NaN for no rating.

    1 is full agreement, 0 is what chance would give, and below 0 assessors differ more than by chance. Only the order
    of the numbers counts; all items must share one scale. Only items with at least two ratings are used. The result is
    NaN ("not defined") if there is no such item, or if all their ratings are alike: chance would then agree fully too,
    so nothing tells agreement from a question that has only one answer. Raises ValueError for a wrong shape.

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011). The ordinal distance of two
    values there is the number of ratings from one to the other, each end counted half; that is the distance of
    their mean ranks, and both disagreements are then mean squared distances of ranks.
    """
    pairable = _pairable(_checked(levels))
    given = ~np.isnan(pairable)
    if not given.any():
        return np.nan
    _, kinds, counts = np.unique(pairable[given], return_inverse=True, return_counts=True)
    if counts.size == 1:
        return np.nan
    # Twice the mean rank is a whole number, so that the sums are exact whatever the order of assessors.
    twice_ranks = np.zeros(pairable.shape)
    twice_ranks[given] = (2 * np.cumsum(counts) - counts)[kinds]
    raters = given.sum(axis=0)
    observed = (_squared_distances(twice_ranks, raters) / (raters - 1)).sum() / raters.sum()
    expected = _squared_distances(twice_ranks.ravel(), raters.sum()) / (raters.sum() * (raters.sum() - 1))
    return float(1.0 - observed / expected)


def differences(levels: Array, least: float = 2.0) -> npt.NDArray[np.intp]:
    """The items of `levels` [assessors, items] on which two assessors differ by `least` levels or more: indices.

    NaN is no rating. Raises ValueError for a wrong shape.
    """
    levels = _checked(levels)
    highest = np.max(levels, axis=0, initial=-np.inf, where=~np.isnan(levels))
    lowest = np.min(levels, axis=0, initial=np.inf, where=~np.isnan(levels))
    return np.flatnonzero(highest - lowest >= least)


def _checked(levels: Array) -> Array:
    levels = np.asarray(levels, dtype=np.float64)
    if levels.ndim != 2:
        raise ValueError(f"levels are [assessors, items], not {list(levels.shape)}")
    return levels


def _pairable(levels: Array) -> Array:
    return levels[:, (~np.isnan(levels)).sum(axis=0) >= 2]


def _squared_distances(ranks: Array, count: npt.NDArray[np.intp]) -> Array:
    """The sum of the squared distances of all ordered pairs along the first axis; of `count` ranks, 0 is no rank."""
    distances: Array = 2.0 * (count * (ranks**2).sum(axis=0) - ranks.sum(axis=0) ** 2)
    return distances
