"""From ratings to a stored score: the method's rules on real assessments, and what makes a recompute safe to repeat."""

import math

import pytest

from assessments.computing import recompute as recompute_module
from assessments.computing.recompute import recompute, store
from assessments.models import Answer, Assessment, Score
from assessments.services import RECOMPUTE, clear_rating, create_assessment, reveal_round
from interfaces.models import Phase
from ocpo.jobs.models import Job
from tests.cast import AS_OF, MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db


def scored(assessment: Assessment) -> dict[str, dict]:
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment.current_score.result["nodes"]


def test_it_works():
    """Every threat at level 4 (100) and every response at level 2 (50): 100 x (1 - 0.5 x 50 / 100) = 75."""
    assessment = make_assessment()
    threats = [row.code for row in assessment.asked_indicators() if not row.is_response]
    responses = [row.code for row in assessment.asked_indicators() if row.is_response]
    rate(assessment, 4, *threats)
    rate(assessment, 2, *responses)
    nodes = scored(assessment)
    assert nodes["mission-risk"]["value"] == pytest.approx(75.0)
    assert nodes["inherent-risk"]["value"] == pytest.approx(100.0)
    assert nodes["operations-combat-oc"]["value"] == pytest.approx(50.0)
    assert nodes["mission-risk"]["band"] == "high"
    assert nodes["mission-risk"]["coverage"] == pytest.approx(1.0)
    assert nodes["mission-risk"]["lower"] == pytest.approx(75.0)


def test_nothing_rated_has_no_score_not_zero():
    node = scored(make_assessment())["mission-risk"]
    assert node["value"] is None
    assert node["band"] is None
    assert (node["coverage"], node["is_enough"]) == (0.0, False)
    assert (node["lower"], node["upper"]) == pytest.approx((0.0, 100.0))


def test_without_a_rated_response_the_inherent_risk_stands_and_the_residual_does_not():
    assessment = make_assessment()
    rate(assessment, 3, *[row.code for row in assessment.asked_indicators() if not row.is_response])
    nodes = scored(assessment)
    assert nodes["inherent-risk"]["value"] == pytest.approx(75.0)
    assert nodes["inherent-risk"]["is_enough"]
    assert nodes["mission-risk"]["value"] is None
    assert nodes["residual-peace-operation"]["band"] is None
    assert nodes["mission-risk"]["lower"] == pytest.approx(37.5)
    assert nodes["mission-risk"]["upper"] == pytest.approx(75.0)


def test_assessors_are_averaged_and_not_known_is_no_number():
    """1 and 4 average to 2.5, that is 62.5; "not known" of a third person changes nothing."""
    assessment = make_assessment()
    code = "i1-armed-group-income"
    rate(assessment, 1, code)
    rate(assessment, 4, code, by=make_person("colleague"))
    rate(assessment, "unknown", code, by=make_person("third"))
    assert scored(assessment)[code]["value"] == pytest.approx(62.5)


def test_not_applicable_gives_its_weight_to_its_siblings():
    assessment = make_assessment()
    rate(assessment, 2, "i1-armed-group-income")
    rate(assessment, Answer.NOT_APPLICABLE.value, "i1-proceeds-into-arms")
    node = scored(assessment)["armed-group-funding"]
    assert (node["value"], node["coverage"]) == (50.0, 1.0)


def test_a_mechanism_outside_the_phase_does_not_apply():
    node = scored(make_assessment(phase="start-up"))["withdrawal-gap"]
    assert not node["is_applicable"]
    assert node["coverage"] is None


def test_quadratic_within_a_threat():
    """Fuels conflict in planning: mechanisms at 100 and 0, the third not asked: sqrt((100² + 0²) / 2) = 70.71."""
    assessment = make_assessment(phase="planning")
    rate(assessment, 4, "i1-armed-group-income", "i1-proceeds-into-arms")
    rate(assessment, 0, "i1-profit-as-aim")
    assert scored(assessment)["fuels-conflict"]["value"] == pytest.approx(100 / math.sqrt(2))


def test_a_second_run_writes_nothing_new():
    assessment = make_assessment()
    rate(assessment, 2)
    first = recompute(assessment_id=assessment.pk)
    again = recompute(assessment_id=assessment.pk)
    assert first == again
    assert Score.objects.filter(assessment=assessment).count() == 1


def test_each_revision_keeps_its_score_and_the_newest_is_shown():
    assessment = make_assessment()
    first = recompute(assessment_id=assessment.pk)
    rate(assessment, 2, "i1-armed-group-income")
    second = recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    assert assessment.current_score == second
    assert (first.revision, second.revision) == (1, 2)
    assert assessment.ratings_behind == 0
    store(first)
    assessment.refresh_from_db()
    assert assessment.current_score == second


