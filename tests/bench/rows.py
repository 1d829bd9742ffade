"""What `make bench` compares: the engine on one side, a reference on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assessments import scoring
from assessments.scoring import draws as common
from assessments.scoring.arrays import Array
from assessments.scoring.contributions import contributions
from assessments.scoring.sensitivity import first_order
from assessments.scoring.tornado import tornado
from tests.bench.peers import pandas_batch, salib_given_data, salib_indices
from tests.bench.reference import BareNumpy

FRAMEWORK = Path(__file__).resolve().parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"
DRAWS = scoring.DRAWS
SALTELLI_SAMPLES = 1024
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """Two things to alternate; the ratio is time(one) / (factor x time(other))."""

    name: str
    what: str
    aim: float
    sides: Callable[[], tuple[Work, Work]]
    at_most: bool = True
    factor: float = 1.0


@cache
def framework() -> scoring.Framework:
    return scoring.load(FRAMEWORK.read_text(encoding="utf-8"))


@cache
def missions(count: int) -> scoring.Estimates:
    """Made-up missions: random levels and confidences, one indicator in seven not rated."""
    random = np.random.default_rng(0)
    shape = (2000, len(framework().indicators))
    levels = np.where(random.random(shape) < 1 / 7, np.nan, random.integers(0, 5, shape))
    words = random.choice(["high", "medium", "low"], shape)
    return scoring.estimates(framework(), levels[:count], confidence=words[:count])


def arrays(given: scoring.Estimates) -> tuple[Array, Array, Array]:
    return given.lowest[0], given.best[0], given.highest[0]


def bare(count: int) -> tuple[BareNumpy, tuple[Array, Array, Array]]:
    reference = BareNumpy(framework(), DRAWS)
    given = arrays(missions(count))
    reference.prepare(*given)
    return reference, given


def whole_portfolio() -> None:
    scoring.simulate(framework(), missions(2000), draws=DRAWS)


def engine() -> tuple[Work, Work]:
    reference, given = bare(200)
    return lambda: scoring.simulate(framework(), missions(200), draws=DRAWS), lambda: list(reference.batch(*given))


def scale() -> tuple[Work, Work]:
    return whole_portfolio, lambda: scoring.simulate(framework(), missions(200), draws=DRAWS)


def points() -> tuple[Work, Work]:
    many, few = missions(2000).raw, missions(200).raw
    return lambda: scoring.evaluate(framework(), many), lambda: scoring.evaluate(framework(), few)


def peers() -> tuple[Work, Work]:
    """Five missions: pandas would take minutes for 200."""
    given = missions(5)
    random = np.random.default_rng(0)
    leaves = random.uniform(0, 100, (len(framework().indicators), 5, DRAWS))
    return lambda: pandas_batch(framework(), leaves), lambda: scoring.simulate(framework(), given, draws=DRAWS)


def codes() -> list[str]:
    return [item.code for item in framework().indicators]


def sobol() -> tuple[Work, Work]:
    """All first-order indices of one mission, evaluations included on both sides."""
    given = missions(1)
    low, best, high = (array[0] for array in arrays(given))
    reference = BareNumpy(framework(), SALTELLI_SAMPLES * (len(codes()) + 2))
    headline = framework().positions[framework().headline]

    def outcome(design: Array) -> Array:
        reference.place(design.T, low, best, high)
        return reference.values[headline].copy()

    def ours() -> Array:
        return scoring.simulate(framework(), given, draws=DRAWS).first_order

    return ours, lambda: salib_indices(codes(), outcome, SALTELLI_SAMPLES)


def given_draws() -> tuple[Work, Work]:
    """The indices alone, from the very same draws."""
    drawn = scoring.simulate(framework(), missions(1), draws=DRAWS)
    columns = [common.random_order(code, DRAWS, 0) for code in codes()]
    orders = np.stack([column.order for column in columns])
    inputs = np.stack([common.quantile_shares(DRAWS)[column.rank] for column in columns], axis=1)
    outcome = drawn.headline[0]
    return lambda: first_order(outcome, orders), lambda: salib_given_data(codes(), inputs, outcome)


def everything() -> None:
    """Point scores, bounds, intervals, contributions, tornado and collection plan of one mission."""
    given = missions(1)
    scoring.evaluate(framework(), given.raw, given.applicable)
    assert scoring.simulate(framework(), given, draws=DRAWS).first_order.any()
    contributions(framework(), given.raw, given.applicable)
    tornado(framework(), given)


def one() -> tuple[Work, Work]:
    reference, given = bare(1)
    return everything, lambda: list(reference.batch(*given))


ROWS = (
    Row("engine", "200 missions with uncertainty / bare numpy on the same draws", 1.3, engine),
    Row("scale", "2,000 missions with uncertainty / 10 x 200", 1.1, scale, factor=10.0),
    Row("points", "point scores of 2,000 missions / 10 x 200", 1.1, points, factor=10.0),
    Row("peers", "pandas groupby of the same work / engine, 5 missions", 10.0, peers, at_most=False),
    Row("sobol", "first-order indices with their draws / SALib, Saltelli's design, N = 1,024", 0.1, sobol),
    Row("sobol-given", "first-order indices / SALib's RBD-FAST, both from the same draws", 0.1, given_draws),
    Row("one", "one mission, everything / bare numpy: its draws with their statistics", 4.0, one),
)
