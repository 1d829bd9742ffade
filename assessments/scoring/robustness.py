"""How far a score depends on the choices of the method, with the evidence held fixed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.bands import band_indices
from assessments.scoring.evaluate import checked, counted_upward, fit
from assessments.scoring.framework import Framework, Node
from assessments.scoring.propagation import Step, propagate, steps
from assessments.scoring.rules import Weight
from assessments.scoring.statistics import BANDS, P5, P95, statistics
from assessments.scoring.waves import NEUTRAL, all_waves, reweight

VARIANTS = 1_000
# The weights of n children are drawn from a Dirichlet distribution with the parameters CONCENTRATION n w_i. Their means
# are the framework's w_i. Where those are equal, each weight's coefficient of variation is
# sqrt((n - 1) / (CONCENTRATION n + 1)): 0.22 for two children, 0.25 for three, 0.29 for six, never above 0.32.
CONCENTRATION = 10.0
# How far the cap of a mitigation is moved to either side.
CAP_SHIFT = 0.2
# Rules that ask only whether a child has weight.
WEIGHTLESS = ("mitigated", "minimum", "maximum")
# The least weight drawn: one so small that it is stored as 0 would take its child out.
LEAST = 1e-300
# Values of a node at a time: few enough that those of all nodes stay in the processor's cache.
BLOCK = 8_192


@dataclass(frozen=True)
class Robustness:
    """What variants of the method make of a score. NaN where an output has no value.

    outputs    the codes of the nodes looked at
    own        [units, outputs]: the value by the framework's own choices
    values     [units, outputs, variants]: the same variants for every unit, so that `rank_intervals(values[:, 0])`
               says how far the ranks by the first output depend on the method
    p5, p95    [units, outputs]: the 5th and the 95th percentile over the variants
    bands      [units, outputs, bands]: the share of the variants in each band
    same_band  [units, outputs]: the share of the variants in the band of `own`
    """

    framework: Framework
    outputs: tuple[str, ...]
    own: Array
    values: Array
    p5: Array
    p95: Array
    bands: Array
    same_band: Array


def robustness(
    framework: Framework,
    raw: Array,
    applicable: Mask | None = None,
    *,
    variants: int = VARIANTS,
    seed: int = 0,
    of: Sequence[str] | None = None,
) -> Robustness:
    """Score the units of `raw` by many variants of the framework; `raw` and `applicable` as for `evaluate`.

    Each variant draws the weights of every node around the framework's (see CONCENTRATION) and moves the cap of all
    mitigations by one number, uniform within CAP_SHIFT to either side and cut at 0 and 1. In the second half of the
    variants the nodes whose rule is the quadratic mean take the arithmetic mean. What is missing gives its weight to
    its siblings; which nodes have enough coverage to count depends on the evidence alone and stays as it is. `of` names
    the outputs, `framework.outputs` unless stated. Raises ValueError for fewer than 1 variant or a seed below 0,
    KeyError for an output that is no node. Method: docs/method.md, section 4.
    """
    if variants < 1 or seed < 0:
        raise ValueError(f"at least 1 variant and a seed from 0 on are needed, not {variants} and {seed}")
    outputs = framework.outputs if of is None else tuple(framework.node(code).code for code in of)
    raw, applies = checked(framework, raw, applicable)
    evidence = _Evidence.of(framework, np.where(applies, raw, np.nan), applies)
    choices = _choices(tuple(_drawn_weights(node) for node in framework.nodes), variants, seed)
    positions = [framework.positions[code] for code in outputs]
    values = np.empty((len(raw), len(outputs), 1 + variants))
    # First the framework's own choices and half of the variants, then the half with arithmetic means.
    middle = 1 + choices.shifts.size // 2
    halves = ((framework, slice(None, middle)), (_with_arithmetic_means(framework), slice(middle, None)))
    size = max(1, BLOCK // variants)
    for start in range(0, len(raw), size):
        block = slice(start, start + size)
        known = evidence.block(block)
        upward = known.steps(framework)
        for variant, columns in halves:
            values[block, :, columns] = _scored(variant, known, upward, choices.columns(columns), positions)
    return _summarised(framework, outputs, values)


@dataclass(frozen=True)
class _Evidence:
    """What is known and does not vary: `leaves` and `rated` [indicators, units, 1], `counted` [positions, units, 1]."""

    leaves: Array
    rated: Mask
    counted: Mask | None

    @classmethod
    def of(cls, framework: Framework, known: Array, applies: Mask) -> "_Evidence":
        rated = ~np.isnan(known)
        columns = zip(fit(framework, known), known.T, strict=True)
        leaves = np.where(rated.T, np.stack([fitted.apply(column) for fitted, column in columns]), NEUTRAL)
        counted = counted_upward(framework, rated, applies)
        return cls(leaves[..., None], rated.T[..., None], None if counted is None else counted.T[..., None])

    def block(self, units: slice) -> "_Evidence":
        counted = None if self.counted is None else self.counted[:, units]
        return _Evidence(self.leaves[:, units], self.rated[:, units], counted)

    def steps(self, framework: Framework) -> list[Step]:
        """The framework's nodes with the weights in use."""
        graph = all_waves(framework)
        counted = None if self.counted is None else self.counted[..., 0].T
        return steps(framework, graph, reweight(framework, graph, self.rated[..., 0].T, counted))


