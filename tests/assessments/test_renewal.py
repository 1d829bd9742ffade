"""After an upgrade: open work and samples are scored anew, what was published keeps its score."""

from io import StringIO

import pytest
from django.core.management import call_command

from assessments import scoring
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from assessments.services import RECOMPUTE, create_assessment, renew_scores
from missions.models import Mission, Sample
from ocpo.jobs import work
from ocpo.jobs.models import Job
from tests.cast import AS_OF, MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db


def scored_by_another_engine(code: str = "unexa", state: str = "draft", sample: str = Sample.NONE) -> Assessment:
    assessment = make_assessment(make_mission(code=code))
    rate(assessment, 2)
    recompute(assessment_id=assessment.pk)
    Score.objects.filter(assessment=assessment).update(engine_version="1.0.0")
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    Mission.objects.filter(code=code).update(sample=sample)
    Job.objects.all().delete()
    return assessment


def asked_for(assessment: Assessment) -> bool:
    return Job.objects.about(RECOMPUTE, str(assessment.pk)).waiting().exists()


def test_it_works():
    assessment = scored_by_another_engine()
    assert renew_scores() == 1
    work.drain(seconds=10)
    assessment.refresh_from_db()
    assert assessment.current_score.engine_version == scoring.ENGINE_VERSION
    assert assessment.current_score.result["nodes"]["mission-risk"]["p95"]
    assert Score.objects.filter(assessment=assessment).count() == 2, "the old score is kept beside the new one"


def test_in_a_private_round_everyones_own_score_is_renewed():
    """Also of who has taken all of it back since, and again only for who has no new one yet."""
    mission = make_mission(members=MEMBERS)
    assessment = create_assessment(
        mission=mission, author=mission.created_by, phase=mission.phase, as_of=AS_OF, is_private=True
    )
    people = [mission.created_by, make_person("colleague")]
    for person in people:
        rate(assessment, 2, by=person)
    recompute(assessment_id=assessment.pk)
    assessment.ratings.filter(assessor=people[1]).delete()
    Score.objects.update(engine_version="1.0.0")
    Job.objects.all().delete()
    assert renew_scores() == 1
    work.drain(seconds=10)
    anew = assessment.scores.filter(engine_version=scoring.ENGINE_VERSION)
    assert {score.assessor for score in anew} == set(people)
    assert renew_scores() == 0
    anew.filter(assessor=people[0]).delete()
    assert renew_scores() == 1


def test_repeating_it_asks_for_nothing_more():
    assessment = scored_by_another_engine()
    assert (renew_scores(), renew_scores()) == (1, 1)
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).count() == 1
    work.drain(seconds=10)
    assert renew_scores() == 0


@pytest.mark.parametrize(
    ("state", "sample", "is_renewed"),
    [
        ("draft", Sample.NONE, True),
        ("submitted", Sample.NONE, True),
        ("published", Sample.NONE, False),
        ("published", Sample.RETROSPECTIVE, True),
        ("published", Sample.FICTIONAL, True),
    ],
)
def test_what_was_published_keeps_its_score_unless_it_is_a_sample(state, sample, is_renewed):
    assessment = scored_by_another_engine(state=state, sample=sample)
    renew_scores()
    assert asked_for(assessment) is is_renewed


def test_the_command_says_how_many_and_nothing_when_there_is_nothing_to_do():
    scored_by_another_engine()
    said = StringIO()
    call_command("renew_scores", stdout=said)
    assert said.getvalue() == f"Scores to be computed anew by engine {scoring.ENGINE_VERSION}: 1\n"
    work.drain(seconds=10)
    said = StringIO()
    call_command("renew_scores", stdout=said)
    assert said.getvalue() == ""
