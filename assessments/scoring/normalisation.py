"""From what was rated or measured to a value on the framework's scale.

A normalisation is fitted once to the compared units (only min-max, z-score and rank look at them) and then applied to
any array of raw numbers, so that draws around a rating are read on the same scale as the rating itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array


@dataclass(frozen=True)
class Scale:
    """The two ends of all values of a framework."""

    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2.0

    def at(self, share: Array) -> Array:
        """The value at a share (0 to 1) of the way from bottom to top."""
        return self.bottom + (self.top - self.bottom) * share


@dataclass(frozen=True)
class Fitted:
    """A normalisation that knows its units: `apply` maps raw numbers to values, NaN to NaN."""

    apply: Callable[[Array], Array]
    lowest: float
    highest: float

    def reversed(self, pivot: float) -> "Fitted":
        """The same with the scale turned round: v becomes pivot - v."""
        return Fitted(lambda raw: pivot - self.apply(raw), pivot - self.highest, pivot - self.lowest)


@dataclass(frozen=True)
class Ordinal:
    """Levels 0, 1, 2 ... with a value each; between two levels the value is interpolated."""

    values: tuple[float, ...]

    def fit(self, units: Array, scale: Scale) -> Fitted:
        top_level = len(self.values) - 1
        values = np.asarray(self.values)
        steps = np.diff(values)
        if np.all(np.abs(steps - steps[0]) <= 1e-12 * abs(scale.top - scale.bottom)):
            slope = (self.values[-1] - self.values[0]) / top_level
            return Fitted(lambda raw: self.values[0] + slope * raw, self.values[0], self.values[-1])
        levels = np.arange(len(self.values), dtype=np.float64)
        return Fitted(lambda raw: np.interp(raw, levels, values), self.values[0], self.values[-1])

    def check(self, raw: Array) -> str | None:
        top_level = len(self.values) - 1
        outside = (raw < 0.0) | (raw > top_level)
        return f"a level lies outside 0 to {top_level}" if outside.any() else None


@dataclass(frozen=True)
class Goalposts:
    """clip((x - low) / (high - low), 0, 1) of the scale; with `log` the same on log x (0 and less is the bottom)."""

    low: float
    high: float
    log: bool = False

    def fit(self, units: Array, scale: Scale) -> Fitted:
        return Fitted(lambda raw: scale.at(_share(raw, self.low, self.high, self.log)), scale.bottom, scale.top)

    def check(self, raw: Array) -> str | None:
        return None


@dataclass(frozen=True)
class MinMax:
    """Goalposts at the smallest and largest value of the compared units; all alike (or one unit) is the middle."""

    log: bool = False

    def fit(self, units: Array, scale: Scale) -> Fitted:
        known = units[~np.isnan(units)]
        if known.size == 0 or known.min() == known.max():
            return Fitted(lambda raw: np.where(np.isnan(raw), raw, scale.middle), scale.bottom, scale.top)
        return Goalposts(float(known.min()), float(known.max()), self.log).fit(units, scale)

    def check(self, raw: Array) -> str | None:
        return "a value at or below 0 has no logarithm" if self.log and (raw <= 0.0).any() else None


@dataclass(frozen=True)
class ZScore:
    """mean + spread (x - m) / s, m and s the mean and the sample standard deviation of the compared units; unclipped.

    All alike (or one unit) is the mean. A unit that was not measured ranges over what the measured ones reached.
    """

    mean: float = 0.0
    spread: float = 1.0

    def fit(self, units: Array, scale: Scale) -> Fitted:
        known = units[~np.isnan(units)]
        deviation = float(known.std(ddof=1)) if known.size > 1 and known.min() < known.max() else 0.0
        if deviation == 0.0:
            return Fitted(lambda raw: np.where(np.isnan(raw), raw, self.mean), self.mean, self.mean)
        centre, factor = float(known.mean()), self.spread / deviation

        def apply(raw: Array) -> Array:
            return self.mean + factor * (raw - centre)

        return Fitted(apply, float(apply(known.min())), float(apply(known.max())))

    def check(self, raw: Array) -> str | None:
        return None


@dataclass(frozen=True)
class Rank:
    """The percentile rank (r - 1) / (n - 1) among the n compared units; ties share the mean of their ranks r.

    A single unit is the scale's middle. A number between two units' is interpolated between their ranks.
    """

    def fit(self, units: Array, scale: Scale) -> Fitted:
        known = units[~np.isnan(units)]
        if known.size < 2:
            return Fitted(lambda raw: np.where(np.isnan(raw), raw, scale.middle), scale.bottom, scale.top)
        distinct, counts = np.unique(known, return_counts=True)
        below = np.cumsum(counts) - counts
        shares = (below + (counts - 1) / 2.0) / (known.size - 1)
        return Fitted(lambda raw: scale.at(np.interp(raw, distinct, shares)), scale.bottom, scale.top)

    def check(self, raw: Array) -> str | None:
        return None


Normalisation = Ordinal | Goalposts | MinMax | ZScore | Rank


def evenly_spaced(levels: int, scale: Scale) -> Ordinal:
    """Levels 0 to levels - 1 at equal distances from bottom to top: 25 L for five levels on 0 to 100."""
    shares = np.arange(levels) / (levels - 1)
    return Ordinal(tuple(scale.at(shares).tolist()))


def _share(raw: Array, low: float, high: float, log: bool) -> Array:
    if not log:
        return np.clip((raw - low) / (high - low), 0.0, 1.0)
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(raw, 0.0))
    shares: Array = np.clip((logs - np.log(low)) / (np.log(high) - np.log(low)), 0.0, 1.0)
    return shares
