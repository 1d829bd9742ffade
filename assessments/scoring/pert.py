"""The PERT distribution: a beta on lowest to highest whose mean is (lowest + 4 best + highest) / 6.

On 0 to 1, with the best estimate at `shape`, it is the beta distribution with a = 1 + 4 shape and b = 5 - 4 shape, so
that a + b = 6. Source: Malcolm, Roseboom, Clark and Fazar, Operations Research 7 (1959), in the beta form of Vose.
"""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from assessments.scoring.arrays import Array

# With x at most 0.5 the series' terms at least halve: 56 of them reach the last digit.
TERMS = 56
COARSE = 257
NEWTON_STEPS = 2


def parameters(shape: float) -> tuple[float, float]:
    """The beta distribution's a and b; `shape` is the best estimate's place between lowest (0) and highest (1)."""
    return 1.0 + 4.0 * shape, 5.0 - 4.0 * shape


def cdf(x: Array, shape: float) -> Array:
    """The share of the distribution at or below x: the regularized incomplete beta function; x lies in 0 to 1."""
    a, b = parameters(shape)
    is_low = x <= 0.5
    share = np.empty_like(x)
    share[is_low] = _lower(a, b)(x[is_low])
    share[~is_low] = 1.0 - _lower(b, a)(1.0 - x[~is_low])
    return share


def density(x: Array, shape: float) -> Array:
    """x^(a-1) (1-x)^(b-1) / B(a, b) on 0 to 1."""
    a, b = parameters(shape)
    values: Array = np.power(x, a - 1.0) * np.power(1.0 - x, b - 1.0) / _beta(a, b)
    return values


@lru_cache(maxsize=256)
def quantile_grid(shape: float, points: int) -> Array:
    """The quantiles at (k + 0.5) / points for k = 0 to points - 1: [points], rising in 0 to 1, read-only."""
    return _frozen(quantiles((np.arange(points) + 0.5) / points, shape))


def quantiles(shares: Array, shape: float) -> Array:
    """The inverse of `cdf` for rising `shares` in 0 to 1, to about 1e-13."""
    a, b = parameters(shape)
    middle = float(_lower(a, b)(np.array([0.5]))[0])
    split = int(np.searchsorted(shares, middle, side="right"))
    low = _inverse(a, b, shares[:split])
    high = 1.0 - _inverse(b, a, 1.0 - shares[split:])
    return np.concatenate([low, high])


def _inverse(a: float, b: float, shares: Array) -> Array:
    """x in 0 to 0.5 where the distribution's share below is `shares`.

    Interpolates in a coarse table of the share's a-th root, which is almost a straight line, then takes two steps of
    Newton's method.
    """
    lower = _lower(a, b)
    coarse = np.linspace(0.0, 0.5, COARSE)
    x = np.interp(shares ** (1.0 / a), lower(coarse) ** (1.0 / a), coarse)
    for _ in range(NEWTON_STEPS):
        slope = x ** (a - 1.0) * (1.0 - x) ** (b - 1.0) / _beta(a, b)
        step = np.divide(lower(x) - shares, slope, out=np.zeros_like(x), where=slope > 0.0)
        x = np.clip(x - step, 0.0, 0.5)
    return x


@lru_cache(maxsize=256)
def _lower(a: float, b: float) -> Callable[[Array], Array]:
    """I_x(a, b) for x in 0 to 0.5: x^a / B(a, b) times the sum over n of (1-b)_n x^n / (n! (a + n))."""
    factors, factor = [], 1.0
    for n in range(TERMS):
        factors.append(factor / ((a + n) * _beta(a, b)))
        factor *= (n + 1.0 - b) / (n + 1.0)

    def share(x: Array) -> Array:
        total = np.full_like(x, factors[-1])
        for factor in reversed(factors[:-1]):
            np.multiply(total, x, out=total)
            np.add(total, factor, out=total)
        return total * x**a

    return share


def _beta(a: float, b: float) -> float:
    return math.gamma(a) * math.gamma(b) / math.gamma(a + b)


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
