"""From rows to a record, from a record to the engine's arrays: the one way into the engine.

A record (`models.stored.Record`) is plain data, kept with every score. Recomputing, stateless scoring and verification
all read it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assessments import scoring
from assessments.models import Answer, Assessment, Confidence, Rating
from assessments.models.stored import RatingInput, Record


def assessment_record(assessment: Assessment, ratings: Iterable[Rating]) -> Record:
    """Return what the engine reads of an assessment."""
    rows = [
        {
            "indicator": rating.indicator.code,
            "assessor": rating.assessor_id,
            "answer": rating.answer,
            "best": rating.best,
            "lowest": rating.lowest,
            "highest": rating.highest,
            "confidence": rating.confidence,
        }
        for rating in ratings
    ]
    return build_record(assessment.phase.code if assessment.phase else None, rows)


def build_record(phase: str | None, rows: Iterable[Mapping[str, Any]]) -> Record:
    """Return the record of a phase and ratings, in a fixed order; assessors are numbered from 1, not named.

    Called with a record's own parts it returns the same record, even if a database gives back 2.0 as 2.
    """
    given = list(rows)
    numbers = {key: number for number, key in enumerate(sorted({row["assessor"] for row in given}), 1)}
    ratings: list[RatingInput] = [
        {
            "indicator": row["indicator"],
            "assessor": numbers[row["assessor"]],
            "answer": str(row["answer"]),
            "confidence": str(row["confidence"]),
            "best": _number(row["best"]),
            "lowest": _number(row["lowest"]),
            "highest": _number(row["highest"]),
        }
        for row in given
    ]
    return {"phase": phase, "ratings": sorted(ratings, key=lambda row: (row["indicator"], row["assessor"]))}


def _number(given: float | None) -> float | None:
    """Return a number as a float without the sign of a zero, so that equal numbers have equal digests."""
    return None if given is None else float(given) + 0.0


def estimates_from_record(framework: scoring.Framework, record: Record) -> scoring.Estimates:
    """Return the record as the engine's arrays, for one unit.

    An indicator does not apply if everyone who answered said so, or if it is outside the record's phase. Ratings of
    indicators that the framework does not have are left out. Raises ValueError for a level that an indicator does not
    have, KeyError for an unknown phase.
    """
    return estimates_from_records(framework, [record])


def estimates_from_records(framework: scoring.Framework, records: Sequence[Record]) -> scoring.Estimates:
    """Return many records as the engine's arrays, one unit each; see `estimates_from_record`."""
    known = {indicator.code for indicator in framework.indicators}
    asked = [[row for row in record["ratings"] if row["indicator"] in known] for record in records]
    assessors = max((row["assessor"] for rows in asked for row in rows), default=1)
    shape = (assessors, len(records), len(framework.indicators))
    best, lowest, highest = (np.full(shape, np.nan) for _number in range(3))
    confidence = np.full(shape, Confidence.MEDIUM.value)
    for unit, rows in enumerate(asked):
        for row in rows:
            at = row["assessor"] - 1, unit, framework.positions[row["indicator"]]
            confidence[at] = row["confidence"]
            best[at], lowest[at], highest[at] = (
                np.nan if number is None else number for number in (row["best"], row["lowest"], row["highest"])
            )
    applicable = [_applicable(framework, record["phase"], rows) for record, rows in zip(records, asked, strict=True)]
    return scoring.estimates(
        framework, best=best, lowest=lowest, highest=highest, confidence=confidence, applicable=np.array(applicable)
    )


def _applicable(framework: scoring.Framework, phase: str | None, asked: list[RatingInput]) -> npt.NDArray[np.bool_]:
    answers: dict[str, set[str]] = {}
    for row in asked:
        answers.setdefault(row["indicator"], set()).add(row["answer"])
    applies = [answers.get(indicator.code) != {Answer.NOT_APPLICABLE} for indicator in framework.indicators]
    return np.array(applies) & (True if phase is None else framework.applicable_in(phase))


def score_digest(framework: scoring.Framework, record: Record, *, seed: int, draws: int) -> str:
    """Return the SHA-256 of all that a score depends on: framework, record, engine version, seed, number of draws."""
    settings: dict[str, str | int | float | bool | None] = {
        "draws": draws,
        "ratings": json.dumps(record, sort_keys=True),
    }
    return scoring.digest(framework, {}, seed=seed, settings=settings)
