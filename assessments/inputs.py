"""Rows to arrays: Django ends here, numpy begins."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assessments import scoring
from assessments.models import Answer, Assessment, Rating


@dataclass(frozen=True)
class Inputs:
    """What the engine reads of one assessment.

    `raw` holds the best estimates by indicator, NaN where nobody rated, shape [indicators]; `applicable` says which
    indicators count at all, shape [indicators]; `record` is the same as plain data, kept with the score.
    """

    raw: npt.NDArray[np.float64]
    applicable: npt.NDArray[np.bool_]
    record: dict[str, Any]

    def digest(self, framework: scoring.Framework, seed: int = 0) -> str:
        """Return the SHA-256 of all that the score depends on: framework, ratings, engine version, seed."""
        arrays: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.bool_]] = {
            "raw": self.raw,
            "applicable": self.applicable,
        }
        return scoring.digest(
            framework, arrays, seed=seed, settings={"ratings": json.dumps(self.record, sort_keys=True)}
        )


def read_inputs(framework: scoring.Framework, assessment: Assessment, ratings: Iterable[Rating]) -> Inputs:
    """Combine the ratings of all assessors, indicator by indicator.

    Several best estimates are averaged: each assessor counts the same. "Not applicable" holds where no one who
    answered gave a level or "not known". An indicator outside the assessment's phase does not apply.
    """
    answers: dict[str, list[Rating]] = {}
    for rating in ratings:
        answers.setdefault(rating.indicator.code, []).append(rating)
    asked = _asked(framework, assessment)
    combined = [_combine(answers.get(indicator.code, [])) for indicator in framework.indicators]
    raw = np.array([best for best, _applies in combined], dtype=np.float64)
    applicable = np.array([applies for _best, applies in combined]) & asked
    return Inputs(np.where(applicable, raw, np.nan), applicable, _record(assessment, answers))


def _asked(framework: scoring.Framework, assessment: Assessment) -> npt.NDArray[np.bool_]:
    if assessment.phase is None:
        return np.ones(len(framework.indicators), dtype=bool)
    return framework.applicable_in(assessment.phase.code)


def _combine(ratings: list[Rating]) -> tuple[float, bool]:
    best = [rating.best for rating in ratings if rating.best is not None]
    if best:
        return float(np.mean(best)), True
    return np.nan, not ratings or any(rating.answer == Answer.UNKNOWN for rating in ratings)


def _record(assessment: Assessment, answers: dict[str, list[Rating]]) -> dict[str, Any]:
    """Return the ratings as plain data in a fixed order; assessors are numbered, not named."""
    people = sorted({rating.assessor_id for ratings in answers.values() for rating in ratings})
    numbers = {pk: number for number, pk in enumerate(people, 1)}
    rows = sorted(
        (
            {
                "indicator": code,
                "assessor": numbers[rating.assessor_id],
                "answer": rating.answer,
                "best": rating.best,
                "lowest": rating.lowest,
                "highest": rating.highest,
                "confidence": rating.confidence,
            }
            for code, ratings in answers.items()
            for rating in ratings
        ),
        key=lambda row: (row["indicator"], row["assessor"]),
    )
    return {"phase": assessment.phase.code if assessment.phase else None, "ratings": rows}
