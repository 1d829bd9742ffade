"""Who counts as a rater on pages and forms, for every role: who is waited for, and when rating privately is offered."""

from __future__ import annotations

import pytest

from assessments.forms.ratings import AssessmentForm
from assessments.models import Assessment
from assessments.presentation import checklist, shown_round
from missions.models import Role
from tests.cast import make_assessment, make_mission, make_person

pytestmark = pytest.mark.django_db
RATERS = (Role.ASSESSOR, Role.LEAD)


@pytest.fixture
def of_every_role() -> Assessment:
    """An assessment of a mission with the planner, who leads it, and one more person of each role."""
    return make_assessment(make_mission(members={f"a-{role}": role for role in Role}))


def gaps(assessment: Assessment, username: str = "planner") -> dict[str, list[tuple[str, str]]]:
    found = checklist(assessment, make_person(username), None)
    return {gap.code: [(place.title, place.note) for _title, places in gap.groups for place in places] for gap in found}


def test_the_checklist_waits_for_those_who_may_rate(of_every_role):
    expected = {(f"a-{role}", role.label) for role in RATERS}
    assert set(gaps(of_every_role)["people"]) == expected
    assert set(gaps(of_every_role, "a-viewer")["people"]) == expected | {("planner", Role.LEAD.label)}


@pytest.mark.parametrize("role", Role)
def test_a_reviewer_is_missing_unless_somebody_has_that_role(role):
    found = gaps(make_assessment(make_mission(members={"member": role})))
    assert ("reviewer" in found) == (role != Role.REVIEWER)


def test_the_round_waits_for_those_who_may_rate(of_every_role):
    raters = shown_round(of_every_role, make_person("planner")).raters
    assert {member.person.username for member in raters} == {"planner", *(f"a-{role}" for role in RATERS)}


@pytest.mark.parametrize("role", Role)
def test_rating_privately_is_offered_where_a_second_person_may_rate(role):
    form = AssessmentForm(mission=make_mission(members={"member": role}))
    assert ("is_private" in form.fields) == (role in RATERS)
