"""The graph in waves: all nodes of one rule that can be computed at once, in few calls over small arrays.

Here it is decided who is present and who gets whose weight. Point values go up the graph in waves; thousands of draws
of a unit go up node by node (`propagation`), with the weights found here and the same formulas of `rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assessments.scoring import rules
from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework, Node
from assessments.scoring.rounding import half_up

Positions = npt.NDArray[np.intp]
# What an absent child holds instead of NaN: with weight 0 it is neutral in every rule, logarithms included.
NEUTRAL = 1.0
# Coverage is a ratio of sums of weights; a share that is exactly the minimum must not miss it by its last digit.
COVERAGE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Links:
    """The links of a wave from parent to child, sorted by child.

    edges      [links]: which of the slots x nodes (flattened) a link is
    parents    [links]: the position of its parent
    starts     [children]: where the links of each child start
    children   [children]: the position of each child, once
    """

    edges: Positions
    parents: Positions
    starts: Positions
    children: Positions


@dataclass(frozen=True)
class Wave:
    """Nodes with the same rule and parameters (those of `like`), none of them beneath another.

    positions   [nodes]: where they stand in `framework.codes`
    children    [slots, nodes]: where their children stand; a node with fewer children than others has empty slots
    weights     [slots, nodes]: as written, children of weight 0 left out; 0 in an empty slot; 1 in a mitigation
    for_coverage  [slots, nodes]: the weights that count for coverage: those as written, in a mitigation too
    links       the same graph from the children's side
    """

    like: Node
    positions: Positions
    children: Positions
    weights: Array
    for_coverage: Array
    links: Links


@dataclass(frozen=True)
class Sharing:
    """Who is present, [positions, units], and each wave's weights, [slots, nodes, units], summing to 1 over the slots.

    A mitigation has weights of 1. Where all units are alike the axis of the units has length 1.
    """

    present: Mask
    weights: tuple[Array, ...]

    def of(self, units: Positions) -> "Sharing":
        """The same for some units, in their order."""
        if self.present.shape[-1] == 1:
            return self
        return Sharing(self.present[:, units], tuple(weights[..., units] for weights in self.weights))


@lru_cache(maxsize=64)
def waves(framework: Framework, outputs: tuple[str, ...]) -> tuple[Wave, ...]:
    """The nodes that the outputs are made of, children before parents; KeyError if an output is not a node."""
    needed = _beneath(framework, outputs)
    depth: dict[str, int] = {}
    groups: dict[tuple[object, ...], list[Node]] = {}
    for node in framework.nodes:
        if node.code not in needed:
            continue
        depth[node.code] = 1 + max(depth.get(child, 0) for child, _ in _weighted(node))
        total = sum(node.weights) if node.rule == "sum" else None
        parameters = (node.rule, node.exponent, node.k, node.max_mitigation, node.round_to, total)
        groups.setdefault((depth[node.code], *parameters), []).append(node)
    order = sorted(groups.values(), key=lambda nodes: depth[nodes[0].code])
    return tuple(_wave(framework, nodes) for nodes in order)


def whole(framework: Framework) -> tuple[Wave, ...]:
    """All nodes, children before parents."""
    return waves(framework, framework.file_order)


def _beneath(framework: Framework, outputs: Sequence[str]) -> set[str]:
    wanted, found = [framework.node(code).code for code in outputs], set()
    while wanted:
        code = wanted.pop()
        item = framework.by_code[code]
        if isinstance(item, Node) and code not in found:
            found.add(code)
            wanted.extend(child for child, _ in _weighted(item))
    return found


def _weighted(node: Node) -> list[tuple[str, float]]:
    if node.rule == "mitigated":
        return [(child, 1.0) for child in node.children]
    return [pair for pair in zip(node.children, node.weights, strict=True) if pair[1] > 0.0]


def _wave(framework: Framework, nodes: Sequence[Node]) -> Wave:
    pairs = [_weighted(node) for node in nodes]
    slots = max(len(children) for children in pairs)
    children = np.zeros((slots, len(nodes)), dtype=np.intp)
    weights = np.zeros((slots, len(nodes)))
    for_coverage = np.zeros((slots, len(nodes)))
    for column, (node, mine) in enumerate(zip(nodes, pairs, strict=True)):
        written = dict(zip(node.children, node.weights, strict=True))
        for_coverage[: len(mine), column] = [written[code] for code, _ in mine]
        children[: len(mine), column] = [framework.positions[code] for code, _ in mine]
        weights[: len(mine), column] = [weight for _, weight in mine]
    positions = np.array([framework.positions[node.code] for node in nodes])
    return Wave(nodes[0], positions, children, weights, for_coverage, _links(positions, children, weights))


def _links(positions: Positions, children: Positions, weights: Array) -> Links:
    linked = np.flatnonzero(weights.ravel() > 0.0)
    edges = linked[np.argsort(children.ravel()[linked], kind="stable")]
    once, starts = np.unique(children.ravel()[edges], return_index=True)
    return Links(edges, positions[edges % positions.size], starts, once)


def share(framework: Framework, graph: Sequence[Wave], rated: Mask, counted: Mask | None = None) -> Sharing:
    """Give the weight of absent children to their siblings.

    `rated` [units, indicators] says where an indicator is present, `counted` [units, positions] where a node counts
    for its parents (all do by default).
    """
    if rated.all() and counted is None:
        rated = rated[:1]
    present = np.zeros((len(framework.codes), rated.shape[0]), dtype=np.bool_)
    present[: rated.shape[1]] = rated.T
    upward = present if counted is None else present.copy()
    shared = []
    for wave in graph:
        there = upward[wave.children]
        weights = wave.weights[..., None] * there
        if wave.like.rule == "mitigated":
            here = there.all(axis=0)
        else:
            total = summed(weights)
            here = total > 0.0
            weights /= np.where(here, total, 1.0)
        present[wave.positions] = here
        if counted is not None:
            upward[wave.positions] = here & counted[:, wave.positions].T
        shared.append(weights)
    return Sharing(present, tuple(shared))


@dataclass(frozen=True)
class Coverage:
    """How much is rated: arrays [positions, units].

    share       the weighted mean of the children's coverage over those that apply; an indicator's own is 1 or 0
    firm        the same, but a mitigated risk has none where the risk before its mitigation has not enough: a
                well-rated response alone shows no risk
    applies     whether anything beneath the position applies
    """

    share: Array
    firm: Array
    applies: Mask


def coverage(framework: Framework, graph: Sequence[Wave], rated: Mask, applicable: Mask) -> Coverage:
    """The coverage of all positions of the graph; `rated` and `applicable` are [units, indicators]."""
    shape = (len(framework.codes), rated.shape[0])
    share, firm, applies = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    share[: rated.shape[1]], firm[: rated.shape[1]], applies[: rated.shape[1]] = rated.T, rated.T, applicable.T
    for wave in graph:
        at, children = wave.positions, wave.children
        there = applies[children]
        weights = wave.for_coverage[..., None] * there
        total = summed(weights)
        whole_weight = np.where(total > 0.0, total, 1.0)
        share[at] = summed(weights * share[children]) / whole_weight
        firm[at] = summed(weights * firm[children]) / whole_weight
        if wave.like.rule == "mitigated":
            firm[at] = np.where(is_enough(framework, firm[children[0]]), firm[at], 0.0)
            applies[at] = there.all(axis=0)
        else:
            applies[at] = total > 0.0
    return Coverage(share, firm, applies)


def is_enough(framework: Framework, firm: Array) -> Mask:
    """Where coverage reaches the framework's minimum."""
    return firm >= framework.min_coverage - COVERAGE_TOLERANCE


