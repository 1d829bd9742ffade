"""The engine's arrays as the plain data that a score stores, pages show and the API gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

import numpy as np

from assessments import scoring
from assessments.computing.inputs import estimates_from_records
from assessments.computing.withheld import without_withheld
from assessments.models.stored import (
    Agreement,
    Contributions,
    InterfaceAgreement,
    Nodes,
    PlanRow,
    Record,
    Result,
    Robustness,
    RobustNode,
    Swing,
)
from assessments.scoring.agreement import differences, krippendorff_alpha
from assessments.scoring.arrays import Array
from assessments.scoring.contributions import contributions
from assessments.scoring.normalisation import Ordinal
from assessments.scoring.robustness import VARIANTS, robustness
from assessments.scoring.tornado import tornado

LISTED_KINDS = ("risk", "inherent", "target", "interface")
SEED = 0


def compute_result(
    framework: scoring.Framework, record: Record, *, seed: int = SEED, draws: int = scoring.DRAWS
) -> Result:
    """Score one record and return all that is stored: numbers at full precision, None where there is none.

    A node keeps its computed `value` even below the minimum coverage, because it counts for its parents: read
    `is_enough` before you show it. Raises what `estimates_from_record` raises.
    """
    return compute_results(framework, [record], seed=seed, draws=draws)[0]


def compute_results(
    framework: scoring.Framework, records: Sequence[Record], *, seed: int = SEED, draws: int = scoring.DRAWS
) -> list[Result]:
    """Score many records in one run of the engine; each result is the one that `compute_result` gives.

    Records influence each other only in a framework whose normalisations look at the compared units.
    """
    estimates = estimates_from_records(framework, records)
    evaluation = scoring.evaluate(framework, estimates.raw, estimates.applicable)
    simulation = scoring.simulate(framework, estimates, draws=draws, seed=seed)
    units = zip(
        nodes_by_unit(framework, evaluation, simulation),
        _contributions(framework, estimates),
        _tornado(framework, estimates),
        _collection_plans(framework, estimates, simulation),
        _robustness(framework, estimates, seed),
        _agreements(framework, estimates),
        strict=True,
    )
    return [
        {
            "draws": draws,
            "nodes": nodes,
            "contributions": points,
            "tornado": swings,
            "collection_plan": plan,
            "robustness": variants,
            "agreement": agreement,
        }
        for nodes, points, swings, plan, variants, agreement in units
    ]


class Listed(TypedDict):
    """A score's columns: what a list sorts and filters by."""

    risk: float | None
    band: str
    coverage: float | None
    targets: dict[str, float]


def summarise(framework: scoring.Framework, result: Result) -> Nodes:
    """Return the nodes that lists of missions show: risk, targets, interfaces."""
    return {code: node for code, node in result["nodes"].items() if node["kind"] in LISTED_KINDS}


def listed_columns(framework: scoring.Framework, summary: Nodes) -> Listed:
    """Return what a list sorts and filters by: the headline and each target's value.

    A value is None where the evidence is not enough for one.
    """
    headline = summary[framework.headline]
    targets = {node.target: without_withheld(summary[node.code])["value"] for node in framework.find(kind="target")}
    return {
        "risk": without_withheld(headline)["value"],
        "band": headline["band"] or "",
        "coverage": headline["coverage"],
        "targets": {code: value for code, value in targets.items() if value is not None},
    }


def nodes_by_unit(
    framework: scoring.Framework, evaluation: scoring.Evaluation, simulation: scoring.Simulation
) -> Iterator[Nodes]:
    """Give each unit's nodes by code, as a result stores them."""
    sources = {
        **{name: getattr(evaluation, name) for name in ("value", "lower", "upper", "coverage")},
        **{name: getattr(simulation, name) for name in ("mean", "median", "p5", "p95")},
    }
    bands = scoring.band_indices(framework, evaluation.value)
    for unit in range(len(evaluation.value)):
        columns = {name: _numbers(array[unit]) for name, array in sources.items()}
        yield {
            code: {
                "title": item.title,
                "kind": getattr(item, "kind", "indicator"),
                "value": columns["value"][n],
                "lower": columns["lower"][n],
                "upper": columns["upper"][n],
                "coverage": columns["coverage"][n],
                "mean": columns["mean"][n],
                "median": columns["median"][n],
                "p5": columns["p5"][n],
                "p95": columns["p95"][n],
                "is_applicable": bool(evaluation.is_applicable[unit, n]),
                "is_enough": (is_enough := bool(evaluation.is_enough[unit, n]) and columns["value"][n] is not None),
                "band": framework.bands[bands[unit, n]].code if is_enough else None,
                "bands": _bands(framework, simulation.bands[unit, n]),
            }
            for n, (code, item) in enumerate(framework.by_code.items())
        }


