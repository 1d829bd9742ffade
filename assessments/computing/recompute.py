"""From a waiting job to a stored score: read consistently, compute, write once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from assessments import scoring
from assessments.computing.frameworks import engine_framework
from assessments.computing.inputs import assessment_record, score_digest
from assessments.computing.results import SEED, compute_result, listed_columns, summarise
from assessments.computing.scenarios import rescore, scenario_result
from assessments.models import Assessment, Rating, Scenario, Score
from interfaces.models import Framework
from ocpo.jobs.claims import Claim


def recompute_job(key: str, claim: Claim) -> None:
    """Handle a job "recompute assessment `key`". Late and repeated runs are harmless: ratings are read afresh."""
    recompute(assessment_id=int(key), claim=claim)


def recompute(*, assessment_id: int, claim: Claim | None = None) -> Score | None:
    """Score an assessment as its ratings stand now; return the score, None if the assessment is gone.

    While its first round is private each assessor's own ratings are scored, for that person alone, and no common score
    is made. The scenarios of the assessment follow its score. If another run has stored the score of this revision
    first, that one is returned: it is the same.
    """
    with transaction.atomic():
        assessment = Assessment.objects.select_for_update().filter(pk=assessment_id).first()
        if assessment is None:
            return None
        ratings = list(assessment.ratings.current().select_related("indicator"))
    scores = _private_scores(assessment, ratings) if assessment.is_private else [_score(assessment, ratings)]
    with transaction.atomic():
        if claim is not None:
            claim.confirm()
        if not Assessment.objects.select_for_update().filter(pk=assessment_id).exists():
            return None  # deleted while it was computed
        stored = [store(score) for score in scores]
    if assessment.is_private:
        return None
    renew_scenarios(stored[0])
    return stored[0]


def _private_scores(assessment: Assessment, ratings: list[Rating]) -> list[Score]:
    """Return a new score for each assessor whose ratings changed, or whose last score another engine computed."""
    own = Score.objects.filter(assessment=assessment).exclude(assessor=None).order_by("revision")
    last = dict(own.filter(engine_version=scoring.ENGINE_VERSION).values_list("assessor", "digest"))
    people = sorted({rating.assessor_id for rating in ratings} | set(own.values_list("assessor", flat=True)))
    scores = [_score(assessment, [one for one in ratings if one.assessor_id == person], person) for person in people]
    return [score for score in scores if score.digest != last.get(score.assessor_id)]


def _score(assessment: Assessment, ratings: list[Rating], assessor_id: int | None = None) -> Score:
    record = assessment_record(assessment, ratings)
    row: Framework = assessment.framework
    framework = engine_framework(row)
    result = compute_result(framework, record, seed=SEED, draws=scoring.DRAWS)
    summary = summarise(framework, result)
    return Score(
        assessment=assessment,
        assessor_id=assessor_id,
        revision=assessment.revision,
        framework=row,
        engine_version=scoring.ENGINE_VERSION,
        seed=SEED,
        digest=score_digest(framework, record, seed=SEED, draws=scoring.DRAWS),
        inputs=record,
        result=result,
        summary=summary,
        **listed_columns(framework, summary),
    )


def store(score: Score) -> Score:
    """Write a score once and let its assessment point to it, unless it points to a newer one already.

    A private score never becomes its assessment's current score.
    """
    identity = {
        "assessment_id": score.assessment_id,
        "assessor_id": score.assessor_id,
        "revision": score.revision,
        "framework_id": score.framework_id,
        "engine_version": score.engine_version,
    }
    Score.objects.bulk_create([score], ignore_conflicts=True)
    stored: Score = Score.objects.get(**identity)
    if stored.assessor_id is None:
        is_newer = Q(current_score__isnull=True) | Q(current_score__revision__lte=stored.revision)
        Assessment.objects.filter(is_newer, pk=stored.assessment_id).update(current_score=stored)
    return stored


def renew_scenarios(score: Score) -> int:
    """Score again the scenarios that started from another score than this one; return how many.

    Repeating it is harmless. A scenario that is edited meanwhile was scored by that edit, and one whose assessment has
    moved on waits for the newer score.
    """
    scenarios = list(Scenario.objects.filter(assessment=score.assessment_id).exclude(base_digest=score.digest))
    if not scenarios:
        return 0
    base = rescore(score)
    renewed = 0
    for scenario in scenarios:
        result = scenario_result(base, scenario.changes)
        unchanged = Scenario.objects.filter(
            pk=scenario.pk, version=scenario.version, assessment__current_score__digest=score.digest
        )
        renewed += unchanged.update(result=result, base_digest=score.digest)
    return renewed
