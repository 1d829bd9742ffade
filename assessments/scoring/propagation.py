"""Carrying thousands of values up the graph, node by node: draws of a unit, variants of the method.

An array of a batch (units x draws) stands for every indicator and every node. Who is present and with what weight is
decided beforehand (`waves.share`) for the units alone; here are formulas only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.scoring import rules
from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework, Node
from assessments.scoring.rounding import half_up
from assessments.scoring.rules import Weight
from assessments.scoring.waves import NEUTRAL, Sharing, Wave


@dataclass(frozen=True)
class Step:
    """One node: its children by position with their weights, and where it is present (None: everywhere).

    Weights and presence are numbers and None, or arrays [units, 1]. The weight of the response in a mitigation is the
    most that it may take. No children means absent everywhere.
    """

    node: Node
    children: tuple[tuple[int, Weight], ...]
    here: Mask | None


def steps(framework: Framework, graph: Sequence[Wave], sharing: Sharing) -> list[Step]:
    """The nodes in their order; `graph` holds all of them."""
    found: dict[int, Step] = {}
    for wave, weights in zip(graph, sharing.weights, strict=True):
        cap = wave.like.max_mitigation
        for column, position in enumerate(wave.positions.tolist()):
            here = sharing.present[position]
            pairs = zip(wave.children[:, column].tolist(), weights[:, column], strict=True)
            children = [(child, _weight(mine)) for child, mine in pairs if mine.any()]
            if wave.like.rule == "mitigated":
                children = [(children[0][0], 1.0), (children[1][0], cap)] if here.any() else []
            node = framework.nodes[position - len(framework.indicators)]
            found[position] = Step(node, tuple(children) if here.any() else (), None if here.all() else here[:, None])
    return [found[position] for position in sorted(found)]


def _weight(mine: Array) -> Weight:
    return float(mine[0]) if (mine == mine[0]).all() else mine[:, None]


@dataclass
class _Upward:
    """What the children hand to their parents, with powers kept: three cells square a mechanism only once, and a
    quadratic mean of quadratic means takes no root in between."""

    values: list[Array]
    powers: dict[tuple[int, float], Array] = field(default_factory=dict)

    def power(self, position: int, p: float) -> Array:
        if p == 1.0:
            return self.values[position]
        if (position, p) not in self.powers:
            self.powers[position, p] = rules.powered(self.values[position], p)
        return self.powers[position, p]

    def replace(self, position: int, value: Array) -> None:
        self.values[position] = value
        for key in [key for key in self.powers if key[0] == position]:
            del self.powers[key]


Override = Callable[[int, Array], Array]


def propagate(
    framework: Framework,
    leaves: Sequence[Array],
    upward: Sequence[Step],
    *,
    out: Array | None = None,
    override: Override | None = None,
) -> list[Array]:
    """The values of all positions: the leaves as given, then every node.

    `leaves` holds an array of the batch shape for each indicator, NEUTRAL where it is absent. Where a node is absent
    its value means nothing; `Step.here` says where. With `out` [nodes, *batch shape] the values are written there.
    `override(position, value)` gives what the parents see in place of a node's value.
    """
    seen = _Upward(list(leaves))
    values = list(leaves)
    for number, step in enumerate(upward):
        position = len(values)
        row = None if out is None else out[number]
        if step.children:
            value = _value(framework, step, seen, position, row)
        else:
            value = np.full_like(values[framework.positions[step.node.children[0]]], NEUTRAL)
        values.append(value)
        seen.values.append(value)
        if override is not None:
            seen.replace(position, override(position, value))
    return values


def _value(framework: Framework, step: Step, seen: _Upward, position: int, row: Array | None) -> Array:
    power, node = step.node.power, step.node
    ws = [weight for _, weight in step.children]
    if power is None:
        value = rules.combined(node, [seen.values[child] for child, _ in step.children], ws, framework.scale)
        return _kept(node, step.here, value, row)
    parts = [seen.power(child, power) for child, _ in step.children]
    if power == 1.0:
        return _kept(node, step.here, rules.weighted_sum(parts, ws, row), row)
    powers = rules.weighted_sum(parts, ws)
    if step.here is not None:
        powers = np.where(step.here, powers, NEUTRAL)
    if node.round_to is None:
        seen.powers[position, power] = powers
    return _kept(node, None, rules.rooted(powers, power, row), row)


def _kept(node: Node, here: Mask | None, value: Array, row: Array | None) -> Array:
    """The value as the node has it: neutral where it is absent, rounded, in its row."""
    if here is not None:
        value = np.where(here, value, NEUTRAL)
    if node.round_to is not None:
        value = half_up(value, node.round_to)
    if row is None or value is row:
        return value
    row[...] = value
    return row