@dataclass(frozen=True)
class _Choices:
    """What varies. The first column is the framework's own choice, the others are the variants.

    `weights` has [children with weight, 1 + variants] for each node, before they are made to sum to 1, and no rows
    where none are drawn; `shifts` of the caps is [1 + variants].
    """

    weights: tuple[Array, ...]
    shifts: Array

    def columns(self, columns: slice) -> "_Choices":
        return _Choices(tuple(drawn[:, columns] for drawn in self.weights), self.shifts[columns])


def _drawn_weights(node: Node) -> tuple[float, ...]:
    weights = tuple(weight for weight in node.weights if weight > 0.0)
    return weights if len(weights) > 1 and node.rule not in WEIGHTLESS else ()


@lru_cache(maxsize=8)
def _choices(weights: tuple[tuple[float, ...], ...], variants: int, seed: int) -> _Choices:
    # Not a Generator: numpy keeps the numbers of RandomState for ever, and a stored score must be reproducible.
    stream = np.random.RandomState(np.random.PCG64(seed))
    shifts = np.append(0.0, stream.uniform(-CAP_SHIFT, CAP_SHIFT, variants))
    drawn = []
    for given in weights:
        own = np.array(given).reshape(-1, 1)
        parameters = CONCENTRATION * len(own) * own / own.sum()
        gammas = stream.standard_gamma(parameters, (len(own), variants))
        drawn.append(np.hstack([own, np.maximum(gammas, LEAST)]))
    return _Choices(tuple(drawn), shifts)


def _scored(
    framework: Framework, evidence: _Evidence, upward: list[Step], choices: _Choices, positions: list[int]
) -> Array:
    """[units, outputs, variants], NaN where nothing is known."""
    counted = evidence.counted
    values = propagate(
        framework,
        list(evidence.leaves),
        [_varied(framework, *of_node) for of_node in zip(framework.nodes, upward, _per_node(choices), strict=True)],
        override=None if counted is None else lambda at, value: np.where(counted[at], value, NEUTRAL),
    )
    shape = (evidence.leaves.shape[1], choices.shifts.size)
    found = [_where_known(upward[at - len(framework.indicators)], values[at]) for at in positions]
    return np.stack([np.broadcast_to(value, shape) for value in found], axis=1)


def _where_known(step: Step, value: Array) -> Array:
    if not step.children:
        return np.full_like(value, np.nan)
    return value if step.present is None else np.where(step.present, value, np.nan)


def _per_node(choices: _Choices) -> list[tuple[Array, Array]]:
    """The drawn weights and the shifts of the cap, for each node."""
    return [(drawn, choices.shifts) for drawn in choices.weights]


def _with_arithmetic_means(framework: Framework) -> Framework:
    nodes = (replace(node, rule="arithmetic") if _is_quadratic(node) else node for node in framework.nodes)
    return replace(framework, nodes=tuple(nodes))


def _is_quadratic(node: Node) -> bool:
    return node.rule == "quadratic" or (node.rule == "power" and node.exponent == 2.0)


def _varied(framework: Framework, node: Node, step: Step, choice: tuple[Array, Array]) -> Step:
    """The step with the variant's rule, weights and cap; `node` is the variant's."""
    drawn, shifts = choice
    children = step.children
    if node.rule == "mitigated" and children:
        (of, whole_of), (by, _) = children
        children = ((of, whole_of), (by, np.clip(node.max_mitigation + shifts, 0.0, 1.0)))
    elif len(drawn) and children:
        weighted = (child for child, weight in zip(node.children, node.weights, strict=True) if weight > 0.0)
        by_position = dict(zip((framework.positions[child] for child in weighted), drawn, strict=True))
        children = tuple(_redrawn(children, by_position))
    return Step(node, children, step.present)


def _redrawn(given: Sequence[tuple[int, Weight]], drawn: dict[int, Array]) -> list[tuple[int, Weight]]:
    """The drawn weights of the children that are present, made to sum to 1; where a child is absent it has none."""
    weights = [
        drawn[position] if isinstance(weight, float) else np.where(weight > 0.0, drawn[position], 0.0)
        for position, weight in given
    ]
    total = np.asarray(sum(weights))
    total = np.where(total > 0.0, total, 1.0)
    return [(position, weight / total) for (position, _), weight in zip(given, weights, strict=True)]


def _summarised(framework: Framework, outputs: tuple[str, ...], values: Array) -> Robustness:
    own, variants = values[..., 0], values[..., 1:]
    present = ~np.isnan(own)
    numbers = np.full((*own.shape, 4 + len(framework.bands)), np.nan)
    numbers[present] = statistics(framework, np.sort(variants[present], axis=-1))
    bands = numbers[..., BANDS]
    return Robustness(
        framework=framework,
        outputs=outputs,
        own=own,
        values=variants,
        p5=numbers[..., P5],
        p95=numbers[..., P95],
        bands=bands,
        same_band=np.take_along_axis(bands, band_indices(framework, own)[..., None], axis=-1)[..., 0],
    )
