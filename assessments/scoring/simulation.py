"""How certain a score is: one Monte Carlo run over what is plausible, with the same draws for every unit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from assessments.scoring import draws as common
from assessments.scoring.arrays import Array, Mask
from assessments.scoring.estimates import Estimates
from assessments.scoring.evaluate import counted_upward, fit
from assessments.scoring.framework import Framework
from assessments.scoring.leaf_draws import UNRATED, EstimateTriples, leaf_draws
from assessments.scoring.normalisation import Fitted
from assessments.scoring.propagation import Override, Step, propagate, steps
from assessments.scoring.sensitivity import first_order
from assessments.scoring.statistics import BANDS, MEAN, MEDIAN, P5, P95, statistics
from assessments.scoring.waves import NEUTRAL, all_waves, reweight

DRAWS = 10_000
# Enough draws at a time to make numpy's calls cheap, few enough to stay in the processor's cache.
BLOCK = 16_384

Units = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Simulation:
    """What the draws say; the positions are `framework.codes`. NaN where an indicator or node does not apply.

    mean, median, p5, p95   [units, positions]; p5 to p95 is the 90% interval
    bands                   [units, positions, bands]: the probability of each band
    headline                [units, draws]: the framework's headline, draw by draw
    applicable              [units, indicators]
    drawn                   by code, the draws of the headline and of each node asked for: [units, draws]
    """

    framework: Framework
    draws: int
    seed: int
    mean: Array
    median: Array
    p5: Array
    p95: Array
    bands: Array
    headline: Array
    applicable: Mask
    drawn: dict[str, Array]

    @cached_property
    def variance(self) -> Array:
        """The headline's variance: [units]."""
        return np.asarray(self.headline.var(axis=1))

    @cached_property
    def first_order(self) -> Array:
        """The share of the headline's variance that each indicator explains by itself: [units, indicators].

        Sobol's first-order index; NaN where the indicator or the headline does not apply.
        """
        indices = np.full(self.applicable.shape, np.nan)
        codes = tuple(indicator.code for indicator in self.framework.indicators)
        orders = _orders(codes, self.draws, self.seed)
        for unit in np.flatnonzero(~np.isnan(self.headline[:, 0])):
            asked = np.flatnonzero(self.applicable[unit])
            indices[unit, asked] = first_order(self.headline[unit], orders[asked])
        return indices


def simulate(
    framework: Framework,
    estimates: Estimates,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    fitted: Sequence[Fitted] | None = None,
    of: Sequence[str] = (),
) -> Simulation:
    """Draw every rated indicator from its PERT distribution (of several assessors: their equal mixture) and every
    unrated one uniformly over its scale, and carry the draws up the graph.

    Normalisations that look at the compared units are fitted to the best estimates and then kept fixed; `fitted` (see
    `evaluate.fit`) gives them where `estimates` holds only some of the compared units. The draws of the headline and of
    the nodes `of` are kept. In a framework that drops nodes below the minimum coverage, a dropped node is drawn as if
    nothing beneath it were rated. Raises ValueError for fewer than 1 draw or a seed below 0, KeyError for a code in
    `of` that is no node. Method: docs/method.md, section 4.
    """
    if draws < 1 or seed < 0:
        raise ValueError(f"at least 1 draw and a seed from 0 on are needed, not {draws} and {seed}")
    run = _Run(framework, estimates, draws, seed, fit(framework, estimates.raw) if fitted is None else fitted)
    run.keep([framework.headline, *of])
    for group in run.groups():
        for block in group.blocks(run.block):
            run.score(group, block)
    return run.result()


@dataclass(frozen=True)
class _Group:
    """Units in which the same indicators apply (by position) and the same nodes count."""

    units: Units
    asked: list[int]
    present: list[int]
    dropped: frozenset[int]
    steps: list[Step]

    def blocks(self, size: int) -> Iterator[Units]:
        for start in range(0, self.units.size, size):
            yield self.units[start : start + size]


