"""From a waiting job to a stored score: read consistently, compute, write once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from assessments import scoring
from assessments.frameworks import engine_framework
from assessments.inputs import Inputs, read_inputs
from assessments.models import Assessment, Rating, Score
from assessments.results import result_of, summary_of
from interfaces.models import Framework
from ocpo.jobs.claims import Claim


def recompute_job(key: str, claim: Claim) -> None:
    """Handle a job "recompute assessment `key`". Late and repeated runs are harmless: ratings are read afresh."""
    recompute(assessment_id=int(key), claim=claim)


def recompute(*, assessment_id: int, claim: Claim | None = None) -> Score | None:
    """Score an assessment as its ratings stand now; return the score, None if the assessment is gone.

    Losing a race for the same revision is no error: the score is the same, and the one that stands is returned.
    """
    with transaction.atomic():
        assessment = Assessment.objects.select_for_update().filter(pk=assessment_id).first()
        if assessment is None:
            return None
        inputs = read_inputs(engine_framework(assessment.framework), assessment, _ratings(assessment))
    score = _score(assessment, inputs)
    with transaction.atomic():
        if claim is not None:
            claim.confirm()
        return store(score)


def _ratings(assessment: Assessment) -> list[Rating]:
    return list(assessment.ratings.select_related("indicator"))


def _score(assessment: Assessment, inputs: Inputs) -> Score:
    row: Framework = assessment.framework
    framework = engine_framework(row)
    evaluation = scoring.evaluate(framework, inputs.raw[None, :], inputs.applicable[None, :])
    result = result_of(framework, evaluation, 0)
    return Score(
        assessment=assessment,
        revision=assessment.revision,
        framework=row,
        engine_version=scoring.ENGINE_VERSION,
        digest=inputs.digest(framework),
        inputs=inputs.record,
        result=result,
        summary=summary_of(framework, result),
    )


def store(score: Score) -> Score:
    """Write a score once and let its assessment point to it unless a newer one stands there already."""
    identity = {
        "assessment_id": score.assessment_id,
        "revision": score.revision,
        "framework_id": score.framework_id,
        "engine_version": score.engine_version,
    }
    Score.objects.bulk_create([score], ignore_conflicts=True)
    stored: Score = Score.objects.get(**identity)
    is_newer = Q(current_score__isnull=True) | Q(current_score__revision__lte=stored.revision)
    Assessment.objects.filter(is_newer, pk=stored.assessment_id).update(current_score=stored)
    return stored
