"""Missions and members: codes, stale edits, the last lead."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from interfaces.models import Phase
from missions.models import Mission, Role
from missions.services import StaleEdit, create_mission, remove_member, set_member, update_mission
from tests.cast import make_mission, make_person

pytestmark = pytest.mark.django_db


def create(**facts):
    start = {"code": "", "name": "UN Test", "area": "Examplia", "phase": Phase.objects.get(code="planning")}
    return create_mission(creator=make_person("planner"), **(start | facts))


def test_it_works():
    mission = create()
    assert mission.code == "un-test"
    assert mission.role_of(mission.created_by) == Role.LEAD
    assert create().code == "un-test-2"


def test_a_taken_code_is_an_error_at_its_field():
    create(code="taken")
    with pytest.raises(ValidationError) as refused:
        create(code="taken")
    assert list(refused.value.message_dict) == ["code"]
    assert Mission.objects.filter(code="taken").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"), [({"code": "Bad Code"}, "code"), ({"name": ""}, "name"), ({"area": ""}, "area")]
)
def test_bad_facts_are_errors_at_their_fields(facts, field):
    with pytest.raises(ValidationError) as refused:
        create(**facts)
    assert field in refused.value.message_dict


def test_the_end_does_not_lie_before_the_deployment():
    with pytest.raises(ValidationError, match="before the deployment"):
        create(deployed_on=date(2026, 5, 1), ends_on=date(2026, 4, 1))


def test_a_stale_edit_is_refused_with_what_stands():
    mission = create()
    update_mission(mission=mission, person=mission.created_by, expected_version=1, name="New name")
    with pytest.raises(StaleEdit) as stale:
        update_mission(mission=mission, person=mission.created_by, expected_version=1, name="Other name")
    assert stale.value.current.name == "New name"


def test_the_last_lead_stays():
    mission = make_mission(members={"colleague": Role.ASSESSOR})
    with pytest.raises(ValidationError, match="needs a lead"):
        remove_member(mission=mission, person=mission.created_by, by=mission.created_by)
    with pytest.raises(ValidationError, match="needs a lead"):
        set_member(mission=mission, person=mission.created_by, role=Role.VIEWER, by=mission.created_by)
    set_member(mission=mission, person=make_person("colleague"), role=Role.LEAD, by=mission.created_by)
    remove_member(mission=mission, person=mission.created_by, by=mission.created_by)
    assert mission.role_of(make_person("planner")) is None


def test_a_mission_is_seen_by_its_members_only():
    make_mission(members={"viewer": Role.VIEWER})
    for username, count in {"planner": 1, "viewer": 1, "outsider": 0}.items():
        assert Mission.objects.visible_to(make_person(username)).count() == count


def test_the_address_of_the_form_for_a_new_mission_is_nobodys_code():
    assert create(name="New").code == "new-2"
    with pytest.raises(ValidationError) as refused:
        create(code="new")
    assert list(refused.value.message_dict) == ["code"]


def test_the_date_that_is_wrong_is_named():
    with pytest.raises(ValidationError) as refused:
        create(deployed_on=date(2026, 5, 1), ends_on=date(2026, 4, 1))
    assert list(refused.value.message_dict) == ["ends_on"]


def test_every_change_of_a_role_is_recorded_with_who_made_it():
    mission = make_mission(members={"colleague": Role.ASSESSOR})
    planner, colleague = mission.created_by, make_person("colleague")
    set_member(mission=mission, person=colleague, role=Role.LEAD, by=planner)
    set_member(mission=mission, person=colleague, role=Role.LEAD, by=planner)
    set_member(mission=mission, person=planner, role=Role.REVIEWER, by=colleague)
    remove_member(mission=mission, person=planner, by=colleague)
    remove_member(mission=mission, person=planner, by=colleague)
    changes = mission.membership_changes.values_list("person__username", "by__username", "old_role", "new_role")
    assert list(changes) == [
        ("planner", "planner", "", "lead"),
        ("colleague", "planner", "", "assessor"),
        ("colleague", "planner", "assessor", "lead"),
        ("planner", "colleague", "lead", "reviewer"),
        ("planner", "colleague", "reviewer", ""),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEAD])
def test_a_role_that_stands_is_not_given_again(role):
    mission = make_mission(members={"colleague": Role.LEAD, "member": role})
    member, before = make_person("member"), mission.membership_changes.count()
    set_member(mission=mission, person=member, role=role, by=make_person("colleague"))
    assert mission.memberships.get(person=member).given_by == mission.created_by
    assert mission.membership_changes.count() == before


def test_another_lead_confirms_a_reviewers_role_that_somebody_gave_themself_once():
    mission = make_mission(members={"colleague": Role.LEAD, "deputy": Role.LEAD})
    planner, colleague = mission.created_by, make_person("colleague")
    set_member(mission=mission, person=planner, role=Role.REVIEWER, by=planner)
    for lead in (colleague, make_person("deputy")):
        set_member(mission=mission, person=planner, role=Role.REVIEWER, by=lead)
        assert mission.memberships.get(person=planner).given_by == colleague
    confirmations = mission.membership_changes.filter(old_role=Role.REVIEWER, new_role=Role.REVIEWER)
    assert [change.by for change in confirmations] == [colleague]


@pytest.mark.parametrize("username", ["colleague", "outsider"])
def test_a_lead_alone_changes_who_is_on_a_mission(username):
    mission = make_mission(members={"colleague": Role.ASSESSOR})
    person = make_person(username)
    with pytest.raises(PermissionDenied):
        set_member(mission=mission, person=person, role=Role.LEAD, by=person)
    with pytest.raises(PermissionDenied):
        remove_member(mission=mission, person=mission.created_by, by=person)
    assert mission.membership_changes.count() == 2
