"""The same work with other people's tools: a pandas groupby, and SALib's first-order indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from SALib.analyze import rbd_fast, sobol
from SALib.sample import sobol as sobol_sample

from assessments import scoring
from assessments.scoring.arrays import Array

FINAL = ("p5", "median", "p95", "mean")


def pandas_batch(framework: scoring.Framework, leaves: Array) -> list[pd.DataFrame]:
    """Evaluate and sum up the draws of some missions as one would in a notebook: a long table and a groupby a node.

    `leaves` [indicators, missions, draws] holds values.
    """
    _, missions, draws = leaves.shape
    index = pd.MultiIndex.from_product([range(missions), range(draws)], names=["mission", "draw"])
    wide = {item.code: pd.Series(leaves[at].ravel(), index=index) for at, item in enumerate(framework.indicators)}
    summaries = []
    for node in framework.nodes:
        wide[node.code] = _node(node, wide)
        grouped = wide[node.code].groupby(level="mission")
        summaries.append(grouped.quantile([0.05, 0.5, 0.95]).unstack().assign(mean=grouped.mean()))
    return summaries


def _node(node: scoring.Node, wide: dict[str, pd.Series]) -> pd.Series:
    if node.rule == "mitigated":
        return wide[node.children[0]] * (1 - node.max_mitigation * wide[node.children[1]] / 100)
    long = pd.concat({code: wide[code] for code in node.children}, names=["child"])
    by_draw = ["mission", "draw"]
    if node.rule == "maximum":
        return long.groupby(level=by_draw).max()
    exponent = {"arithmetic": 1.0, "quadratic": 2.0}.get(node.rule, node.exponent)
    weights = long.index.get_level_values("child").map(dict(zip(node.children, node.weights, strict=True)))
    powered = (long**exponent) * np.asarray(weights, dtype=float)
    return (powered.groupby(level=by_draw).sum() / sum(node.weights)) ** (1.0 / exponent)


def salib_indices(codes: Sequence[str], outcome: Callable[[Array], Array], samples: int) -> Array:
    """First-order indices by Saltelli's design: (inputs + 2) x samples evaluations of `outcome` [runs, inputs]."""
    problem = _problem(codes)
    design = sobol_sample.sample(problem, samples, calc_second_order=False, seed=0)
    found = sobol.analyze(problem, outcome(design), calc_second_order=False, num_resamples=2, seed=0)
    return np.asarray(found["S1"])


def salib_given_data(codes: Sequence[str], inputs: Array, outcome: Array) -> Array:
    """First-order indices from draws that are there: RBD-FAST on [draws, inputs] and [draws]."""
    return np.asarray(rbd_fast.analyze(_problem(codes), inputs, outcome, num_resamples=2, seed=0)["S1"])


def _problem(codes: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(codes), "names": list(codes), "bounds": [[0.0, 1.0]] * len(codes)}