class _Run:
    """The arrays that fill up as blocks of units are scored."""

    def __init__(
        self, framework: Framework, estimates: Estimates, draws: int, seed: int, fitted: Sequence[Fitted]
    ) -> None:
        self.framework, self.estimates, self.draws, self.seed = framework, estimates, draws, seed
        self.leaves = leaf_draws(framework, fitted, draws, seed)
        self.is_rated = estimates.is_rated
        units = len(self.is_rated)
        self.block = max(1, min(units, BLOCK // draws))
        self.numbers = np.full((units, len(framework.codes), 4 + len(framework.bands)), np.nan)
        self.drawn: dict[str, Array] = {}
        self.values = np.empty((len(framework.nodes), self.block, draws))

    def keep(self, codes: Sequence[str]) -> None:
        """Keep the draws of these nodes."""
        nodes = {node.code for node in self.framework.nodes}
        for code in codes:
            if code not in nodes:
                raise KeyError(code)
            self.drawn[code] = np.full((len(self.is_rated), self.draws), np.nan)

    def result(self) -> Simulation:
        numbers = self.numbers
        return Simulation(
            framework=self.framework,
            draws=self.draws,
            seed=self.seed,
            mean=numbers[..., MEAN],
            median=numbers[..., MEDIAN],
            p5=numbers[..., P5],
            p95=numbers[..., P95],
            bands=numbers[..., BANDS],
            headline=self.drawn[self.framework.headline],
            applicable=self.estimates.applicable,
            drawn=self.drawn,
        )

    def groups(self) -> Iterator[_Group]:
        """The units, sorted by what applies and what counts."""
        applicable, graph = self.estimates.applicable, all_waves(self.framework)
        counted = counted_upward(self.framework, self.is_rated, applicable)
        patterns = applicable if counted is None else np.concatenate([applicable, counted], axis=1)
        distinct, members = np.unique(patterns, axis=0, return_inverse=True)
        for number, pattern in enumerate(distinct):
            applies, counts = np.split(pattern, [applicable.shape[1]])
            reweighting = reweight(self.framework, graph, applies[None])
            is_present = reweighting.present[:, 0]
            is_present[: applies.size] = False
            yield _Group(
                units=np.flatnonzero(members.ravel() == number),
                asked=np.flatnonzero(applies).tolist(),
                present=np.flatnonzero(is_present).tolist(),
                dropped=frozenset(np.flatnonzero(~counts).tolist()),
                steps=steps(self.framework, graph, reweighting),
            )

    def score(self, group: _Group, block: Units) -> None:
        """Draw a block of units and keep the statistics of all their positions and the headline's draws."""
        drawn = [self.leaves.of([(at, self._estimate_triples(unit, at)) for at in group.asked]) for unit in block]
        leaves = self._absent()
        for place, at in enumerate(group.asked):
            rows = [of_unit[place].draws for of_unit in drawn]
            leaves[at] = rows[0][None] if len(rows) == 1 else np.stack(rows)
        out = self.values[:, : block.size]
        propagate(self.framework, leaves, group.steps, out=out, override=self._dropping(group))
        first = len(leaves)
        for code, kept in self.drawn.items():
            if (at := self.framework.positions[code]) in group.present:
                kept[block] = out[at - first]
        whole_graph = len(group.present) == len(out)
        ascending = out if whole_graph else out[[at - first for at in group.present]]
        ascending.sort(axis=-1)
        for row, unit in enumerate(block):
            if group.asked:
                self.numbers[unit, group.asked] = [of_leaf.numbers for of_leaf in drawn[row]]
                self.numbers[unit, group.present] = statistics(self.framework, ascending[:, row])

    def _absent(self) -> list[Array]:
        return [np.array([[NEUTRAL]])] * len(self.framework.indicators)

    def _estimate_triples(self, unit: int, at: int) -> EstimateTriples:
        if not self.is_rated[unit, at]:
            return UNRATED
        given = self.estimates
        columns = (array[:, unit, at].tolist() for array in (given.lowest, given.best, given.highest))
        return tuple(triple for triple in zip(*columns, strict=True) if not math.isnan(triple[1]))

    def _dropping(self, group: _Group) -> Override | None:
        """What the parents of a dropped node read: its draws with nothing rated beneath it. None if none is dropped."""
        if not group.dropped:
            return None
        leaves = self._absent()
        for at, drawn in zip(group.asked, self.leaves.of([(at, UNRATED) for at in group.asked]), strict=True):
            leaves[at] = drawn.draws[None]
        unrated = propagate(self.framework, leaves, group.steps)
        return lambda at, value: np.broadcast_to(unrated[at], value.shape) if at in group.dropped else value


@lru_cache(maxsize=4)
def _orders(codes: tuple[str, ...], draws: int, seed: int) -> common.Positions:
    return np.stack([common.random_order(code, draws, seed).order for code in codes])
