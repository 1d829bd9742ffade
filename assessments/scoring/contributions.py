"""Why this score: how many points of an output each indicator accounts for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.derivatives import gradients
from assessments.scoring.evaluate import checked, counted_upward, fit
from assessments.scoring.framework import Framework
from assessments.scoring.waves import Positions, Wave, propagate_waves, reweight, unrounded, waves

# Points of the Gauss-Legendre rule: three are exact for a mitigated risk; each half of a cut stretch gets more.
FIRST, FINER = 3, 8
# A stretch is cut in two while its points miss the change of the output by more than this share of the scale's width.
TOLERANCE = 1e-9
# After so many halvings a stretch is as short as the last digit of a number from 0 to 1.
MOST_HALVINGS = 50
# When more stretches of a unit fail at once, the cause is no kink but rounding errors: cutting does not help.
MOST_STRETCHES = 64
BLOCK = 256


@dataclass(frozen=True)
class Contributions:
    """What each indicator adds to (below 0: takes from) each output.

    outputs    the codes of the nodes that are explained, the axis of the arrays below
    points     [units, outputs, indicators]; 0 for an indicator that is not rated, NaN where the output has no value
    baseline   [units, outputs]: the output with every rated indicator at the scale's bottom

    `baseline + points.sum(axis=-1)` is the output's value.
    """

    outputs: tuple[str, ...]
    points: Array
    baseline: Array


def contributions(
    framework: Framework, raw: Array, applicable: Mask | None = None, *, of: Sequence[str] | None = None
) -> Contributions:
    """Aumann-Shapley values of the indicators for the nodes `of` (by default `framework.outputs`).

    `raw` and `applicable` are as for `evaluate`, whose values are explained; what is missing stays missing. With x the
    indicators' values, b the baseline and f the output, indicator i has

        c_i = (x_i - b_i) integral over t from 0 to 1 of df/dx_i at b + t (x - b)

    and c sums to f(x) - f(b). Children of equal value share a minimum or maximum equally. Rounding has no derivative:
    where nodes are rounded, the graph without rounding is integrated, and what rounding adds or takes is spread over
    the indicators in proportion to the size of their points.

    Raises ValueError as `evaluate` does, KeyError for a code that is no node. Source: Aumann and Shapley, Values of
    Non-Atomic Games (1974); Billera and Heath, Mathematics of Operations Research 7 (1982). Method: docs/method.md,
    section 5.
    """
    raw, applies = checked(framework, raw, applicable)
    codes = framework.outputs if of is None else tuple(of)
    known = np.where(applies, raw, np.nan)
    columns = zip(fit(framework, known), np.ascontiguousarray(known.T), strict=True)
    values = np.stack([fitted.apply(column) for fitted, column in columns])
    counted = counted_upward(framework, ~np.isnan(known), applies)
    parts = [
        _explained(framework, codes, values[:, block], None if counted is None else counted[block])
        for block in (slice(start, start + BLOCK) for start in range(0, len(raw), BLOCK))
    ]
    if not parts:
        return Contributions(codes, np.empty((0, len(codes), raw.shape[1])), np.empty((0, len(codes))))
    return Contributions(codes, *(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _explained(
    framework: Framework, codes: tuple[str, ...], values: Array, counted: Mask | None
) -> tuple[Array, Array]:
    """Points and baseline of some units; `values` [indicators, units], NaN where not rated."""
    graph = waves(framework, codes)
    line = _Line(framework, graph, values, counted, np.array([framework.positions[code] for code in codes]))
    all_units = np.arange(values.shape[1])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        points, ends = _integrated(line, all_units, np.zeros(all_units.size), np.ones(all_units.size))
        if any(wave.representative.round_to is not None for wave in graph):
            ends = line.at_ends(graph)
            points = _summing_to(ends[1] - ends[0], points, line.moved)
    points += 0.0  # no -0.0
    points[~line.has_value] = np.nan
    return points, np.where(line.has_value, ends[0], np.nan)


class _Line:
    """The straight line from the baseline (t = 0) to the units' values (t = 1)."""

    def __init__(
        self, framework: Framework, graph: Sequence[Wave], values: Array, counted: Mask | None, outputs: Positions
    ) -> None:
        rated = ~np.isnan(values)
        self.framework, self.outputs = framework, outputs
        self.graph = unrounded(graph)
        self.bottom = framework.scale.bottom
        self.values = np.where(rated, values, self.bottom)
        self.moved = (self.values != self.bottom).T
        self.reweighting = reweight(framework, graph, rated.T, counted)
        present = self.reweighting.present[outputs].T
        self.has_value: Mask = np.broadcast_to(present, (values.shape[1], outputs.size))

    def leaves(self, units: Positions, t: Array) -> Array:
        """The indicators' values at t [units, points]: [indicators, units, points]."""
        return self.bottom * (1.0 - t) + self.values[:, units, None] * t

    def at_ends(self, graph: Sequence[Wave]) -> Array:
        """The outputs at baseline and end: [2, units, outputs]."""
        all_units = np.arange(self.values.shape[1])
        leaves = self.leaves(all_units, np.broadcast_to([0.0, 1.0], (all_units.size, 2)))
        return propagate_waves(self.framework, graph, leaves, self.reweighting)[self.outputs].T

    def stretch(self, units: Positions, start: Array, end: Array, count: int) -> tuple[Array, Array]:
        """Points [stretches, outputs, indicators] and the outputs at both ends [2, stretches, outputs]."""
        nodes, node_weights = _gauss_legendre(count)
        width = end - start
        t = np.concatenate([start[:, None] + width[:, None] * nodes, start[:, None], end[:, None]], axis=1)
        reweighting = self.reweighting.for_units(units)
        values = propagate_waves(self.framework, self.graph, self.leaves(units, t), reweighting)
        slopes = gradients(self.framework.scale, self.graph, values[..., :count], reweighting, self.outputs)
        means = (slopes[: len(self.values)] * node_weights).sum(axis=-1)
        points = means * ((self.values[:, units] - self.bottom) * width)[:, None]
        return np.nan_to_num(points.T, posinf=0.0, neginf=0.0), values[self.outputs, :, count:].T