def test_equal_inputs_give_equal_digests_and_equal_numbers():
    one = make_assessment()
    rate(one, 2)
    first = recompute(assessment_id=one.pk)
    rate(one, 3, "i1-armed-group-income")
    changed = recompute(assessment_id=one.pk)
    rate(one, 2, "i1-armed-group-income")
    back = recompute(assessment_id=one.pk)
    assert first.digest != changed.digest
    assert (first.digest, first.result) == (back.digest, back.result)


def test_an_assessment_that_is_gone_is_no_error():
    assert recompute(assessment_id=10**9) is None


# --- A private first round: each assessor's own ratings are scored, for that person alone


def private_assessment() -> Assessment:
    mission = make_mission(members=MEMBERS)
    return create_assessment(
        mission=mission,
        author=mission.created_by,
        phase=Phase.objects.get(code="start-up"),
        as_of=AS_OF,
        is_private=True,
    )


def own_score(assessment: Assessment, person: str) -> Score:
    return assessment.scores.filter(assessor__username=person).latest("pk")


def test_in_a_private_round_each_has_the_score_of_their_own_ratings_and_nobody_a_common_one():
    """Level 1 is 25 points, level 4 is 100: neither score knows of the other, and no mean of 62.5 exists."""
    assessment, code = private_assessment(), "i1-armed-group-income"
    rate(assessment, 1, code)
    rate(assessment, 4, code, by=make_person("colleague"))
    assert recompute(assessment_id=assessment.pk) is None
    assessment.refresh_from_db()
    assert assessment.current_score is None
    values = {name: own_score(assessment, name).result["nodes"][code]["value"] for name in ("planner", "colleague")}
    assert values == {"planner": 25.0, "colleague": 100.0}
    assert [len(score.inputs["ratings"]) for score in assessment.scores.all()] == [1, 1]


def test_a_private_score_is_renewed_only_for_whom_something_changed():
    assessment = private_assessment()
    rate(assessment, 1, "i1-armed-group-income")
    rate(assessment, 4, "i1-armed-group-income", by=make_person("colleague"))
    recompute(assessment_id=assessment.pk)
    recompute(assessment_id=assessment.pk)
    before = own_score(assessment, "planner")
    rate(assessment, 3, "i1-armed-group-income", by=make_person("colleague"))
    recompute(assessment_id=assessment.pk)
    assert own_score(assessment, "planner") == before
    assert own_score(assessment, "colleague").result["nodes"]["i1-armed-group-income"]["value"] == 75.0
    assert assessment.scores.count() == 3


def test_who_takes_their_last_private_rating_back_has_a_score_of_nothing():
    assessment = private_assessment()
    (rating,) = rate(assessment, 1, "i1-armed-group-income")
    recompute(assessment_id=assessment.pk)
    clear_rating(
        assessment=assessment,
        indicator=rating.indicator,
        assessor=rating.assessor,
        expected_version=rating.version,
    )
    recompute(assessment_id=assessment.pk)
    assert own_score(assessment, "planner").result["nodes"]["mission-risk"]["coverage"] == 0.0


def test_the_revealed_score_is_that_of_the_same_ratings_given_openly():
    private, opened = private_assessment(), make_assessment(make_mission(code="unexb", members=MEMBERS))
    for assessment in (private, opened):
        rate(assessment, 1)
        rate(assessment, 4, "i1-armed-group-income", by=make_person("colleague"))
    recompute(assessment_id=private.pk)
    reveal_round(assessment=private, person=private.created_by)
    scores = [recompute(assessment_id=assessment.pk) for assessment in (private, opened)]
    assert scores[0].digest == scores[1].digest
    assert scores[0].result == scores[1].result


def test_a_run_that_began_in_the_private_round_leaves_no_common_score(monkeypatch):
    """The lead reveals while a run computes: what it read was private, so what it writes stays private."""
    assessment = private_assessment()
    rate(assessment, 1)
    compute = recompute_module._private_scores

    def revealed_meanwhile(read, ratings):
        scores = compute(read, ratings)
        reveal_round(assessment=assessment, person=assessment.created_by)
        return scores

    monkeypatch.setattr(recompute_module, "_private_scores", revealed_meanwhile)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    assert assessment.current_score is None
    assert [score.assessor.username for score in assessment.scores.all()] == ["planner"]
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).open().exists()
