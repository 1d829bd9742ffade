"""Where units stand among each other, in one table or over many draws."""

from typing import Any

import numpy as np
import numpy.typing as npt

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.tolerance import TOLERANCE

Numbers = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.int32]

# Numbers handled at a time: few enough for the processor's cache, enough to make numpy's calls cheap.
TOGETHER = 2**18
PERCENTILES = (5, 50, 95)


def ranks(values: Numbers) -> Numbers:
    """Each unit's rank among `values` [units], or in each draw of [units, draws]; the result has the same shape.

    1 is the highest value. Equal values share the smallest of their ranks ("1, 2, 2, 4", as in published indices). A
    value within TOLERANCE of the next higher one counts as equal to it, so that rounding errors decide no rank. NaN has
    no rank, stays NaN and is not counted. Raises ValueError for another shape.
    """
    values = _floating(values)
    if values.ndim == 1:
        return ranks(values[:, np.newaxis])[:, 0]
    _two_axes(values)
    result = np.empty_like(values, order="C")
    for draws in _chunks(values.shape[1], values.shape[0]):
        places = _places(values[:, draws])
        result[:, draws] = np.where(places == 0, np.nan, places)
    return result


def rank_intervals(values: Numbers) -> tuple[Array, Array, Array]:
    """The 5th, 50th and 95th percentile of each unit's rank over the draws of `values` [units, draws]: three [units].

    They are ranks that were observed, and so whole: the p-th percentile is the smallest rank such that at least p
    percent of the draws have that or a smaller (better) one. Draws in which a unit is NaN are left out
    for that unit; NaN where none is left. Raises ValueError for another shape.
    """
    values = _two_axes(_floating(values))
    units, count = values.shape
    observed = np.empty(values.shape, dtype=np.min_scalar_type(units))
    for draws in _chunks(count, units):
        observed[:, draws] = _places(values[:, draws])
    return intervals_of_ranks(observed)


def intervals_of_ranks(observed: npt.NDArray[np.integer[Any]]) -> tuple[Array, Array, Array]:
    """Like `rank_intervals`, but from ranks [units, draws], 0 for none. Sorts `observed` in place."""
    units, count = observed.shape
    result = np.full((len(PERCENTILES), units), np.nan)
    for rows in _chunks(units, count):
        observed[rows].sort(axis=1)
        result[:, rows] = _percentiles(observed[rows])
    return result[0], result[1], result[2]


def pairwise(values: Numbers) -> Array:
    """The probability that the row's unit stands above the column's, over the draws of `values` [units, draws].

    [units, units]. A draw in which both are equal (within TOLERANCE) counts half for each, so p_ij + p_ji = 1 and the
    diagonal is 0.5. Only draws in which both have a value are looked at; NaN where there is none. Raises ValueError for
    another shape.
    """
    values = _two_axes(_floating(values))
    has_value = (~np.isnan(values)).astype(np.float32)
    both = has_value @ has_value.T
    lead = np.zeros(both.shape)
    raised = values + TOLERANCE
    for row in range(len(values)):
        others = slice(row + 1, None)
        lead[row, others] = _counts(values[row] > raised[others]) - _counts(raised[row] < values[others])
    lead -= lead.T
    return np.asarray(0.5 + np.divide(lead, both, out=np.full(both.shape, np.nan), where=both > 0.0) / 2.0)


def _counts(holds: Mask) -> Places:
    """How often each row is True; numpy counts one row several times faster than rows along an axis."""
    return np.array([np.count_nonzero(row) for row in holds], dtype=np.int32)


def _places(values: Numbers) -> Places:
    """Ranks [units, draws] as whole numbers, 0 for NaN."""
    falling = np.negative(values.T, order="C")
    order = np.argsort(falling, axis=1)
    ordered = np.take_along_axis(falling, order, axis=1)
    place = np.tile(np.arange(1, len(values) + 1, dtype=np.int32), (len(falling), 1))
    place[:, 1:][ordered[:, 1:] <= ordered[:, :-1] + TOLERANCE] = 0
    np.maximum.accumulate(place, axis=1, out=place)
    place[np.isnan(ordered)] = 0
    result = np.empty_like(place)
    np.put_along_axis(result, order, place, axis=1)
    return result.T


def _percentiles(ordered: npt.NDArray[np.integer[Any]]) -> Array:
    """[percentiles, units] from each unit's ranks in rising order [units, draws], 0 for none."""
    absent = (ordered == 0).sum(axis=1)
    present = ordered.shape[1] - absent
    at = [absent - 1 - (-percent * present) // 100 for percent in PERCENTILES]
    found = np.take_along_axis(ordered, np.stack(at, axis=1), axis=1)
    return np.where(present == 0, np.nan, found.T)


def _chunks(count: int, across: int) -> list[slice]:
    step = max(1, TOGETHER // max(1, across))
    return [slice(start, start + step) for start in range(0, count, step)]


def _floating(values: Numbers) -> Numbers:
    values = np.asarray(values)
    return values if np.issubdtype(values.dtype, np.floating) else values.astype(np.float64)


def _two_axes(values: Numbers) -> Numbers:
    if values.ndim != 2:
        raise ValueError(f"values are [units, draws], not {list(values.shape)}")
    return values
