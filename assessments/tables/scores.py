"""Scoring a table: every node of every unit, in batches of units, with normalisations fitted to each group."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from assessments.scoring import (
    Estimates,
    Evaluation,
    Framework,
    Simulation,
    band_indices,
    estimates,
    evaluate,
    simulate,
)
from assessments.scoring.arrays import Array
from assessments.scoring.evaluate import fit
from assessments.scoring.ranks import ranks
from assessments.tables.problems import TableError
from assessments.tables.rank_draws import RankDraws
from assessments.tables.reading import UnitTable

# Units, and draws of units, in one batch: enough to make numpy's calls cheap, few enough to keep memory flat.
UNITS = 2_000
DRAWN = 2_000_000
SCORE, BAND, RANK, NORMALISED = "score", "band", "rank", "normalised"
OF_DRAWS = ("p5", "p95")

Units = npt.NDArray[np.intp]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ScoreOptions:
    """What is to be computed: no draws means point scores alone.

    `has_bands` and `has_ranks` add each node's band and rank, `has_normalised` the indicators' values on the scale.
    """

    phase: str | None = None
    has_bounds: bool = False
    draws: int | None = None
    seed: int = 0
    confidence: str = "medium"
    has_bands: bool = False
    has_ranks: bool = False
    has_normalised: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The columns of each node; the name of a node's first column is its code alone."""
        bounds = ("lower", "upper") if self.has_bounds else ()
        return (SCORE, "coverage", *bounds, *(OF_DRAWS if self.draws else ()), *((BAND,) if self.has_bands else ()))

    @property
    def ranks(self) -> tuple[str, ...]:
        return ("rank", "rank.p5", "rank.p95") if self.draws else ("rank",)

    def batches(self, units: Units) -> Iterator[Units]:
        size = min(UNITS, max(1, DRAWN // self.draws)) if self.draws else UNITS
        return (units[start : start + size] for start in range(0, len(units), size))


@dataclass(frozen=True)
class ScoreColumn:
    """A column of the result: its name, what it shows, and of which indicator or node."""

    name: str
    kind: str
    code: str


@dataclass(frozen=True)
class Scores:
    """`numbers` [units, columns], NaN where there is none: a rank is whole, a band is its index in `bands`."""

    columns: tuple[ScoreColumn, ...]
    numbers: Array
    bands: tuple[str, ...]


def score_table(
    framework: Framework, table: UnitTable, options: ScoreOptions, progress: Progress = lambda done, of: None
) -> Scores:
    """Score every unit of a table; the numbers are those of `evaluate` and `simulate` to the last bit.

    The columns are the headline's, the ranks by the headline (1 the highest), then the other nodes' in file order, then
    the indicators'. Units of different groups are not compared: each group is scored as if it were the whole table.
    `progress(done, units)` is called after each batch. Raises TableError for a phase that the framework lacks or a
    node with the name of another column.
    """
    columns = _columns(framework, table, options)
    numbers = np.full((len(table.ids), len(columns)), np.nan)
    done = 0
    for units in _groups(table):
        for scored in _fill(
            numbers, framework, table.raw if table.group is None else table.raw[units], units, columns, options
        ):
            done += scored
            progress(done, len(numbers))
    return Scores(columns, numbers, tuple(band.code for band in framework.bands))


def _groups(table: UnitTable) -> list[Units]:
    """The units of each group, in the table's order."""
    if table.group is None:
        return [np.arange(len(table.ids))]
    ordered = sorted(range(len(table.groups)), key=table.groups.__getitem__)
    return [np.array(list(units)) for _, units in groupby(ordered, key=table.groups.__getitem__)]


def _fill(
    numbers: Array,
    framework: Framework,
    raw: Array,
    units: Units,
    columns: tuple[ScoreColumn, ...],
    options: ScoreOptions,
) -> Iterator[int]:
    """Write the numbers of a group's `units` into their rows. Yields after each batch how many units it had."""
    headline = framework.positions[framework.headline]
    rank_draws = RankDraws(len(units), options.draws) if options.draws else None
    done = 0
    for batch, evaluation, simulation in _batches(framework, raw, options):
        score = evaluation.score
        for at, column in enumerate(columns):
            if not column.kind.startswith(RANK):
                position = framework.positions[column.code]
                numbers[units[batch], at] = _numbers(framework, column.kind, position, score, evaluation, simulation)
        if rank_draws and simulation:
            rank_draws.put(slice(done, done + len(batch)), simulation.headline, ~np.isnan(score[:, headline]))
        done += len(batch)
        yield len(batch)
    names = [column.name for column in columns]
    for at, column in enumerate(columns):
        if column.kind == RANK:
            numbers[units, at] = ranks(numbers[units, names.index(column.code)])
    if rank_draws:
        at = [column.kind for column in columns].index("rank.p5")
        numbers[units, at], numbers[units, at + 1] = rank_draws.intervals()


def _columns(framework: Framework, table: UnitTable, options: ScoreOptions) -> tuple[ScoreColumn, ...]:
    def of_node(code: str) -> list[ScoreColumn]:
        return [ScoreColumn(code if kind == SCORE else f"{code}.{kind}", kind, code) for kind in options.kinds]

    head = framework.headline
    columns = [*of_node(head), *(ScoreColumn(rank, rank, head) for rank in options.ranks)]
    for code in framework.file_order:
        if code != head:
            columns += [*of_node(code), *([ScoreColumn(f"{code}.{RANK}", RANK, code)] if options.has_ranks else [])]
    if options.has_normalised:
        columns += [
            ScoreColumn(f"{indicator.code}.{NORMALISED}", NORMALISED, indicator.code)
            for indicator in framework.indicators
        ]
    taken = {"id", table.group}
    for column in columns:
        if column.name in taken:
            raise TableError(
                [f"two columns of the result would be called {column.name!r}. Rename a node of the framework"]
            )
        taken.add(column.name)
    return tuple(columns)


def _batches(
    framework: Framework, raw: Array, options: ScoreOptions
) -> Iterator[tuple[Units, Evaluation, Simulation | None]]:
    applicable = _applicable(framework, options.phase)
    fitted = fit(framework, np.where(applicable, raw, np.nan))
    given = None
    if options.draws:
        given = estimates(framework, raw, confidence=options.confidence, applicable=applicable)
    for units in options.batches(np.arange(len(raw))):
        evaluation = evaluate(framework, raw[units], applicable, fitted=fitted)
        if given is None or not options.draws:
            yield units, evaluation, None
            continue
        some = Estimates(given.best[:, units], given.lowest[:, units], given.highest[:, units], given.applicable[units])
        yield units, evaluation, simulate(framework, some, draws=options.draws, seed=options.seed, fitted=fitted)


def _applicable(framework: Framework, phase: str | None) -> np.ndarray:
    if phase is None:
        return np.ones(len(framework.indicators), dtype=np.bool_)
    try:
        return framework.applicable_in(phase)
    except KeyError as error:
        raise TableError([str(error.args[0])]) from error


def _numbers(
    framework: Framework, kind: str, at: int, score: Array, evaluation: Evaluation, simulation: Simulation | None
) -> Array:
    """[units]: one column of the result."""
    if kind == SCORE:
        return score[:, at]
    if kind == NORMALISED:
        return evaluation.value[:, at]
    if kind == BAND:
        found = band_indices(framework, score[:, at])
        return np.where(found < 0, np.nan, found)
    numbers: Array = getattr(simulation if kind in OF_DRAWS else evaluation, kind)[:, at]
    return numbers
