"""Bare numpy against which the engine is measured: the shipped framework's formulas, and no generality.

The plan is made beforehand and every array is written in place; what is timed is arithmetic, sorting and counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessments import scoring
from assessments.scoring import draws as common
from assessments.scoring import pert
from assessments.scoring.arrays import Array

EXPONENTS = {"arithmetic": 1.0, "quadratic": 2.0}
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Step:
    """One node: where its value goes, its children with weights that sum to 1, and its exponent or cap."""

    rule: str
    exponent: float
    cap: float
    children: tuple[tuple[int, float], ...]


class BareNumpy:
    """Scores one mission at a time, [draws] a row, in arrays that are made once."""

    def __init__(self, framework: scoring.Framework, draws: int) -> None:
        self.framework, self.draws = framework, draws
        self.steps = [_step(framework, node) for node in framework.nodes]
        self.values = np.empty((len(framework.codes), draws))
        self.squares = np.empty_like(self.values)
        self.roots = np.empty_like(self.values)
        self.part = np.empty(draws)
        self.squared = {child for step in self.steps if step.exponent == 2.0 for child, _ in step.children}
        self.rooted = {child for step in self.steps if step.exponent == 0.5 for child, _ in step.children}
        self.edges = np.array([band.start for band in framework.bands[1:]]) - 1e-9
        # Every leaf of the shipped framework is a level 0 to 4 worth 25 points: the draws of each shape, made once.
        self.ranks = [common.random_order(item.code, draws, 0).rank for item in framework.indicators]
        self.placed: dict[tuple[int, float], Array] = {}

    def prepare(self, low: Array, best: Array, high: Array) -> None:
        """Make the standard draws of every shape that occurs: [units, indicators] each."""
        for unit in range(len(low)):
            for at in range(low.shape[1]):
                self._standard(at, low[unit, at], best[unit, at], high[unit, at])

    def _standard(self, at: int, low: float, best: float, high: float) -> Array:
        shape = -1.0 if np.isnan(best) else round((best - low) / (high - low), 12)
        if (at, shape) not in self.placed:
            grid = common.quantile_shares(self.draws) if shape < 0.0 else pert.quantile_grid(shape, self.draws)
            self.placed[at, shape] = grid[self.ranks[at]]
        return self.placed[at, shape]

    def evaluate(self, low: Array, best: Array, high: Array) -> None:
        """Fill `values` with the draws of one mission: place the leaves, then node by node. Arrays [indicators]."""
        for at, (lowest, most, highest) in enumerate(zip(low, best, high, strict=True)):
            start, width = (0.0, 100.0) if most != most else (25.0 * lowest, 25.0 * (highest - lowest))
            np.multiply(self._standard(at, lowest, most, highest), width, out=self.values[at])
            np.add(self.values[at], start, out=self.values[at])
        self._carry()

    def place(self, shares: Array, low: Array, best: Array, high: Array) -> None:
        """Fill `values` from a design of shares [indicators, draws] instead of the common draws."""
        for at, (lowest, most, highest) in enumerate(zip(low, best, high, strict=True)):
            if most != most:
                np.multiply(shares[at], 100.0, out=self.values[at])
            else:
                grid = pert.quantile_grid(round((most - lowest) / (highest - lowest), 12), 10_000)
                drawn = np.interp(shares[at], common.quantile_shares(10_000), grid)
                np.copyto(self.values[at], 25.0 * (lowest + (highest - lowest) * drawn))
        self._carry()

    def _carry(self) -> None:
        leaves = len(self.framework.indicators)
        for position in range(leaves):
            self._powers(position)
        for position, step in enumerate(self.steps, leaves):
            self._node(position, step)
            self._powers(position)

    def _powers(self, position: int) -> None:
        if position in self.squared:
            np.multiply(self.values[position], self.values[position], out=self.squares[position])
        if position in self.rooted:
            np.sqrt(self.values[position], out=self.roots[position])

    def _node(self, position: int, step: Step) -> None:
        out = self.values[position]
        if step.rule == "mitigated":
            (of, _), (by, _) = step.children
            np.multiply(self.values[by], -step.cap / 100.0, out=out)
            np.add(out, 1.0, out=out)
            np.multiply(out, self.values[of], out=out)
        elif step.rule == "maximum":
            np.copyto(out, self.values[step.children[0][0]])
            for child, _ in step.children[1:]:
                np.maximum(out, self.values[child], out=out)
        else:
            source = {1.0: self.values, 2.0: self.squares, 0.5: self.roots}[step.exponent]
            child, weight = step.children[0]
            np.multiply(source[child], weight, out=out)
            for child, weight in step.children[1:]:
                np.multiply(source[child], weight, out=self.part)
                np.add(out, self.part, out=out)
            if step.exponent == 2.0:
                np.sqrt(out, out=out)
            elif step.exponent == 0.5:
                np.multiply(out, out, out=out)

    def statistics(self, rows: slice) -> tuple[Array, Array, Array]:
        """Mean, quantiles and band shares of some positions: sorts `values` in place."""
        values = self.values[rows]
        values.sort(axis=-1)
        places = np.array(QUANTILES) * (self.draws - 1)
        below = places.astype(int)
        quantiles = values[:, below] + (values[:, below + 1] - values[:, below]) * (places - below)
        counts = np.array([row.searchsorted(self.edges) for row in values])
        return values.mean(axis=-1), quantiles, counts / self.draws

    def batch(self, low: Array, best: Array, high: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Evaluation and statistics of every node, mission by mission; arrays [units, indicators]."""
        nodes = slice(len(self.ranks), None)
        for unit in range(len(low)):
            self.evaluate(low[unit], best[unit], high[unit])
            yield self.statistics(nodes)


def _step(framework: scoring.Framework, node: scoring.Node) -> Step:
    positions = [framework.positions[child] for child in node.children]
    total = sum(node.weights)
    pairs = tuple((at, weight / total) for at, weight in zip(positions, node.weights, strict=True) if weight > 0.0)
    exponent = node.exponent if node.rule == "power" else EXPONENTS.get(node.rule, 0.0)
    return Step(node.rule, float(exponent or 0.0), node.max_mitigation, pairs)
