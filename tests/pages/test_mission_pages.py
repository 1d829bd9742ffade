"""Pages about missions, members and new assessments: forms keep what was typed and say what to do."""

import re
from html import unescape

import pytest

from missions.forms import MissionForm
from missions.models import Mission, Role
from missions.services import EDITABLE, archive_mission
from tests.cast import MEMBERS, make_assessment, make_mission, make_person

pytestmark = pytest.mark.django_db
FACTS = {"name": "UN New", "code": "", "area": "Examplia", "kind": "un-peacekeeping", "phase": "planning"}


def test_it_works(sign_in):
    client = sign_in("planner")
    answer = client.post("/missions/new/", FACTS, follow=True)
    assert answer.redirect_chain == [("/missions/un-new/", 302)]
    html = answer.content.decode()
    assert "No assessment yet" in html
    assert "Paula" not in html


def test_a_form_with_a_mistake_keeps_what_was_typed(sign_in):
    answer = sign_in("planner").post("/missions/new/", FACTS | {"area": "", "summary": "Kept text"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Check what you entered" in html
    assert "Kept text" in html
    assert not Mission.objects.exists()


def test_a_taken_code_is_told_at_the_field(sign_in):
    make_mission(code="un-new", lead=make_person("somebody"))
    answer = sign_in("planner").post("/missions/new/", FACTS | {"code": "un-new"})
    assert answer.status_code == 422
    assert "Choose another one" in answer.content.decode()


def test_a_stale_edit_shows_both_and_loses_nothing(sign_in):
    mission = make_mission()
    client = sign_in("planner")
    edit = FACTS | {"name": "Mine", "version": 1}
    assert client.post("/missions/unexa/edit/", edit | {"name": "Theirs"}).status_code == 302
    answer = client.post("/missions/unexa/edit/", edit)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in html
    assert 'value="Mine"' in html
    assert client.post("/missions/unexa/edit/", edit | {"version": 2}).status_code == 302
    mission.refresh_from_db()
    assert mission.name == "Mine"


THEIRS = {
    "name": ("Theirs", "Theirs"),
    "full_name": ("Their mission in full", "Their mission in full"),
    "area": ("Their area", "Their area"),
    "kind": ("regional", "Mission of a regional organization (AU, EU, OSCE, ECOWAS)"),
    "phase": ("drawdown", "Drawdown and withdrawal"),
    "deployed_on": ("2026-01-02", "2 Jan 2026"),
    "ends_on": ("2031-03-04", "4 Mar 2031"),
    "summary": ("Their summary", "Their summary"),
    "components": (["police"], "UN Police"),
}


def notice_of_a_stale_edit(sign_in, **of_the_other) -> list[tuple[str, str]]:
    """Let two leads save the same version of a mission; return label and value of each fact that the second is told."""
    make_mission(members={"colleague": Role.LEAD})
    edit = FACTS | {"version": 1}
    assert sign_in("colleague").post("/missions/unexa/edit/", edit | of_the_other).status_code == 302
    answer = sign_in("planner").post("/missions/unexa/edit/", edit)
    assert answer.status_code == 409
    notice = re.search(r'role="alert".*?<input', answer.content.decode(), re.DOTALL)[0]
    assert "Somebody else saved this mission" in notice
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", notice, re.DOTALL)
    return [(unescape(label), unescape(value)) for label, value in found]


@pytest.mark.parametrize("field", [*EDITABLE, "components"])
def test_a_stale_edit_shows_each_fact_that_another_person_changed(sign_in, field):
    sent, shown = THEIRS[field]
    told = notice_of_a_stale_edit(sign_in, **{field: sent})
    assert told == [(str(MissionForm()[field].label), shown)]


def test_a_stale_edit_shows_all_that_differs_in_the_order_of_the_form(sign_in):
    told = notice_of_a_stale_edit(sign_in, **{field: sent for field, (sent, _shown) in THEIRS.items()})
    assert [shown for _label, shown in told] == [shown for _sent, shown in THEIRS.values()]


def test_a_stale_edit_shows_what_another_person_emptied(sign_in):
    make_mission(members={"colleague": Role.LEAD})
    client = sign_in("planner")
    mine = FACTS | {"version": 2, "summary": "Two\r\nlines"}
    assert client.post("/missions/unexa/edit/", mine | {"version": 1}).status_code == 302
    assert sign_in("colleague").post("/missions/unexa/edit/", mine | {"summary": ""}).status_code == 302
    html = client.post("/missions/unexa/edit/", mine).content.decode()
    assert re.search(r"<dt>Summary</dt>\s*<dd>–</dd>", html)


def test_a_stale_edit_that_differs_in_nothing_says_so(sign_in):
    assert notice_of_a_stale_edit(sign_in) == []


def test_the_form_of_a_mission_begins_with_what_is_stored(sign_in):
    make_mission()
    client = sign_in("planner")
    theirs = {field: sent for field, (sent, _shown) in THEIRS.items()} | {"version": 1}
    assert client.post("/missions/unexa/edit/", theirs).status_code == 302
    html = client.get("/missions/unexa/edit/").content.decode()
    assert re.findall(r'value="([a-z-]+)"[^>]* checked', html) == ["drawdown", "police"]


@pytest.mark.parametrize("username", ["colleague", "reviewer", "viewer"])
def test_only_a_lead_changes_the_mission_and_its_people(sign_in, username):
    make_mission(members=MEMBERS)
    client = sign_in(username)
    assert client.get("/missions/unexa/").status_code == 200
    assert client.get("/missions/unexa/edit/").status_code == 403
    assert client.post("/missions/unexa/people/", {"username": "outsider", "role": "lead"}).status_code == 403


def test_a_lead_adds_changes_and_removes_people(sign_in):
    mission = make_mission()
    client, colleague = sign_in("planner"), make_person("colleague")
    client.post("/missions/unexa/people/", {"username": "colleague", "role": "assessor"})
    membership = mission.memberships.get(person=colleague)
    assert membership.role == Role.ASSESSOR
    client.post(f"/missions/unexa/people/{membership.pk}/", {"role": "reviewer"})
    membership.refresh_from_db()
    assert membership.role == Role.REVIEWER
    client.post(f"/missions/unexa/people/{membership.pk}/remove/")
    assert mission.role_of(colleague) is None


def test_an_unknown_person_is_told_and_the_last_lead_stays(sign_in):
    mission = make_mission()
    client = sign_in("planner")
    answer = client.post("/missions/unexa/people/", {"username": "nobody", "role": "viewer"})
    assert (answer.status_code, "Nobody signs in" in answer.content.decode()) == (422, True)
    own = mission.memberships.get()
    html = client.post(f"/missions/unexa/people/{own.pk}/remove/", follow=True).content.decode()
    assert "needs a lead" in html


def test_viewers_and_reviewers_open_no_assessment(sign_in):
    make_mission(members=MEMBERS)
    data = {"phase": "start-up", "as_of": "2026-11-01", "title": ""}
    for username, status in {"viewer": 403, "reviewer": 403, "outsider": 404, "colleague": 302}.items():
        assert sign_in(username).post("/missions/unexa/assessments/new/", data).status_code == status


def test_an_assessment_without_a_phase_looks_back(sign_in):
    make_mission()
    client = sign_in("planner")
    assert "Whole mission, looking back" in client.get("/missions/unexa/assessments/new/").content.decode()
    answer = client.post("/missions/unexa/assessments/new/", {"phase": "", "as_of": "2026-11-01"}, follow=True)
    assert "Whole mission, looking back" in answer.content.decode()


def test_the_mission_page_lists_its_assessments(sign_in):
    mission = make_mission()
    make_assessment(mission)
    html = sign_in("planner").get("/missions/unexa/").content.decode()
    assert "Not scored yet" in html
    assert "Scoring sheet" in html


def test_an_edit_of_a_mission_that_was_archived_meanwhile_says_so(sign_in):
    mission = make_mission()
    archive_mission(mission=mission, person=mission.created_by)
    answer = sign_in("planner").post("/missions/unexa/edit/", FACTS | {"name": "Mine", "version": 1})
    assert answer.status_code == 422
    assert "This mission is archived" in answer.content.decode()
    mission.refresh_from_db()
    assert mission.name == "UNEXA"
