"""Ratings of people who are no longer members: they count until a lead leaves them out, and are kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments.computing.recompute import recompute
from assessments.models import Action, Assessment, Rating
from assessments.services import create_assessment, leave_out_former, reveal_round
from missions.models import Role, Sample
from missions.services import remove_member, set_member
from tests.cast import AS_OF, MEMBERS, close, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE, OTHER = "i1-armed-group-income", "i2-local-predation"


@pytest.fixture
def left() -> Assessment:
    """The lead says 1, the colleague says 4 and is removed; the score stands."""
    assessment = make_assessment(make_mission(members=MEMBERS))
    return with_a_former_member(assessment)


@pytest.fixture
def private() -> Assessment:
    """The same in a private first round."""
    mission = make_mission(members=MEMBERS)
    opening = {"mission": mission, "author": mission.created_by, "phase": mission.phase, "as_of": AS_OF}
    return with_a_former_member(create_assessment(**opening, is_private=True))


def with_a_former_member(assessment: Assessment) -> Assessment:
    rate(assessment, 1, CODE)
    rate(assessment, 4, CODE, OTHER, by=make_person("colleague"), rationale="Interviews")
    remove_member(mission=assessment.mission, person=make_person("colleague"), by=assessment.mission.created_by)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


def value_of(assessment: Assessment, code: str = CODE) -> float | None:
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment.current_score.result["nodes"][code]["value"]


def test_it_works(left):
    """Two of three ratings go; the score follows from what is left, and everything else is kept."""
    assert value_of(left) == pytest.approx(62.5)
    digest = left.current_score.digest
    assert leave_out_former(assessment=left, person=left.created_by) == 2
    assert value_of(left) == pytest.approx(25.0)
    assert value_of(left, OTHER) is None
    assert sorted(Rating.objects.filter(is_left_out=True).values_list("rationale", flat=True)) == ["Interviews"] * 2
    step = left.review_steps.get()
    assert (step.action, step.person, step.digest) == (Action.LEFT_OUT, left.created_by, digest)
    assert step.reason == "Round 1, ratings: 2, people: 1"


def test_doing_it_again_changes_nothing(left):
    leave_out_former(assessment=left, person=left.created_by)
    before = left.revision
    assert leave_out_former(assessment=left, person=left.created_by) == 0
    left.refresh_from_db()
    assert (left.revision, left.review_steps.count()) == (before, 1)


def test_ratings_of_members_stay_whatever_their_role_is_now(left):
    rate(left, 2, OTHER, by=make_person("viewer"))
    leave_out_former(assessment=left, person=left.created_by)
    counting = left.ratings.current().values_list("assessor__username", flat=True)
    assert sorted(counting) == ["planner", "viewer"]


@pytest.mark.parametrize("name", ["colleague", "reviewer", "viewer", "third", "outsider"])
def test_a_lead_alone_may(left, name):
    set_member(mission=left.mission, person=make_person("third"), role=Role.ASSESSOR, by=left.mission.created_by)
    with pytest.raises(PermissionDenied):
        leave_out_former(assessment=left, person=make_person(name))
    assert not Rating.objects.filter(is_left_out=True).exists()


def test_what_is_closed_keeps_its_ratings(left):
    close(left)
    with pytest.raises(ValidationError, match="closed"):
        leave_out_former(assessment=left, person=left.created_by)
    assert left.ratings.current().count() == 3


def test_left_out_before_the_reveal_they_are_neither_revealed_nor_copied(private):
    leave_out_former(assessment=private, person=private.created_by)
    assert private.review_steps.get().reason == "", "before the reveal nobody is told how many"
    reveal_round(assessment=private, person=private.created_by)
    assert list(private.ratings.counting().order_by("round").values_list("round", "best")) == [(1, 1.0), (2, 1.0)]


def test_left_out_after_the_reveal_the_first_round_stays_as_it_was(private):
    reveal_round(assessment=private, person=private.created_by)
    assert leave_out_former(assessment=private, person=private.created_by) == 2
    assert private.ratings.counting().filter(round=1).count() == 3
    assert [rating.best for rating in private.ratings.current()] == [1.0]


def test_who_becomes_a_member_again_rates_anew(left):
    leave_out_former(assessment=left, person=left.created_by)
    colleague = make_person("colleague")
    set_member(mission=left.mission, person=colleague, role=Role.ASSESSOR, by=left.mission.created_by)
    assert not left.ratings.of(colleague).exists()
    rate(left, 2, CODE, by=colleague)
    assert value_of(left) == pytest.approx(37.5)
    remove_member(mission=left.mission, person=colleague, by=left.mission.created_by)
    assert leave_out_former(assessment=left, person=left.created_by) == 1
    assert left.ratings.filter(indicator__code=CODE, assessor=colleague).count() == 2


def test_a_new_assessment_takes_over_what_counts(left):
    opening = {"mission": left.mission, "author": left.created_by, "phase": left.phase, "as_of": AS_OF}
    assert create_assessment(**opening, based_on=left).ratings.count() == 3
    leave_out_former(assessment=left, person=left.created_by)
    assert create_assessment(**opening, based_on=left).ratings.count() == 1


def test_the_reading_of_the_paper_is_no_former_member(left):
    left.mission.sample = Sample.RETROSPECTIVE
    left.mission.save()
    assert leave_out_former(assessment=left, person=left.created_by) == 0
