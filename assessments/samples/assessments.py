"""The assessments of the samples, made through the same services that the forms use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from assessments.computing.recompute import recompute
from assessments.models import Answer, Assessment, Confidence, Evidence
from assessments.models.stored import Answered
from assessments.services import (
    Assumptions,
    Judgement,
    add_evidence,
    comment,
    create_assessment,
    create_scenario,
    finish_round,
    publish_sample,
    record_ratings,
    reveal_round,
)
from interfaces.models import Indicator, Measure, Phase
from missions.models import Mission
from ocpo.accounts.models import User
from ocpo.days import latest_today

# The account that stands for the paper: nobody can sign in with it, and it is a member of no mission.
PAPER_ASSESSOR = "paper"
# The pieces of evidence of one mission by the key that the sample gives them.
Pieces = dict[str, Evidence]
People = dict[str, User]


def load_assessment(mission: Mission, people: People, sample: dict[str, Any], pieces: Pieces) -> None:
    """Open an assessment and take it as far as its sample says; its evidence is added to `pieces`.

    In a private round a rating rests only on what its assessor entered, as for everyone.
    """
    assessment = create_assessment(
        mission=mission,
        author=people["planner"],
        phase=Phase.objects.filter(code=sample["phase"]).first(),
        as_of=sample["as_of"],
        title=sample["title"],
        is_private=sample.get("private", False),
    )
    for piece in sample.get("evidence", []):
        pieces[piece["key"]] = _entered(assessment, people, piece)
    _rate(assessment, people, sample["ratings"], sample["assessor"], pieces)
    for username in sample.get("finished", []):
        finish_round(assessment=assessment, person=people[username])
    if sample.get("second_round"):
        reveal_round(assessment=assessment, person=people["planner"])
        _rate(assessment, people, sample["second_round"], sample["assessor"], pieces)
    _discuss(assessment, people, sample.get("discussion", []))
    if sample.get("scenarios"):
        recompute(assessment_id=assessment.pk)  # a scenario needs a score to be compared with
        for scenario in sample["scenarios"]:
            _vary(assessment, people[sample["assessor"]], scenario)
    if sample.get("published"):
        publish_sample(assessment=assessment, person=people["planner"])


def _entered(assessment: Assessment, people: People, piece: dict[str, Any]) -> Evidence:
    """Enter a piece of evidence, without its date if that is later than today: the service refuses future dates."""
    dated: date | None = piece.get("dated")
    return add_evidence(
        assessment=assessment,
        person=people[piece["by"]],
        title=piece["title"],
        source=piece["source"],
        dated=dated if dated and dated <= latest_today() else None,
        link=piece.get("symbol", ""),
        reliability=piece["grade"][0],
        credibility=piece["grade"][1],
        marking=piece.get("marking", "unclassified"),
    )


def _rate(
    assessment: Assessment, people: People, ratings: Iterable[dict[str, Any]], assessor: str, pieces: Pieces
) -> None:
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    by_assessor: dict[str, dict[Indicator, Judgement]] = {}
    for rating in ratings:
        by = by_assessor.setdefault(rating.get("assessor", assessor), {})
        by[indicators[rating["indicator"]]] = sample_judgement(rating, pieces)
    for username, judgements in by_assessor.items():
        enters = people["planner"] if username == PAPER_ASSESSOR else people[username]
        record_ratings(assessment=assessment, person=enters, assessor=people[username], judgements=judgements)


def _discuss(assessment: Assessment, people: People, comments: Iterable[dict[str, str]]) -> None:
    for each in comments:
        indicator = Indicator.objects.get(code=each["indicator"])
        comment(assessment=assessment, indicator=indicator, author=people[each["author"]], text=each["text"])


def _vary(assessment: Assessment, author: User, sample: dict[str, Any]) -> None:
    ratings: dict[str, Answered] = {
        row["indicator"]: {
            "answer": Answer.RATED.value,
            "best": float(row["rating"]),
            "lowest": row.get("lowest"),
            "highest": row.get("highest"),
            "confidence": row["confidence"],
        }
        for row in sample["ratings"]
    }
    measures = list(Measure.objects.filter(code__in=sample["measures"]))
    assumptions = Assumptions(sample["name"], {"ratings": ratings}, sample["note"], measures)
    create_scenario(assessment=assessment, author=author, assumptions=assumptions)


def sample_judgement(rating: dict[str, Any], pieces: Pieces) -> Judgement:
    """Read a sample rating: a level, or one of the words "unknown" and "not-applicable"."""
    given = rating["rating"]
    is_level = isinstance(given, int)
    return Judgement(
        answer=Answer.RATED if is_level else given,
        best=float(given) if is_level else None,
        lowest=rating.get("lowest"),
        highest=rating.get("highest"),
        confidence=rating.get("confidence", Confidence.MEDIUM),
        rationale=rating.get("rationale", ""),
        citations=rating.get("cite", []),
        evidence=frozenset(pieces[key].pk for key in rating.get("evidence", [])),
    )
