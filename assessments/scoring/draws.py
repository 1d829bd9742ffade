"""Common random numbers: the same for every mission, so that a comparison shows missions and not chance.

Each indicator has a random order of its own, made from the seed and the indicator's code: changing the order of a
framework's indicators, or adding one, changes no other. The draws are a Latin hypercube: each indicator takes the
shares (k + 0.5) / draws for k = 0 to draws - 1, each once, in its random order. That order is the argsort of `draws`
raw 64-bit numbers of PCG64. Source: McKay, Beckman and Conover, Technometrics 21 (1979).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assessments.scoring import pert
from assessments.scoring.arrays import Array

Positions = npt.NDArray[np.intp]
Triple = tuple[float, float, float]

SHAPE_DIGITS = 12
# Where each assessor's distribution is tabulated: close together in both tails.
TABLED = np.sin(np.linspace(0.0, np.pi / 2.0, 257)) ** 2
MIXTURE_STEPS = 6
# Newton's method squares its error: after a step as small as this share of the range all further digits are right.
CLOSE = 1e-8


@dataclass(frozen=True)
class RandomOrder:
    """The random order of one indicator's draws: `rank[d]` is the place of draw d, `order[k]` the draw at place k."""

    rank: Positions
    order: Positions


@lru_cache(maxsize=512)
def random_order(code: str, draws: int, seed: int) -> RandomOrder:
    """The random order of an indicator; the seed is any whole number from 0 on."""
    words = np.frombuffer(hashlib.sha256(code.encode()).digest(), dtype="<u4").tolist()
    raw = np.random.PCG64(np.random.SeedSequence([seed, *words])).random_raw(draws)
    order = np.argsort(raw, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(draws)
    for array in (rank, order):
        array.setflags(write=False)
    return RandomOrder(rank, order)


def quantile_shares(points: int) -> Array:
    """(k + 0.5) / points for k = 0 to points - 1: the shares at which distributions are read."""
    return (np.arange(points) + 0.5) / points


def mixture_quantiles(estimates: tuple[Triple, ...], points: int) -> Array:
    """The quantiles of an equal mixture of PERT distributions (lowest, best, highest): [points], rising."""
    if len(set(estimates)) > 1:
        return _find_quantiles(tuple(sorted(estimates)), points)
    lowest, best, highest = estimates[0]
    if lowest == highest:
        return np.full(points, best)
    return lowest + (highest - lowest) * pert.quantile_grid(_shape(estimates[0]), points)


def _shape(estimate: Triple) -> float:
    lowest, best, highest = estimate
    return round((best - lowest) / (highest - lowest), SHAPE_DIGITS)


@lru_cache(maxsize=256)
def _find_quantiles(estimates: tuple[Triple, ...], points: int) -> Array:
    """The mixture's quantiles: a table of its distribution function brackets them, Newton's method finds them."""
    nodes = np.unique(np.concatenate([_tabled_numbers(estimate) for estimate in estimates]))
    # An estimate whose three numbers are equal is a step: the table holds the share below the step and the share at it.
    table = np.stack([_mixture_cdf(nodes, estimates, "left"), _mixture_cdf(nodes, estimates, "right")], axis=1).ravel()
    wanted = quantile_shares(points)
    right = np.searchsorted(table, wanted, side="left").clip(1, table.size - 1)
    low, high = nodes[(right - 1) // 2], nodes[right // 2]
    rise = table[right] - table[right - 1]
    part = np.divide(wanted - table[right - 1], rise, out=np.zeros(points), where=rise > 0.0)
    x = low + (high - low) * part.clip(0.0, 1.0)
    for _ in range(MIXTURE_STEPS):
        miss = _mixture_cdf(x, estimates, "right") - wanted
        slope = _mixture_density(x, estimates)
        step = np.divide(miss, slope, out=np.zeros(points), where=slope > 0.0)
        before, x = x, np.clip(x - step, low, high)
        if np.abs(x - before).max() <= CLOSE * (nodes[-1] - nodes[0]):
            break
    x = np.maximum.accumulate(x)
    x.setflags(write=False)
    return x


def _tabled_numbers(estimate: Triple) -> Array:
    lowest, _, highest = estimate
    if lowest == highest:
        return np.array([lowest])
    return lowest + (highest - lowest) * pert.quantiles(TABLED, _shape(estimate))


def _mixture_cdf(x: Array, estimates: tuple[Triple, ...], side: str) -> Array:
    """The share of the mixture at or below x; with side "left", the share below it."""
    total = np.zeros_like(x)
    for estimate in estimates:
        lowest, _, highest = estimate
        is_step = lowest == highest
        total += x > highest if is_step and side == "left" else x >= highest
        if not is_step:
            inside = (x > lowest) & (x < highest)
            total[inside] += pert.cdf((x[inside] - lowest) / (highest - lowest), _shape(estimate))
    return total / len(estimates)


def _mixture_density(x: Array, estimates: tuple[Triple, ...]) -> Array:
    total = np.zeros_like(x)
    for estimate in estimates:
        lowest, _, highest = estimate
        if lowest < highest:
            width = highest - lowest
            inside = (x > lowest) & (x < highest)
            total[inside] += pert.density((x[inside] - lowest) / width, _shape(estimate)) / width
    return total / len(estimates)
