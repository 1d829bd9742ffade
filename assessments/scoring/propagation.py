"""Carrying thousands of values up the graph, node by node: draws of a unit, variants of the method.

Each indicator and each node is one array of the batch shape (units x draws). Which of them are present, and with what
weight, does not depend on the draws: `waves.reweight` finds it beforehand, once for each unit. Only formulas remain
here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.scoring import rules
from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework, Node
from assessments.scoring.rounding import half_up
from assessments.scoring.rules import Weight
from assessments.scoring.waves import NEUTRAL, Reweighting, Wave


@dataclass(frozen=True)
class Step:
    """One node of the way up.

    children   the position and the weight of each child, a number or [units, 1]; in a mitigation the weight of the
               response is the most that it may take away. Empty where the node is absent everywhere
    present    [units, 1]: where the node has a value; None means everywhere
    """

    node: Node
    children: tuple[tuple[int, Weight], ...]
    present: Mask | None


def steps(framework: Framework, graph: Sequence[Wave], reweighting: Reweighting) -> list[Step]:
    """The nodes in their order; `graph` holds all of them."""
    found: dict[int, Step] = {}
    for wave, weights in zip(graph, reweighting.weights, strict=True):
        cap = wave.representative.max_mitigation
        for column, position in enumerate(wave.positions.tolist()):
            present = reweighting.present[position]
            pairs = zip(wave.children[:, column].tolist(), weights[:, column], strict=True)
            children = [(child, _weight(of_child)) for child, of_child in pairs if of_child.any()]
            if wave.representative.rule == "mitigated":
                children = [(children[0][0], 1.0), (children[1][0], cap)] if present.any() else []
            node = framework.nodes[position - len(framework.indicators)]
            mask = None if present.all() else present[:, None]
            found[position] = Step(node, tuple(children) if present.any() else (), mask)
    return [found[position] for position in sorted(found)]


def _weight(of_units: Array) -> Weight:
    return float(of_units[0]) if (of_units == of_units[0]).all() else of_units[:, None]


@dataclass
class _ToParents:
    """The values that parents read of every position so far, and powers of them, each computed once.

    Three cells that use one mechanism square it once, and a quadratic mean of quadratic means takes no root in between.
    """

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
    its value means nothing; `Step.present` says where. With `out` [nodes, *batch shape] the values are written there.
    `override(position, value)` gives what the parents see in place of a node's value.
    """
    to_parents = _ToParents(list(leaves))
    values = list(leaves)
    for number, step in enumerate(upward):
        position = len(values)
        row = None if out is None else out[number]
        if step.children:
            value = _value(framework, step, to_parents, position, row)
        else:
            value = np.full_like(values[framework.positions[step.node.children[0]]], NEUTRAL)
        values.append(value)
        to_parents.values.append(value)
        if override is not None:
            to_parents.replace(position, override(position, value))
    return values


def _value(framework: Framework, step: Step, to_parents: _ToParents, position: int, row: Array | None) -> Array:
    power, node = step.node.power, step.node
    ws = [weight for _, weight in step.children]
    if power is None:
        value = rules.combined(node, [to_parents.values[child] for child, _ in step.children], ws, framework.scale)
        return _finished(node, step.present, value, row)
    parts = [to_parents.power(child, power) for child, _ in step.children]
    if power == 1.0:
        return _finished(node, step.present, rules.weighted_sum(parts, ws, row), row)
    powers = rules.weighted_sum(parts, ws)
    if step.present is not None:
        powers = np.where(step.present, powers, NEUTRAL)
    if node.round_to is None:
        to_parents.powers[position, power] = powers
    return _finished(node, None, rules.rooted(powers, power, row), row)


def _finished(node: Node, present: Mask | None, value: Array, row: Array | None) -> Array:
    """The node's final value: NEUTRAL where it is absent, rounded, and written to `row` if that is given."""
    if present is not None:
        value = np.where(present, value, NEUTRAL)
    if node.round_to is not None:
        value = half_up(value, node.round_to)
    if row is None or value is row:
        return value
    row[...] = value
    return row
