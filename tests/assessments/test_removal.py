"""What was made by mistake can be deleted, what is over archived and brought back; what is published stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404

from assessments import samples, services
from assessments.computing import recompute as recomputing
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score, State
from assessments.models.review import waiting_for
from assessments.presentation import Axes
from assessments.presentation.comparisons import trend_columns
from assessments.presentation.portfolio import portfolio_missions, portfolio_rows
from interfaces.models import Phase
from missions.models import Mission, RemovedSample
from missions.services import StaleEdit, archive_mission, update_mission
from ocpo.jobs.models import Job, JobState
from ocpo.jobs.work import run_one
from tests.cast import (
    AS_OF,
    MEMBERS,
    indicator,
    judgement,
    make_assessment,
    make_mission,
    make_person,
    make_scenario,
    rate,
)

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"


@pytest.fixture
def mission(cast) -> Mission:
    return make_mission(members=MEMBERS)


@pytest.fixture
def worked_on(mission) -> Assessment:
    """An assessment with something in every table that hangs on one."""
    found = make_assessment(mission)
    person = make_person("planner")
    services.add_evidence(assessment=found, person=person, title="Port survey")
    rate(found, 3, CODE)
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    make_scenario(found)
    services.comment(assessment=found, indicator=indicator(CODE), author=person, text="I read it otherwise.")
    services.finish_round(assessment=found, person=person)
    services.submit_assessment(assessment=found, person=person)
    return found


def published(assessment: Assessment) -> Assessment:
    Assessment.objects.filter(pk=assessment.pk).update(state="published")
    assessment.refresh_from_db()
    return assessment


def delete(mission: Mission, by: str = "planner", seen: str | None = None) -> None:
    services.delete_mission(mission=mission, person=make_person(by), seen=seen)


def test_a_mission_goes_with_all_that_hangs_on_it(mission, worked_on):
    """Every table with a way to an assessment has a row here, so that none can hold the deletion up unnoticed."""
    for relation in Assessment._meta.related_objects:
        if relation.related_model is not Assessment:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: worked_on})
            assert rows.exists(), relation.related_model
    services.create_assessment(
        mission=mission, author=make_person("planner"), phase=None, as_of=AS_OF, based_on=worked_on
    )
    holdings = services.count_holdings(mission, make_person("planner"))
    assert holdings.words == ["2 assessments", "2 ratings", "1 piece of evidence", "1 comment", "1 scenario"]
    delete(mission, seen=holdings.mark)
    assert not Mission.objects.filter(pk=mission.pk).exists()
    assert not Assessment.objects.filter(mission_id=mission.pk).exists()
    assert not Score.objects.exists()


def test_a_mission_with_something_published_is_kept(mission, worked_on):
    published(worked_on)
    with pytest.raises(services.WrongStateError, match="is published, so the mission is kept"):
        delete(mission)


@pytest.mark.parametrize("person", ["colleague", "reviewer", "viewer", "outsider"])
def test_only_a_lead_deletes_or_archives(mission, person):
    found, someone = make_assessment(mission), make_person(person)
    acts = (
        lambda: delete(mission, by=person),
        lambda: services.delete_assessment(assessment=found, person=someone),
        lambda: services.archive_assessment(assessment=found, person=someone),
        lambda: archive_mission(mission=mission, person=someone),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_more_than_was_shown_is_not_deleted(mission):
    shown = services.count_holdings(mission, make_person("planner")).mark
    make_assessment(mission)
    with pytest.raises(StaleEdit):
        delete(mission, seen=shown)


def test_nobody_learns_from_the_question_what_others_do_in_a_private_round(mission):
    found = make_assessment(mission)
    Assessment.objects.update(is_private=True)
    before = services.count_holdings(mission, make_person("planner"))
    rate(found, 3, CODE, by=make_person("colleague"))
    assert services.count_holdings(mission, make_person("planner")) == before


def test_an_empty_draft_can_be_deleted_by_who_opened_it(mission):
    found = services.create_assessment(mission=mission, author=make_person("colleague"), phase=None, as_of=AS_OF)
    services.delete_assessment(assessment=found, person=make_person("colleague"))
    assert not Assessment.objects.filter(pk=found.pk).exists()


def test_a_copy_that_nobody_touched_is_empty_too(mission, worked_on):
    facts = {"mission": mission, "author": make_person("planner"), "phase": Phase.objects.get(code="start-up")}
    copy = services.create_assessment(**facts, as_of=AS_OF, based_on=worked_on)
    assert copy.ratings.exists()
    services.delete_assessment(assessment=copy, person=make_person("planner"))


@pytest.mark.parametrize("what", ["rated", "taken back", "evidence", "submitted"])
def test_what_somebody_worked_on_is_kept(mission, what):
    found, person = make_assessment(mission), make_person("planner")
    if what == "evidence":
        services.add_evidence(assessment=found, person=person, title="Port survey")
    else:
        (rating,) = rate(found, 3, CODE)
    if what == "taken back":
        facts = {"assessment": found, "indicator": rating.indicator, "assessor": person}
        services.clear_rating(**facts, expected_version=rating.version)
    if what == "submitted":
        services.submit_assessment(assessment=found, person=person)
    with pytest.raises(services.WrongStateError, match="Somebody has worked on this assessment"):
        services.delete_assessment(assessment=found, person=person)


def test_a_waiting_job_of_what_was_deleted_ends_quietly(mission):
    found = make_assessment(mission)
    services.delete_assessment(assessment=found, person=make_person("planner"))
    assert run_one()
    assert Job.objects.get().state == JobState.DONE


def test_a_score_under_way_for_what_was_deleted_ends_quietly(mission, monkeypatch):
    """The assessment goes after its ratings were read and before the score is written."""
    found = make_assessment(mission)
    compute = recomputing._score

    def compute_and_lose(*args):
        score = compute(*args)
        services.delete_assessment(assessment=found, person=make_person("planner"))
        return score

    monkeypatch.setattr(recomputing, "_score", compute_and_lose)
    assert run_one()
    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert not Score.objects.exists()


def test_a_change_of_what_was_deleted_meanwhile_finds_nothing(mission):
    found, person = make_assessment(mission), make_person("planner")
    services.delete_assessment(assessment=found, person=person)
    with pytest.raises(Http404):
        services.record_rating(
            assessment=found, indicator=indicator(CODE), assessor=person, judgement=judgement(3), expected_version=0
        )
    delete(mission)
    with pytest.raises(Http404):
        services.create_assessment(mission=mission, author=person, phase=None, as_of=AS_OF)


def test_an_archived_mission_changes_nothing_and_comes_back_as_it_was(mission, worked_on):
    person, reviewer = make_person("planner"), make_person("reviewer")
    archive_mission(mission=mission, person=person)
    assert not portfolio_missions(person).not_archived().exists()
    assert not waiting_for(reviewer).exists()
    with pytest.raises(services.WrongStateError, match="archived"):
        services.withdraw_assessment(assessment=worked_on, person=person)
    mission.refresh_from_db()
    for act in (
        lambda: update_mission(mission=mission, person=person, expected_version=mission.version, name="Other"),
        lambda: services.create_assessment(mission=mission, author=person, phase=None, as_of=AS_OF),
    ):
        with pytest.raises(Exception, match="This mission is archived"):
            act()
    archive_mission(mission=mission, person=person, is_archived=False)
    assert list(waiting_for(reviewer)) == [worked_on]
    assert portfolio_missions(person).not_archived().exists()


def test_an_archived_assessment_speaks_for_nothing(mission, worked_on):
    published(worked_on)
    person = make_person("planner")
    services.archive_assessment(assessment=worked_on, person=person)
    (row,) = portfolio_rows([mission], Axes.read(), person)
    assert row.assessment is None
    assert trend_columns(mission, Axes.read()) == []
    services.archive_assessment(assessment=worked_on, person=person, is_archived=False)
    (row,) = portfolio_rows([mission], Axes.read(), person)
    assert row.assessment == worked_on


def test_samples_are_removed_and_loaded_again_in_one_step_each(db):
    samples.load_people("a long password")
    loaded = samples.load_missions(samples.FOLDER)
    before = Score.objects.count()
    call_command("load_samples", "--remove", verbosity=0)
    assert not Mission.objects.exists()
    assert samples.load_missions(samples.FOLDER) == [], "the next start leaves them away"
    assert RemovedSample.objects.count() == len(loaded)
    assert sorted(samples.load_again(make_person("planner"))) == sorted(loaded)
    assert not RemovedSample.objects.exists()
    assert Score.objects.count() == before


def test_a_sample_that_its_lead_deleted_stays_away(db):
    samples.load_people("a long password")
    samples.load_missions(samples.FOLDER)
    mission = Mission.objects.get(code="unmosa")
    delete(mission)
    assert samples.load_missions(samples.FOLDER) == []
    with pytest.raises(PermissionDenied):
        samples.load_again(make_person("colleague"))


COUNTED = ("assessments", "ratings", "evidence", "comments", "scenarios", "private_rounds")


@pytest.mark.parametrize(
    ("is_private", "username", "counts"),
    [
        (False, "planner", (1, 1, 1, 1, 1, 0)),
        (False, "colleague", (1, 1, 1, 1, 1, 0)),
        (True, "planner", (1, 1, 1, 1, 1, 1)),
        (True, "colleague", (1, 0, 0, 1, 1, 1)),
    ],
)
def test_what_goes_with_a_mission_is_counted_as_far_as_one_may_know_of_it(
    mission, worked_on, is_private, username, counts
):
    """Nothing of another mission, and of a private round only what is one's own."""
    worked_on.mission.assessments.update(is_private=is_private, state=State.DRAFT)
    other, person = make_assessment(make_mission(code="unother")), make_person("planner")
    rate(other, 1, CODE)
    services.add_evidence(assessment=other, person=person, title="Border survey")
    services.comment(assessment=other, indicator=indicator(CODE), author=person, text="There, too.")
    recompute(assessment_id=other.pk)
    other.refresh_from_db()
    make_scenario(other)
    holdings = services.count_holdings(mission, make_person(username))
    assert tuple(getattr(holdings, name) for name in COUNTED) == counts