def _integrated(
    line: _Line, units: Positions, start: Array, end: Array, count: int = FIRST, halvings: int = MOST_HALVINGS
) -> tuple[Array, Array]:
    """Points [stretches, outputs, indicators] and the outputs at both ends of the stretches [2, stretches, outputs].

    A stretch is halved where its points do not sum to the change of the outputs. What is still missing at the end (at a
    jump, or by rounding errors) goes to the indicators in proportion to their points in that stretch.
    """
    points, ends = line.stretch(units, start, end, count)
    change = ends[1] - ends[0]
    failing = _failing(line, units, change, points)
    if halvings == 0 or not failing.any():
        return _summing_to(change, points, line.moved[units]), ends
    points[~failing] = _summing_to(change[~failing], points[~failing], line.moved[units[~failing]])
    left, right, units_of_halves = start[failing], end[failing], np.tile(units[failing], 2)
    middle = (left + right) / 2.0
    halves, _ = _integrated(
        line, units_of_halves, np.concatenate([left, middle]), np.concatenate([middle, right]), FINER, halvings - 1
    )
    points[failing] = halves[: left.size] + halves[left.size :]
    return points, ends


def _failing(line: _Line, units: Positions, change: Array, points: Array) -> Mask:
    """Which stretches do not sum to their change and may be worth halving: [stretches]."""
    width = line.framework.scale.top - line.framework.scale.bottom
    off = np.abs(change - points.sum(axis=-1)) > TOLERANCE * np.maximum(width, np.abs(change))
    failing: Mask = (off & line.has_value[units]).any(axis=-1)
    if failing.any():
        failing &= np.bincount(units[failing], minlength=len(line.moved))[units] <= MOST_STRETCHES
    return failing


def _summing_to(change: Array, points: Array, moved: Mask) -> Array:
    """The points, raised or lowered in proportion to their size so that they sum to the change; evenly where all are 0.

    change [..., outputs], points [..., outputs, indicators], moved [..., indicators]: whose value is not its baseline.
    """
    size = np.abs(points)
    size = np.where(size.any(axis=-1, keepdims=True), size, moved[..., None, :])
    lacking = (change - points.sum(axis=-1)) / np.maximum(size.sum(axis=-1), np.finfo(np.float64).tiny)
    return np.asarray(points + lacking[..., None] * size)


@lru_cache(maxsize=4)
def _gauss_legendre(count: int) -> tuple[Array, Array]:
    """Nodes and weights on 0 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1.0) / 2.0, weights / 2.0