def carry(
    framework: Framework,
    graph: Sequence[Wave],
    leaves: Array,
    sharing: Sharing,
    *,
    paired: bool = False,
    instead: tuple[Mask, Array] | None = None,
) -> Array:
    """The values of all positions [positions, units, points], from those of the indicators [indicators, units, points].

    Where an indicator or node is absent (`sharing.present`), or not part of the graph, its value means nothing. With
    `paired`, the points are (low, high), and a response then counts from its other end. With `instead`, (where
    [positions, units], values), the parents see those values of a node there and not its own.
    """
    values = np.full((len(framework.codes), *leaves.shape[1:]), NEUTRAL)
    values[: len(leaves)] = framework.scale.met(leaves)
    seen = values if instead is None else values.copy()
    for wave, weights in zip(graph, sharing.weights, strict=True):
        value = framework.scale.met(
            _wave_values(framework, wave, inputs(wave, seen, weights), weights[..., None], paired)
        )
        values[wave.positions] = value if wave.like.round_to is None else half_up(value, wave.like.round_to)
        if instead is not None:
            where, others = (array[wave.positions] for array in instead)
            seen[wave.positions] = np.where(where[..., None], others, values[wave.positions])
    return values


def _wave_values(framework: Framework, wave: Wave, x: Array, w: Array, paired: bool) -> Array:
    power, node = wave.like.power, wave.like
    if power is not None:
        return rules.power_mean(list(x), list(w), power)
    if node.rule == "mitigated":
        by = x[1, ..., ::-1] if paired else x[1]
        return rules.combined(node, [x[0], by], [1.0, node.max_mitigation], framework.scale)
    return rules.combined(node, list(x), list(w), framework.scale)


def summed(rows: Array) -> Array:
    """The sum over the first axis, one row after the other: the same to the last bit for one unit and for many."""
    total = rows[0]
    for row in rows[1:]:
        total = total + row
    return np.asarray(total)


def inputs(wave: Wave, values: Array, weights: Array) -> Array:
    """What the nodes of a wave are made of: [slots, nodes, units, points], NEUTRAL where a child has no weight."""
    xs = values[wave.children]
    np.copyto(xs, NEUTRAL, where=(weights <= 0.0)[..., None])
    return xs


def unrounded(graph: Sequence[Wave]) -> tuple[Wave, ...]:
    """The same graph without any rounding at its nodes."""
    return tuple(replace(wave, like=replace(wave.like, round_to=None)) for wave in graph)
