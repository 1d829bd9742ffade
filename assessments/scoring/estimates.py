"""What assessors said, as arrays: best estimates with their plausible ranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework, Indicator, Margins
from assessments.scoring.normalisation import Goalposts, Ordinal, ZScore

CONFIDENCES = ("high", "medium", "low")
Words = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Estimates:
    """Best, lowest and highest plausible level or quantity: arrays [assessors, units, indicators], NaN for no rating.

    `applicable` [units, indicators] says which indicators count at all. `estimates` checks its input and makes an
    object of this class.
    """

    best: Array
    lowest: Array
    highest: Array
    applicable: Mask

    @cached_property
    def is_rated(self) -> Mask:
        """Where an indicator applies and at least one assessor gave an estimate: [units, indicators]."""
        return ~np.isnan(self.best).all(axis=0) & self.applicable

    @cached_property
    def raw(self) -> Array:
        """The mean of the best estimates, each assessor counting the same; NaN where there is none."""
        known = ~np.isnan(self.best)
        total = np.where(known, self.best, 0.0).sum(axis=0)
        return np.where(self.is_rated, total / np.maximum(known.sum(axis=0), 1), np.nan)

    def plausible(self) -> tuple[Array, Array]:
        """The lowest and the highest that any assessor finds plausible: two arrays [units, indicators]."""
        lowest = np.where(np.isnan(self.lowest), np.inf, self.lowest).min(axis=0)
        highest = np.where(np.isnan(self.highest), -np.inf, self.highest).max(axis=0)
        return np.where(self.is_rated, lowest, np.nan), np.where(self.is_rated, highest, np.nan)


def estimates(
    framework: Framework,
    best: Array,
    *,
    lowest: Array | None = None,
    highest: Array | None = None,
    confidence: Words | Sequence[object] | str = "medium",
    applicable: Mask | None = None,
) -> Estimates:
    """Check ratings and give every best estimate its plausible range.

    `best`, `lowest`, `highest` are [assessors, units, indicators], or [units, indicators] for a single assessor;
    `confidence` holds "high", "medium" or "low" in the same shape, or one word for all. Where an end of the range is
    NaN, the confidence sets it: it lies the framework's margin for this confidence away from the best estimate (in
    levels; for quantities in percent of the best estimate), cut at the ends of the scale. `applicable` is [units,
    indicators] or [indicators]. Raises ValueError for a wrong shape, an infinity, a level that the indicator does not
    have, an unknown confidence or a best estimate outside its range.
    """
    best = _stacked(framework, best)
    words = np.broadcast_to(np.asarray(confidence, dtype=np.str_), best.shape)
    if unknown := set(np.unique(words[~np.isnan(best)]).tolist()) - set(CONFIDENCES):
        raise ValueError(f"a confidence is high, medium or low, not {sorted(unknown)[0]!r}")
    known = ~np.isnan(best)
    given = [np.full(best.shape, np.nan) if end is None else _stacked(framework, end) for end in (lowest, highest)]
    if any(end.shape != best.shape for end in given):
        raise ValueError("best, lowest and highest have different shapes")
    ends = [np.where(known, end, np.nan) for end in given]
    for at, indicator in enumerate(framework.indicators):
        _fill(framework, indicator, best[..., at], words[..., at], ends[0][..., at], ends[1][..., at])
    return Estimates(best, ends[0], ends[1], _applicable(framework, best, applicable))


def _stacked(framework: Framework, numbers: Array) -> Array:
    array = np.asarray(numbers, dtype=np.float64)
    array = array[None] if array.ndim == 2 else array
    if array.ndim != 3 or array.shape[2] != len(framework.indicators):
        raise ValueError(
            f"ratings are [assessors, units, {len(framework.indicators)} indicators], not {list(np.shape(numbers))}"
        )
    if np.isinf(array).any():
        raise ValueError("a rating is infinite")
    return array


def _applicable(framework: Framework, best: Array, applicable: Mask | None) -> Mask:
    shape = best.shape[1:]
    if applicable is None:
        return np.ones(shape, dtype=np.bool_)
    applies = np.asarray(applicable, dtype=np.bool_)
    if applies.shape not in (shape, shape[1:]):
        raise ValueError(f"applicable is {list(shape)} or {list(shape[1:])}, not {list(applies.shape)}")
    return np.broadcast_to(applies, shape)


def _fill(framework: Framework, indicator: Indicator, best: Array, words: Words, lowest: Array, highest: Array) -> None:
    """Complete one indicator's ranges in place: arrays [assessors, units]."""
    for numbers in (best, lowest, highest):
        if problem := indicator.normalisation.check(numbers[~np.isnan(numbers)]):
            raise ValueError(f"{indicator.code}: {problem}")
    bottom, top = _ends(indicator, best)
    margin = _margins(framework, indicator, best, words)
    np.copyto(lowest, np.maximum(best - margin, np.minimum(best, bottom)), where=np.isnan(lowest))
    np.copyto(highest, np.minimum(best + margin, np.maximum(best, top)), where=np.isnan(highest))
    if (lowest > best).any() or (highest < best).any():
        raise ValueError(f"{indicator.code}: the best estimate lies outside its plausible range")


def _margins(framework: Framework, indicator: Indicator, best: Array, words: Words) -> Array:
    is_ordinal = isinstance(indicator.normalisation, Ordinal)
    margins: Margins = framework.level_margins if is_ordinal else framework.percent_margins
    widths: Array = np.select([words == word for word in CONFIDENCES], [getattr(margins, word) for word in CONFIDENCES])
    return widths if is_ordinal else np.abs(best) * widths / 100.0


def _ends(indicator: Indicator, best: Array) -> tuple[float, float]:
    """The raw numbers at the two ends of the indicator's scale."""
    normalisation = indicator.normalisation
    if isinstance(normalisation, Ordinal):
        return float(normalisation.first), float(normalisation.last)
    if isinstance(normalisation, Goalposts) and normalisation.clip:
        return normalisation.low, normalisation.high
    if isinstance(normalisation, ZScore | Goalposts) or np.isnan(best).all():
        return -np.inf, np.inf
    return float(np.nanmin(best)), float(np.nanmax(best))
