"""What moves a score: each indicator at the ends of its plausible range, all others at their best estimates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.estimates import Estimates
from assessments.scoring.evaluate import counted_upward, fit
from assessments.scoring.framework import NEGATIVE, Framework
from assessments.scoring.normalisation import Fitted
from assessments.scoring.waves import NEUTRAL, propagate_waves, reweight, waves

# Units x indicators that are varied at a time, so that memory stays flat.
BLOCK = 2048


@dataclass(frozen=True)
class Tornado:
    """Each output with one indicator at the lowest and at the highest level or quantity that is plausible.

    outputs      the codes of the nodes that are explained, the axis of the arrays below
    low, high    [units, outputs, indicators]: in points; NaN where the indicator does not apply or the output has
                 no value. `low` is above `high` where more of the indicator means less of the output
    """

    outputs: tuple[str, ...]
    low: Array
    high: Array


def tornado(framework: Framework, estimates: Estimates, *, of: Sequence[str] | None = None) -> Tornado:
    """Move one indicator at a time from its lowest to its highest plausible value, for the nodes `of` (by default
    `framework.outputs`).

    Of several assessors the lowest of all lowest and the highest of all highest values count. An indicator that is not
    rated spans its whole scale, and counts as rated while it is varied. Normalisations that look at the compared units
    are fitted to the best estimates and then kept fixed. Raises KeyError for a code that is no node.
    """
    codes = framework.outputs if of is None else tuple(of)
    best, ends = _values(framework, estimates)
    step = max(1, BLOCK // len(framework.indicators))
    parts = [
        _varied(framework, codes, best[block], ends[:, block], estimates.applicable[block])
        for block in (slice(start, start + step) for start in range(0, len(best), step))
    ]
    spans = np.concatenate([np.empty((2, 0, len(codes), best.shape[1])), *parts], axis=1)
    return Tornado(codes, spans[0], spans[1])


def _values(framework: Framework, estimates: Estimates) -> tuple[Array, Array]:
    """On the framework's scale: the best values [units, indicators], and (lowest, highest) [2, units, indicators]."""
    raw = estimates.raw
    stacked = np.stack([raw, *estimates.plausible()], axis=-1)
    values = np.empty_like(stacked)
    for at, (indicator, fitted) in enumerate(zip(framework.indicators, fit(framework, raw), strict=True)):
        values[:, at] = fitted.apply(stacked[:, at])
        values[:, at, 1:] = np.where(np.isnan(raw[:, at, None]), _scale(fitted, indicator.polarity), values[:, at, 1:])
    return values[..., 0], values[..., 1:].transpose(2, 0, 1)


def _scale(fitted: Fitted, polarity: str) -> tuple[float, float]:
    """The values of the lowest and of the highest raw number."""
    return (fitted.highest, fitted.lowest) if polarity == NEGATIVE else (fitted.lowest, fitted.highest)


def _varied(framework: Framework, codes: tuple[str, ...], best: Array, ends: Array, applicable: Mask) -> Array:
    """(low, high) of some units: [2, units, outputs, indicators]."""
    units, count = best.shape
    varied = np.arange(count)
    rated = np.repeat(~np.isnan(best)[:, None], count, axis=1)
    rated[:, varied, varied] = applicable
    leaves = np.repeat(np.where(np.isnan(best), NEUTRAL, best)[:, None, :, None], count, axis=1).repeat(2, axis=3)
    leaves[:, varied, varied] = np.where(applicable[..., None], ends.transpose(1, 2, 0), NEUTRAL)

    rows = rated.reshape(-1, count)
    graph = waves(framework, codes)
    reweighting = reweight(
        framework, graph, rows, counted_upward(framework, rows, np.repeat(applicable, count, axis=0))
    )
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        values = propagate_waves(framework, graph, leaves.reshape(-1, count, 2).transpose(1, 0, 2), reweighting)
    outputs = [framework.positions[code] for code in codes]
    has_value = reweighting.present[outputs] & applicable.ravel()
    spans = np.where(has_value[..., None], values[outputs], np.nan).reshape(len(codes), units, count, 2)
    return np.asarray(spans.transpose(3, 1, 0, 2))
