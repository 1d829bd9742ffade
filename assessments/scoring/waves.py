"""The graph in waves, so that the point values of many nodes come from a few numpy calls.

A wave is a group of nodes that one call computes: they have the same rule and the same parameters, and their children
are indicators or nodes of earlier waves. The indicators come first, then wave after wave, up to the headline.

This module also decides which nodes have a value, and which siblings take over the weight of a child that has none.
Point values go up the graph in waves. Thousands of draws of a unit go up node by node (`propagation`), with the weights
found here and the same formulas (`rules`).
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
# An absent child holds this number instead of NaN: with weight 0 it changes no rule's result, not even with logarithms.
NEUTRAL = 1.0
# Coverage is a ratio of sums of weights. One that is exactly the minimum must not miss it by its last digit.
COVERAGE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Links:
    """The links from the nodes of a wave to their children, sorted by child.

    edges      [links]: the index of each link in the flattened array [slots, nodes]
    parents    [links]: the position of the parent
    starts     [children]: the index of the first link to each child
    children   [children]: the position of each child, once
    """

    edges: Positions
    parents: Positions
    starts: Positions
    children: Positions


@dataclass(frozen=True)
class Wave:
    """Nodes with the same rule and the same parameters, none of them beneath another.

    representative  one of these nodes: read the rule and the parameters of all of them from it
    positions       [nodes]: their positions in `framework.codes`
    children        [slots, nodes]: the positions of their children; a node with fewer children than others has empty
                    slots
    weights         [slots, nodes]: as the framework states them, without children of weight 0; 0 in an empty slot, 1 in
                    a mitigation
    for_coverage    [slots, nodes]: the weights that count for coverage: as the framework states them, in a mitigation
                    too
    links           the same links, sorted by child
    """

    representative: Node
    positions: Positions
    children: Positions
    weights: Array
    for_coverage: Array
    links: Links


@dataclass(frozen=True)
class Reweighting:
    """The weights in use once absent children have given theirs to their siblings.

    present    [positions, units]: which indicators and nodes have a value
    weights    for each wave [slots, nodes, units]: they sum to 1 over the slots; in a mitigation each is 1

    Where all units are alike the axis of the units has length 1.
    """

    present: Mask
    weights: tuple[Array, ...]

    def for_units(self, units: Positions) -> "Reweighting":
        """The same for some units, in the order given."""
        if self.present.shape[-1] == 1:
            return self
        return Reweighting(self.present[:, units], tuple(weights[..., units] for weights in self.weights))


@lru_cache(maxsize=64)
def waves(framework: Framework, outputs: tuple[str, ...]) -> tuple[Wave, ...]:
    """The outputs and all nodes beneath them, children before parents; KeyError if an output is not a node."""
    needed = _with_nodes_beneath(framework, outputs)
    depth: dict[str, int] = {}
    groups: dict[tuple[object, ...], list[Node]] = {}
    for node in framework.nodes:
        if node.code not in needed:
            continue
        depth[node.code] = 1 + max(depth.get(child, 0) for child, _ in _weighted_children(node))
        total = sum(node.weights) if node.rule == "sum" else None
        parameters = (node.rule, node.exponent, node.k, node.max_mitigation, node.round_to, total)
        groups.setdefault((depth[node.code], *parameters), []).append(node)
    order = sorted(groups.values(), key=lambda nodes: depth[nodes[0].code])
    return tuple(_build_wave(framework, nodes) for nodes in order)


def all_waves(framework: Framework) -> tuple[Wave, ...]:
    """All nodes of the framework, children before parents."""
    return waves(framework, framework.file_order)


def _with_nodes_beneath(framework: Framework, outputs: Sequence[str]) -> set[str]:
    wanted, found = [framework.node(code).code for code in outputs], set()
    while wanted:
        code = wanted.pop()
        item = framework.by_code[code]
        if isinstance(item, Node) and code not in found:
            found.add(code)
            wanted.extend(child for child, _ in _weighted_children(item))
    return found


def _weighted_children(node: Node) -> list[tuple[str, float]]:
    if node.rule == "mitigated":
        return [(child, 1.0) for child in node.children]
    return [pair for pair in zip(node.children, node.weights, strict=True) if pair[1] > 0.0]


def _build_wave(framework: Framework, nodes: Sequence[Node]) -> Wave:
    pairs = [_weighted_children(node) for node in nodes]
    slots = max(len(children) for children in pairs)
    children = np.zeros((slots, len(nodes)), dtype=np.intp)
    weights = np.zeros((slots, len(nodes)))
    for_coverage = np.zeros((slots, len(nodes)))
    for column, (node, weighted) in enumerate(zip(nodes, pairs, strict=True)):
        stated = dict(zip(node.children, node.weights, strict=True))
        for_coverage[: len(weighted), column] = [stated[code] for code, _ in weighted]
        children[: len(weighted), column] = [framework.positions[code] for code, _ in weighted]
        weights[: len(weighted), column] = [weight for _, weight in weighted]
    positions = np.array([framework.positions[node.code] for node in nodes])
    return Wave(nodes[0], positions, children, weights, for_coverage, _links(positions, children, weights))


def _links(positions: Positions, children: Positions, weights: Array) -> Links:
    linked = np.flatnonzero(weights.ravel() > 0.0)
    edges = linked[np.argsort(children.ravel()[linked], kind="stable")]
    distinct, starts = np.unique(children.ravel()[edges], return_index=True)
    return Links(edges, positions[edges % positions.size], starts, distinct)


def reweight(framework: Framework, graph: Sequence[Wave], rated: Mask, counted: Mask | None = None) -> Reweighting:
    """Give the weight of absent children to their siblings, in proportion to the siblings' own weights.

    `rated` [units, indicators] says where an indicator is present, `counted` [units, positions] where a node counts
    for its parents (all do by default).
    """
    if rated.all() and counted is None:
        rated = rated[:1]
    present = np.zeros((len(framework.codes), rated.shape[0]), dtype=np.bool_)
    present[: rated.shape[1]] = rated.T
    present_to_parents = present if counted is None else present.copy()
    weights_of_waves = []
    for wave in graph:
        is_child_present = present_to_parents[wave.children]
        weights = wave.weights[..., None] * is_child_present
        if wave.representative.rule == "mitigated":
            is_present = is_child_present.all(axis=0)
        else:
            total = sum_in_order(weights)
            is_present = total > 0.0
            weights /= np.where(is_present, total, 1.0)
        present[wave.positions] = is_present
        if counted is not None:
            present_to_parents[wave.positions] = is_present & counted[:, wave.positions].T
        weights_of_waves.append(weights)
    return Reweighting(present, tuple(weights_of_waves))


@dataclass(frozen=True)
class Coverage:
    """How much is rated: arrays [positions, units].

    ratio        the weighted mean of the children's ratios over those that apply, 0 to 1; an indicator's own is 1 or 0
    for_minimum  what the framework's minimum is compared with: `ratio`, but 0 for a mitigated risk whose risk before
                 the mitigation does not reach the minimum, since a well-rated response alone shows no risk
    applies      whether anything beneath the position applies
    """

    ratio: Array
    for_minimum: Array
    applies: Mask


def coverage(framework: Framework, graph: Sequence[Wave], rated: Mask, applicable: Mask) -> Coverage:
    """The coverage of all positions of the graph; `rated` and `applicable` are [units, indicators]."""
    shape = (len(framework.codes), rated.shape[0])
    ratio, for_minimum, applies = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    ratio[: rated.shape[1]], for_minimum[: rated.shape[1]], applies[: rated.shape[1]] = rated.T, rated.T, applicable.T
    for wave in graph:
        at, children = wave.positions, wave.children
        does_child_apply = applies[children]
        weights = wave.for_coverage[..., None] * does_child_apply
        total = sum_in_order(weights)
        divisor = np.where(total > 0.0, total, 1.0)
        ratio[at] = sum_in_order(weights * ratio[children]) / divisor
        for_minimum[at] = sum_in_order(weights * for_minimum[children]) / divisor
        if wave.representative.rule == "mitigated":
            for_minimum[at] = np.where(is_enough(framework, for_minimum[children[0]]), for_minimum[at], 0.0)
            applies[at] = does_child_apply.all(axis=0)
        else:
            applies[at] = total > 0.0
    return Coverage(ratio, for_minimum, applies)


def is_enough(framework: Framework, for_minimum: Array) -> Mask:
    """Where `Coverage.for_minimum` reaches the framework's minimum."""
    return for_minimum >= framework.min_coverage - COVERAGE_TOLERANCE


