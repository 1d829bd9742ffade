"""A scenario scored beside its assessment: from a record to the changed record, its nodes and the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine
from assessments.computing.inputs import build_record, estimates_from_record
from assessments.computing.results import LISTED_KINDS, nodes_by_unit
from assessments.computing.withheld import value_difference
from assessments.models import Answer, Score
from assessments.models.stored import (
    Answered,
    Changes,
    HeadlineDifference,
    Nodes,
    RatingInput,
    Record,
    ScenarioResult,
)
from assessments.scoring.arrays import Array
from assessments.scoring.difference import difference

KINDS = (*LISTED_KINDS, "cell")
NO_DIFFERENCE: HeadlineDifference = {
    "value": None,
    "median": None,
    "p5": None,
    "p95": None,
    "lower": None,
    "higher": None,
}


@dataclass(frozen=True)
class ScoredRecord:
    """A record with its simulation and its `nodes` by code, the indicators left out."""

    framework: scoring.Framework
    record: Record
    simulation: scoring.Simulation
    nodes: Nodes


def score_record(framework: scoring.Framework, record: Record, *, seed: int, draws: int) -> ScoredRecord:
    """Score a record. Raises what `inputs.estimates_from_record` raises."""
    estimates = estimates_from_record(framework, record)
    evaluation = scoring.evaluate(framework, estimates.raw, estimates.applicable)
    simulation = scoring.simulate(framework, estimates, draws=draws, seed=seed)
    nodes = next(nodes_by_unit(framework, evaluation, simulation))
    return ScoredRecord(
        framework, record, simulation, {code: node for code, node in nodes.items() if node["kind"] in KINDS}
    )


def rescore(score: Score) -> ScoredRecord:
    """Score the stored inputs of a score again, with its seed and its number of draws: what scenarios start from."""
    require_known_engine(score.engine_version)
    framework = engine_framework(score.framework)
    return score_record(framework, score.inputs, seed=score.seed, draws=score.result.get("draws", scoring.DRAWS))


def changed_record(record: Record, changes: Changes) -> Record:
    """Return the record with the phase and the ratings that `changes` puts in place.

    A changed rating stands alone: it replaces what all assessors said about that indicator.
    """
    kept = [row for row in record["ratings"] if row["indicator"] not in changes["ratings"]]
    own = min((row["assessor"] for row in kept), default=1)
    put: list[RatingInput] = [{**row, "indicator": code, "assessor": own} for code, row in changes["ratings"].items()]
    return build_record(changes.get("phase", record["phase"]), [*kept, *put])


def repeats_ratings(row: Answered, standing: Sequence[Answered]) -> bool:
    """Say whether a changed rating is the same as that of everyone who answered, so that it changes nothing.

    Of an answer without a level only the answer itself is compared.
    """
    if row["answer"] != Answer.RATED:
        return bool(standing) and all(row["answer"] == other["answer"] for other in standing)
    return bool(standing) and all(answered(row) == answered(other) for other in standing)


def scenario_result(base: ScoredRecord, changes: Changes) -> ScenarioResult:
    """Return all that a scenario stores: its nodes, those it started from, and the difference between the two.

    The headline's difference has an interval of its own, from the same draws; for the other nodes the two values are
    subtracted, unrounded. Where either side lacks the evidence for a value, only the interval remains.
    """
    draws, seed = base.simulation.draws, base.simulation.seed
    changed = score_record(base.framework, changed_record(base.record, changes), seed=seed, draws=draws)
    values = {code: value_difference(node, changed.nodes[code]) for code, node in base.nodes.items()}
    return {
        "engine_version": scoring.ENGINE_VERSION,
        "seed": seed,
        "draws": draws,
        "replaced": {
            "phase": base.record["phase"],
            "ratings": {code: answers_of(base.record, code) for code in changes["ratings"]},
        },
        "base": base.nodes,
        "nodes": changed.nodes,
        "difference": {"headline": _headline(base, changed, values[base.framework.headline]), "nodes": values},
    }


def _headline(base: ScoredRecord, changed: ScoredRecord, value: float | None) -> HeadlineDifference:
    found = difference(changed.simulation, base.simulation)
    return {
        "value": value,
        "median": None if value is None else _number(found.median),
        "p5": _number(found.p5),
        "p95": _number(found.p95),
        "lower": _number(found.lower),
        "higher": _number(found.higher),
    }


def answers_of(record: Record, code: str) -> list[Answered]:
    """Return what was answered about one indicator, by each assessor."""
    return [answered(row) for row in record["ratings"] if row["indicator"] == code]


def answered(row: Answered) -> Answered:
    """Return a rating without its assessor and its indicator."""
    return {
        "answer": row["answer"],
        "best": row["best"],
        "lowest": row["lowest"],
        "highest": row["highest"],
        "confidence": row["confidence"],
    }


def shown_headline(found: HeadlineDifference) -> HeadlineDifference:
    """Return the headline's difference as it may be shown: nothing where either side has no value.

    An interval drawn from what nobody rated would look like knowledge.
    """
    return found if found["value"] is not None else NO_DIFFERENCE


def asked_unrated(framework: scoring.Framework, record: Record) -> int:
    """Return how many indicators apply in the record's phase and have no level from anyone."""
    estimates = estimates_from_record(framework, record)
    return int((estimates.applicable & ~estimates.is_rated).sum())


def _number(of_unit: Array) -> float | None:
    number = float(of_unit[0])
    return None if math.isnan(number) else number
