"""Scoring a table: every node of every unit, in batches of units, with normalisations fitted to all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from assessments.scoring import Estimates, Evaluation, Framework, Simulation, estimates, evaluate, simulate
from assessments.scoring.arrays import Array
from assessments.scoring.evaluate import fit
from assessments.scoring.ranks import ranks
from assessments.tables.problems import TableError
from assessments.tables.reading import Table
from assessments.tables.standing import Standing

# Units, and draws of units, in one batch: enough to make numpy's calls cheap, few enough to keep memory flat.
UNITS = 2_000
DRAWN = 2_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """What is to be computed: no draws means point scores alone."""

    phase: str | None = None
    has_bounds: bool = False
    draws: int | None = None
    seed: int = 0
    confidence: str = "medium"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The numbers of each node; the name of a node's first column is its code alone."""
        bounds = ("lower", "upper") if self.has_bounds else ()
        return ("score", "coverage", *bounds, *(("p5", "p95") if self.draws else ()))

    @property
    def ranks(self) -> tuple[str, ...]:
        return ("rank", "rank.p5", "rank.p95") if self.draws else ("rank",)

    def batches(self, units: int) -> Iterator[slice]:
        size = min(UNITS, max(1, DRAWN // self.draws)) if self.draws else UNITS
        return (slice(start, min(start + size, units)) for start in range(0, units, size))


@dataclass(frozen=True)
class Scores:
    """`numbers` [units, columns], NaN where there is none, the columns' names and which of them hold ranks."""

    columns: tuple[str, ...]
    ranks: tuple[str, ...]
    numbers: Array


def score_table(
    framework: Framework, table: Table, wanted: Wanted, progress: Progress = lambda done, of: None
) -> Scores:
    """Score every unit of a table; the numbers are those of `evaluate` and `simulate` to the last bit.

    The columns are the headline's, the ranks by the headline (1 the highest), then the other nodes' in file order.
    `progress(done, units)` is called after each batch. Raises TableError for a phase that the framework lacks or a
    node with the name of another column.
    """
    nodes = tuple(dict.fromkeys((framework.headline, *framework.file_order)))
    columns = _columns(nodes, wanted)
    numbers = np.full((len(table.ids), len(columns)), np.nan)
    after_headline, after_ranks = len(wanted.kinds), len(wanted.kinds) + len(wanted.ranks)
    standing = Standing(len(numbers), wanted.draws) if wanted.draws else None
    positions = [framework.positions[code] for code in nodes]
    for rows, evaluation, simulation in _batches(framework, table, wanted):
        of_nodes = _numbers(wanted.kinds, evaluation, simulation)[:, positions].reshape(rows.stop - rows.start, -1)
        numbers[rows, :after_headline] = of_nodes[:, :after_headline]
        numbers[rows, after_ranks:] = of_nodes[:, after_headline:]
        if standing and simulation:
            standing.put(rows, simulation.headline, ~np.isnan(of_nodes[:, 0]))
        progress(rows.stop, len(numbers))
    numbers[:, after_headline] = ranks(numbers[:, 0])
    if standing:
        numbers[:, after_headline + 1], numbers[:, after_headline + 2] = standing.intervals()
    return Scores(columns, wanted.ranks, numbers)


def _columns(nodes: tuple[str, ...], wanted: Wanted) -> tuple[str, ...]:
    named = [[code if kind == "score" else f"{code}.{kind}" for kind in wanted.kinds] for code in nodes]
    columns = [*named[0], *wanted.ranks, *(name for names in named[1:] for name in names)]
    for at, name in enumerate(columns):
        if name == "id" or name in columns[:at]:
            raise TableError([f"two columns of the result would be called {name!r}. Rename a node of the framework"])
    return tuple(columns)


def _batches(
    framework: Framework, table: Table, wanted: Wanted
) -> Iterator[tuple[slice, Evaluation, Simulation | None]]:
    applicable = _applicable(framework, wanted.phase)
    fitted = fit(framework, np.where(applicable, table.raw, np.nan))
    given = None
    if wanted.draws:
        given = estimates(framework, table.raw, confidence=wanted.confidence, applicable=applicable)
    for rows in wanted.batches(len(table.raw)):
        evaluation = evaluate(framework, table.raw[rows], applicable, fitted=fitted)
        if given is None or not wanted.draws:
            yield rows, evaluation, None
            continue
        some = Estimates(given.best[:, rows], given.lowest[:, rows], given.highest[:, rows], given.applicable[rows])
        yield rows, evaluation, simulate(framework, some, draws=wanted.draws, seed=wanted.seed, fitted=fitted)


def _applicable(framework: Framework, phase: str | None) -> np.ndarray:
    if phase is None:
        return np.ones(len(framework.indicators), dtype=np.bool_)
    try:
        return framework.applicable_in(phase)
    except KeyError as error:
        raise TableError([str(error.args[0])]) from error


def _numbers(kinds: tuple[str, ...], evaluation: Evaluation, simulation: Simulation | None) -> Array:
    """[units, positions, kinds]"""
    return np.stack([getattr(simulation if kind in ("p5", "p95") else evaluation, kind) for kind in kinds], axis=-1)