def propagate_waves(
    framework: Framework,
    graph: Sequence[Wave],
    leaves: Array,
    reweighting: Reweighting,
    *,
    paired: bool = False,
    override: tuple[Mask, Array] | None = None,
) -> Array:
    """The values of all positions [positions, units, points], from those of the indicators [indicators, units, points].

    Where an indicator or node is absent (`reweighting.present`), or not part of the graph, its value means nothing.
    With `paired` the two points of each unit are (low, high), and a mitigation takes the response from the other end.
    `override` is (where [positions, units], values): there the parents take these values in place of the node's own.
    """
    values = np.full((len(framework.codes), *leaves.shape[1:]), NEUTRAL)
    values[: len(leaves)] = framework.scale.snap_to_ends(leaves)
    to_parents = values if override is None else values.copy()
    for wave, weights in zip(graph, reweighting.weights, strict=True):
        children = child_values(wave, to_parents, weights)
        value = framework.scale.snap_to_ends(_wave_values(framework, wave, children, weights[..., None], paired))
        decimals = wave.representative.round_to
        values[wave.positions] = value if decimals is None else half_up(value, decimals)
        if override is not None:
            where, others = (array[wave.positions] for array in override)
            to_parents[wave.positions] = np.where(where[..., None], others, values[wave.positions])
    return values


def _wave_values(framework: Framework, wave: Wave, x: Array, w: Array, paired: bool) -> Array:
    node = wave.representative
    if node.power is not None:
        return rules.power_mean(list(x), list(w), node.power)
    if node.rule == "mitigated":
        by = x[1, ..., ::-1] if paired else x[1]
        return rules.combined(node, [x[0], by], [1.0, node.max_mitigation], framework.scale)
    return rules.combined(node, list(x), list(w), framework.scale)


def sum_in_order(rows: Array) -> Array:
    """The sum over the first axis, one row after the other.

    Unlike numpy's own sum it gives the same last bit for one unit and for many.
    """
    total = rows[0]
    for row in rows[1:]:
        total = total + row
    return np.asarray(total)


def child_values(wave: Wave, values: Array, weights: Array) -> Array:
    """The values of the children of a wave: [slots, nodes, units, points], NEUTRAL where a child has no weight."""
    xs = values[wave.children]
    np.copyto(xs, NEUTRAL, where=(weights <= 0.0)[..., None])
    return xs


def unrounded(graph: Sequence[Wave]) -> tuple[Wave, ...]:
    """The same waves without rounding at their nodes."""
    return tuple(replace(wave, representative=replace(wave.representative, round_to=None)) for wave in graph)
