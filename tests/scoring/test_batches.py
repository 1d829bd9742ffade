"""Compared units scored in batches: one fit for all, and the same digits as all at once."""

import numpy as np
import pytest

from assessments.scoring import Framework, estimates, evaluate, simulate
from assessments.scoring.evaluate import fit
from assessments.scoring.normalisation import Scale, ZScore
from tests.scoring.small import leaf, node, small

KINDS = ("minmax", "zscore", "rank")


@pytest.fixture
def framework() -> Framework:
    leaves = [leaf(kind, {"kind": kind, **({"mean": 50, "spread": 10} if kind == "zscore" else {})}) for kind in KINDS]
    return small([node("all", "arithmetic", dict.fromkeys(KINDS, 1))], leaves)


@pytest.fixture
def raw() -> np.ndarray:
    raw = np.random.default_rng(3).uniform(0.0, 9.0, (31, 3))
    raw[::4, 1] = np.nan
    return raw


def test_units_scored_apart_keep_their_place_among_all(framework: Framework, raw: np.ndarray) -> None:
    together, fitted = evaluate(framework, raw), fit(framework, raw)
    for name in ("value", "coverage", "lower", "upper"):
        apart = [getattr(evaluate(framework, raw[at : at + 1], fitted=fitted), name) for at in range(len(raw))]
        np.testing.assert_array_equal(np.concatenate(apart), getattr(together, name))


def test_units_drawn_apart_keep_their_place_among_all(framework: Framework, raw: np.ndarray) -> None:
    given = estimates(framework, raw, lowest=raw, highest=raw)
    together, fitted = simulate(framework, given, draws=50), fit(framework, raw)
    for name in ("mean", "p5", "p95", "bands", "headline", "first_order"):
        apart = [
            getattr(
                simulate(framework, estimates(framework, one, lowest=one, highest=one), draws=50, fitted=fitted), name
            )
            for one in raw[:, np.newaxis]
        ]
        np.testing.assert_array_equal(np.concatenate(apart), getattr(together, name))


def test_the_order_of_the_units_changes_no_digit_of_a_z_score() -> None:
    units = np.random.default_rng(5).uniform(0.0, 1.0, 1_000)
    score, scale = ZScore(50.0, 10.0), Scale(0.0, 100.0)
    for seed in range(5):
        shuffled = np.random.default_rng(seed).permutation(units)
        np.testing.assert_array_equal(score.fit(shuffled, scale).apply(units), score.fit(units, scale).apply(units))
