"""From what was rated or measured to a value on the framework's scale.

A normalisation is fitted once to the compared units (only min-max, z-score and rank look at them) and then applied to
any array of raw numbers, so that draws around a rating are read on the same scale as the rating itself. `check` says
why a normalisation cannot take some raw numbers; None if it can.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array

MEAN = "mean"
# The most that rounding errors add up to in a deep graph, as a share of the scale's larger end. It is less than the
# tolerance at the edge of a band.
NOISE = 1e-12
# Tied units occupy several ranks, and all get the same one of them: 0 the smallest, 0.5 the mean, 1 the largest.
TIES = {MEAN: 0.5, "low": 0.0, "high": 1.0}


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

    def snap_to_ends(self, values: Array) -> Array:
        """The values; one that misses an end of the scale only by rounding errors becomes that end.

        A mean of parts at the top can come out as 99.99999999999999 or as 100.00000000000001, because the shares of its
        weights sum to 1 only up to rounding. A number just above the bottom stays: small values are exact there.
        """
        noise = NOISE * max(abs(self.bottom), abs(self.top))
        values = np.where(np.abs(values - self.top) <= noise, self.top, values)
        return np.where((values < self.bottom) & (values >= self.bottom - noise), self.bottom, values)


@dataclass(frozen=True)
class Fitted:
    """A normalisation fitted to the compared units: `apply` maps raw numbers to values, NaN to NaN.

    `lowest` and `highest` are the ends of the values that a unit may have if it was not measured.
    """

    apply: Callable[[Array], Array]
    lowest: float
    highest: float

    def reversed(self, pivot: float) -> "Fitted":
        """The same with the scale turned round: v becomes pivot - v."""
        return Fitted(lambda raw: pivot - self.apply(raw), pivot - self.highest, pivot - self.lowest)

    def then(self, step: Callable[[Array], Array]) -> "Fitted":
        """The same, followed by `step`, a function of the value that never falls."""
        lowest, highest = step(np.array([self.lowest, self.highest])).tolist()
        return Fitted(lambda raw: step(self.apply(raw)), lowest, highest)


@dataclass(frozen=True)
class Ordinal:
    """Levels `first`, `first` + 1 ... with a value each; between two levels the value is interpolated."""

    values: tuple[float, ...]
    first: int = 0

    @property
    def last(self) -> int:
        return self.first + len(self.values) - 1

    def fit(self, units: Array, scale: Scale) -> Fitted:
        values = np.asarray(self.values)
        steps = np.diff(values)
        length = float(self.last - self.first)
        slope = (self.values[-1] - self.values[0]) / length
        # The top level must be exactly the last value: turned round, it would miss the bottom by a last digit.
        is_exact = self.values[0] + slope * length == self.values[-1]
        if is_exact and np.all(np.abs(steps - steps[0]) <= 1e-12 * abs(scale.top - scale.bottom)):
            return Fitted(lambda raw: self.values[0] + slope * (raw - self.first), self.values[0], self.values[-1])
        levels = np.arange(self.first, self.last + 1, dtype=np.float64)
        return Fitted(lambda raw: np.interp(raw, levels, values), self.values[0], self.values[-1])

    def check(self, raw: Array) -> str | None:
        outside = (raw < self.first) | (raw > self.last)
        return f"a level lies outside {self.first} to {self.last}" if outside.any() else None


@dataclass(frozen=True)
class Goalposts:
    """clip((x - low) / (high - low), 0, 1) of the scale; with `log` the same on log (x + plus).

    With `clip` a number without a logarithm gets the bottom. Without `clip` the line goes on beyond both goalposts; a
    unit that was not measured may then lie anywhere on the scale and as far beyond it as the measured ones reach.
    """

    low: float
    high: float
    log: bool = False
    plus: float = 0.0
    clip: bool = True

    def fit(self, units: Array, scale: Scale) -> Fitted:
        def apply(raw: Array) -> Array:
            share = self._share(raw)
            return scale.at(np.clip(share, 0.0, 1.0) if self.clip else share)

        reached = [] if self.clip else apply(units[~np.isnan(units)]).tolist()
        return Fitted(apply, min([scale.bottom, *reached]), max([scale.top, *reached]))

    def check(self, raw: Array) -> str | None:
        return _without_logarithm(raw, self.plus) if self.log and not self.clip else None

    def _share(self, raw: Array) -> Array:
        if not self.log:
            return (raw - self.low) / (self.high - self.low)
        low, high = np.log([self.low + self.plus, self.high + self.plus])
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(raw + self.plus, 0.0))
        shares: Array = (logs - low) / (high - low)
        return shares


@dataclass(frozen=True)
class MinMax:
    """Goalposts at the smallest and largest value of the compared units; equal units all get the scale's middle."""

    log: bool = False
    plus: float = 0.0

    def fit(self, units: Array, scale: Scale) -> Fitted:
        known = units[~np.isnan(units)]
        if known.size == 0 or known.min() == known.max():
            return Fitted(lambda raw: np.where(np.isnan(raw), raw, scale.middle), scale.bottom, scale.top)
        return Goalposts(float(known.min()), float(known.max()), self.log, self.plus).fit(units, scale)

    def check(self, raw: Array) -> str | None:
        return _without_logarithm(raw, self.plus) if self.log else None


@dataclass(frozen=True)
class ZScore:
    """mean + spread (x - m) / s, m and s the mean and the sample standard deviation of the compared units.

    If all units are alike, or there is only one, the value is `mean`. A unit that was not measured may lie anywhere
    between the lowest and highest measured ones. `Indicator.fit` cuts the values at the ends of the scale where `clip`
    is set, after polarity.
    """

    mean: float = 0.0
    spread: float = 1.0
    clip: bool = False

    def fit(self, units: Array, scale: Scale) -> Fitted:
        # Sorted, because a sum's last digit depends on its order: units listed in another order score the same.
        known = np.sort(units[~np.isnan(units)])
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

    With `ties` "low" or "high" they share the smallest or the largest of them. A single unit gets the scale's middle. A
    number between two units' is interpolated between their ranks.
    """

    ties: str = MEAN

    def fit(self, units: Array, scale: Scale) -> Fitted:
        known = units[~np.isnan(units)]
        if known.size < 2:
            return Fitted(lambda raw: np.where(np.isnan(raw), raw, scale.middle), scale.bottom, scale.top)
        distinct, counts = np.unique(known, return_counts=True)
        below = np.cumsum(counts) - counts
        shares = (below + (counts - 1) * TIES[self.ties]) / (known.size - 1)
        return Fitted(lambda raw: scale.at(np.interp(raw, distinct, shares)), scale.bottom, scale.top)

    def check(self, raw: Array) -> str | None:
        return None


Normalisation = Ordinal | Goalposts | MinMax | ZScore | Rank


def evenly_spaced(levels: int, scale: Scale, first: int = 0) -> Ordinal:
    """Levels at equal distances from bottom to top, counted from `first`: 0, 25, 50, 75, 100 for five of them."""
    shares = np.arange(levels) / (levels - 1)
    return Ordinal(tuple(scale.at(shares).tolist()), first)


def _without_logarithm(raw: Array, plus: float) -> str | None:
    return f"a value at or below {-plus + 0.0:g} has no logarithm" if (raw + plus <= 0.0).any() else None
