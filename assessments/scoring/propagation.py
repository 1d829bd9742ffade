"""Carrying values up the graph, for any batch shape at once.

An array of a batch (units, or units x draws, or low/high x units) stands for every indicator and every node. Who is
present is decided once for the whole batch (`share_out`), on arrays that may be smaller and broadcast against it: a
thousand draws of a mission share one set of weights. Then `propagate` is formulas only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.scoring import rules
from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework, Node
from assessments.scoring.rounding import half_up
from assessments.scoring.rules import Weight

# What an absent child holds instead of NaN: with weight 0 it is neutral in every rule, logarithms included.
NEUTRAL = 1.0
EXPONENTS = {"arithmetic": 1.0, "quadratic": 2.0, "harmonic": -1.0}


@dataclass(frozen=True)
class Shares:
    """Who is present (by position in `framework.codes`) and each node's children with the weight they then have."""

    present: list[Mask]
    children: list[list[tuple[int, Weight]]]


def share_out(framework: Framework, leaves: Sequence[Mask], counted: Sequence[Mask] | None = None) -> Shares:
    """Give the weight of absent children to their siblings.

    `leaves` says for each indicator where it is present; `counted`, for each position, where a node counts for its
    parents (all do by default). Weights of a node sum to 1 wherever anything is present; children of weight 0 are
    left out.
    """
    present = list(leaves)
    upward = list(leaves)
    shares: list[list[tuple[int, Weight]]] = []
    for node in framework.nodes:
        positions = [framework.positions[child] for child in node.children]
        if node.rule == "mitigated":
            here = upward[positions[0]] & upward[positions[1]]
            shares.append([(positions[0], 1.0), (positions[1], 1.0)])
        else:
            weighted = [pair for pair in zip(positions, node.weights, strict=True) if pair[1] > 0.0]
            here, mine = _shared(weighted, upward)
            shares.append(mine)
        present.append(here)
        upward.append(here if counted is None else here & counted[len(upward)])
    return Shares(present, shares)


def _shared(weighted: list[tuple[int, float]], present: list[Mask]) -> tuple[Mask, list[tuple[int, Weight]]]:
    left = [
        (position, weight if present[position].all() else np.where(present[position], weight, 0.0))
        for position, weight in weighted
    ]
    total: Weight = 0.0
    for _, weight in left:
        total = total + weight
    here = np.logical_or.reduce(np.broadcast_arrays(*(present[position] for position, _ in weighted)))
    sums = total if here.all() else np.where(here, total, 1.0)
    return np.asarray(here), [(position, weight / sums) for position, weight in left]


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
    shares: Shares,
    *,
    paired: bool = False,
    override: Override | None = None,
) -> list[Array]:
    """The values of all positions: the leaves as given, then every node.

    `leaves` holds an array of the batch shape for each indicator, NEUTRAL where it is absent. Where a node is absent
    its value means nothing; `shares.present` says where. With `paired`, the first axis is (low, high), and a response
    then counts from its other end. `override(position, value)` gives what the parents see in place of a node's value.
    """
    upward = _Upward(list(leaves))
    values = list(leaves)
    for node, children in zip(framework.nodes, shares.children, strict=True):
        position = len(values)
        value = _combined(framework, node, children, upward, shares.present[position], paired)
        values.append(value)
        upward.values.append(value)
        if override is not None:
            upward.replace(position, override(position, value))
    return values


def _combined(
    framework: Framework,
    node: Node,
    children: list[tuple[int, Weight]],
    upward: _Upward,
    here: Mask,
    paired: bool,
) -> Array:
    ws = [weight for _, weight in children]
    exponent = node.exponent if node.rule == "power" else EXPONENTS.get(node.rule)
    if exponent is not None:
        powers = rules.weighted_sum([upward.power(position, exponent) for position, _ in children], ws)
        powers = _where(here, powers)
        if node.round_to is None:
            upward.powers[len(upward.values), exponent] = powers
        value = rules.rooted(powers, exponent)
    else:
        value = _where(
            here, _other_rule(framework, node, [upward.values[position] for position, _ in children], ws, paired)
        )
    return value if node.round_to is None else half_up(value, node.round_to)


def _where(here: Mask, values: Array) -> Array:
    return values if here.all() else np.where(here, values, NEUTRAL)


def _other_rule(framework: Framework, node: Node, xs: list[Array], ws: list[Weight], paired: bool) -> Array:
    scale = framework.scale
    match node.rule:
        case "geometric":
            return rules.geometric(xs, ws)
        case "reversed_geometric":
            return rules.reversed_geometric(xs, ws, scale.top, node.k)
        case "minimum":
            return rules.minimum(xs, ws)
        case "maximum":
            return rules.maximum(xs, ws)
        case "sum":
            return rules.weight_sum(xs, ws, sum(node.weights))
        case "mitigated":
            by = xs[1][::-1] if paired else xs[1]
            return rules.mitigated(xs[0], by, node.max_mitigation, scale.bottom, scale.top)
    raise ValueError(f"no rule is called {node.rule!r}")