def _contributions(
    framework: scoring.Framework, estimates: scoring.Estimates
) -> Iterator[dict[str, Contributions | None]]:
    """Give each output's points by indicator, which sum with the baseline to its value; None without a value."""
    found = contributions(framework, estimates.raw, estimates.applicable, of=framework.outputs)
    codes = [indicator.code for indicator in framework.indicators]
    for points, baseline in zip(found.points, found.baseline, strict=True):
        yield {
            output: None
            if np.isnan(points[n]).any()
            else {"baseline": float(baseline[n]), "points": _by_code(codes, points[n])}
            for n, output in enumerate(framework.outputs)
        }


def _tornado(framework: scoring.Framework, estimates: scoring.Estimates) -> Iterator[dict[str, dict[str, Swing]]]:
    """Give each output at the lowest and highest plausible value of each indicator that applies."""
    found = tornado(framework, estimates, of=framework.outputs)
    codes = [indicator.code for indicator in framework.indicators]
    for lows, highs, rated in zip(found.low, found.high, estimates.is_rated.tolist(), strict=True):
        yield {
            output: {
                code: {"low": low, "high": high, "is_rated": is_rated}
                for code, low, high, is_rated in zip(codes, _numbers(lows[n]), _numbers(highs[n]), rated, strict=True)
                if low is not None and high is not None
            }
            for n, output in enumerate(framework.outputs)
        }


def _collection_plans(
    framework: scoring.Framework, estimates: scoring.Estimates, simulation: scoring.Simulation
) -> list[list[PlanRow]]:
    return [_collection_plan(framework, estimates, simulation, unit) for unit in range(len(simulation.headline))]


def _collection_plan(
    framework: scoring.Framework, estimates: scoring.Estimates, simulation: scoring.Simulation, unit: int
) -> list[PlanRow]:
    """Return the indicators that apply, first the one that would narrow the headline most if it were known.

    `index` is the first-order Sobol index S, `variance` S times the headline's variance: by how much knowing the
    indicator is expected to lower it. A headline without spread has no plan.
    """
    variance = float(simulation.variance[unit])
    if not variance > 0.0:
        return []
    rows: list[PlanRow] = [
        {"indicator": indicator.code, "index": index, "variance": index * variance}
        for indicator, index, applies in zip(
            framework.indicators, simulation.first_order[unit].tolist(), estimates.applicable[unit], strict=True
        )
        if applies
    ]
    return sorted(rows, key=lambda row: -row["index"])


def _robustness(framework: scoring.Framework, estimates: scoring.Estimates, seed: int) -> Iterator[Robustness]:
    found = robustness(
        framework, estimates.raw, estimates.applicable, variants=VARIANTS, seed=seed, of=framework.outputs
    )
    for unit in range(len(found.p5)):
        nodes: dict[str, RobustNode | None] = {
            output: None
            if np.isnan(found.p5[unit, n])
            else {
                "p5": float(found.p5[unit, n]),
                "p95": float(found.p95[unit, n]),
                "bands": _bands(framework, found.bands[unit, n]),
                "same_band": float(found.same_band[unit, n]),
            }
            for n, output in enumerate(framework.outputs)
        }
        yield {"variants": VARIANTS, "nodes": nodes}


def compute_agreement(framework: scoring.Framework, record: Record) -> Agreement:
    """Return the assessors' agreement as a score of the record would store it."""
    return next(_agreements(framework, estimates_from_records(framework, [record])))


def _agreements(framework: scoring.Framework, estimates: scoring.Estimates) -> Iterator[Agreement]:
    is_ordinal = np.array([isinstance(indicator.normalisation, Ordinal) for indicator in framework.indicators])
    for unit, applies in enumerate(estimates.applicable):
        yield _agreement(framework, np.where(applies & is_ordinal, estimates.best[:, unit], np.nan))


def _agreement(framework: scoring.Framework, levels: Array) -> Agreement:
    """Return how far assessors agree on levels: alpha per interface, and where they stand two levels or more apart."""
    interfaces = {node.code: _alpha(framework, node.code, levels) for node in framework.find(kind="interface")}
    return {
        "interfaces": {code: found for code, found in interfaces.items() if found["assessors"] > 1},
        "differences": [
            {
                "indicator": framework.codes[at],
                "lowest": float(np.nanmin(levels[:, at])),
                "highest": float(np.nanmax(levels[:, at])),
            }
            for at in differences(levels)
        ],
    }


def _alpha(framework: scoring.Framework, code: str, levels: Array) -> InterfaceAgreement:
    mine = levels[:, [framework.positions[leaf] for leaf in framework.leaves_of(code)]]
    known = ~np.isnan(mine)
    return {
        "alpha": _number(krippendorff_alpha(mine)),
        "assessors": int(known.any(axis=1).sum()),
        "indicators": int((known.sum(axis=0) > 1).sum()),
    }


def _bands(framework: scoring.Framework, probabilities: Array) -> dict[str, float] | None:
    if np.isnan(probabilities).any():
        return None
    return _by_code([band.code for band in framework.bands], probabilities)


def _by_code(codes: list[str], numbers: Array) -> dict[str, float]:
    return dict(zip(codes, numbers.tolist(), strict=True))


def _numbers(values: Array) -> list[float | None]:
    return [_number(value) for value in values.tolist()]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
