"""Missions over the API: a membership opens them, a lead changes them, nobody overwrites unseen."""

import pytest

from missions.models import Mission, Role
from missions.services import remove_member, set_member
from tests.api.conftest import ROOT
from tests.cast import make_mission, make_person

FACTS = {"code": "unnew", "name": "UNNEW", "area": "Newland", "phase": "planning"}


def pointers(response) -> set[str]:
    assert response.status_code == 422, response.content
    return {error["pointer"] for error in response.json()["errors"]}


def test_it_works(planner, mission):
    shown = planner.get(f"{ROOT}/missions/{mission.code}/").json()
    links = shown.pop("links")
    assert shown == {
        "code": "unexa",
        "name": "UNEXA",
        "full_name": "",
        "area": "Examplia",
        "kind": "un-peacekeeping",
        "phase": "start-up",
        "deployed_on": None,
        "ends_on": None,
        "summary": "",
        "components": [],
        "sample": None,
        "role": "lead",
        "version": 1,
        "archived_at": None,
    }
    assert planner.get(links["assessments"]).json()["results"] == []
    assert planner.get(links["scores"]).json()["results"] == []


def test_a_list_holds_ones_own_missions_by_code(planner, mission):
    make_mission(code="afirst")
    make_mission(code="elsewhere", lead=make_person("outsider"))
    codes = [row["code"] for row in planner.get(f"{ROOT}/missions/").json()["results"]]
    assert codes == ["afirst", "unexa"]


def test_pages_show_each_mission_once(planner):
    made = [make_mission(code=f"unex-{letter}").code for letter in "abcde"]
    seen, address = [], f"{ROOT}/missions/?page_size=2"
    while address:
        page = planner.get(address).json()
        seen += [row["code"] for row in page["results"]]
        address = page["next"]
    assert seen == made


def test_whoever_creates_a_mission_leads_it(planner):
    response = planner.post(f"{ROOT}/missions/", {**FACTS, "components": ["jmac", "police"]}, format="json")
    assert response.status_code == 201, response.content
    assert response["Location"].endswith(f"{ROOT}/missions/unnew/")
    shown = planner.get(response["Location"])
    assert shown["ETag"] == response["ETag"]
    assert shown.json() == response.json()
    assert set(shown.json()["components"]) == {"jmac", "police"}
    assert Mission.objects.get(code="unnew").role_of(make_person("planner")) == Role.LEAD


def test_without_a_code_one_is_made_from_the_name(planner):
    facts = {name: value for name, value in FACTS.items() if name != "code"}
    assert planner.post(f"{ROOT}/missions/", {**facts, "name": "UN New"}, format="json").json()["code"] == "un-new"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": 7}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"name": "\u0000\u200b"}, "/name"),
        ({"code": "No Spaces"}, "/code"),
        ({"phase": "afterlife"}, "/phase"),
        ({"phase": ["planning"]}, "/phase"),
        ({"kind": "invasion"}, "/kind"),
        ({"deployed_on": "soon"}, "/deployed_on"),
        ({"deployed_on": "2026-01-02", "ends_on": "2026-01-01"}, "/ends_on"),
        ({"components": ["jmac", "nobody"]}, "/components/1"),
        ({"components": "jmac"}, "/components"),
        ({"nmae": "misspelt"}, "/nmae"),
        ({"version": 1}, "/version"),
        ({"a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_each_mistake_is_pointed_at(planner, change, pointer):
    assert pointers(planner.post(f"{ROOT}/missions/", FACTS | change, format="json")) == {pointer}
    assert not Mission.objects.exists()


def test_a_taken_code_is_refused_whoever_took_it(planner, outsider, mission):
    assert pointers(outsider.post(f"{ROOT}/missions/", FACTS | {"code": mission.code}, format="json")) == {"/code"}


def test_a_lead_changes_what_they_name_and_nothing_else(planner, mission):
    address = f"{ROOT}/missions/{mission.code}/"
    read = planner.get(address)
    response = planner.patch(address, {"summary": "Now."}, format="json", HTTP_IF_MATCH=read["ETag"])
    assert response.json() == read.json() | {"summary": "Now.", "version": 2}
    assert response["ETag"] == planner.get(address)["ETag"] != read["ETag"]


def test_a_change_needs_to_say_what_it_builds_on(planner, mission):
    response = planner.patch(f"{ROOT}/missions/{mission.code}/", {"summary": "Now."}, format="json")
    assert response.status_code == 428
    assert Mission.objects.get().summary == ""


def test_a_stale_change_is_refused_with_the_current_state(planner, api, mission):
    address = f"{ROOT}/missions/{mission.code}/"
    set_member(mission=mission, person=make_person("colleague"), role=Role.LEAD, by=mission.created_by)
    tag = planner.get(address)["ETag"]
    first = api("colleague").patch(address, {"summary": "First."}, format="json", HTTP_IF_MATCH=tag)
    second = planner.patch(address, {"summary": "Second."}, format="json", HTTP_IF_MATCH=tag)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["current"]["summary"] == "First."
    third = planner.patch(address, {"summary": "Third."}, format="json", HTTP_IF_MATCH=second["ETag"])
    assert third.json()["summary"] == "Third."


@pytest.mark.parametrize("header", ["*", "1", ""])
def test_an_if_match_that_names_no_version_is_400(planner, mission, header):
    address = f"{ROOT}/missions/{mission.code}/"
    assert planner.patch(address, {"summary": "x"}, format="json", HTTP_IF_MATCH=header).status_code == 400


def test_an_etag_that_compression_has_weakened_still_counts(planner, mission):
    address = f"{ROOT}/missions/{mission.code}/"
    tag = planner.get(address, HTTP_ACCEPT_ENCODING="gzip")["ETag"]
    assert tag.startswith("W/"), "compression no longer weakens ETags"
    assert planner.patch(address, {"summary": "x"}, format="json", HTTP_IF_MATCH=tag).status_code == 200


@pytest.mark.parametrize("username", ["colleague", "reviewer", "viewer"])
def test_only_a_lead_changes_a_mission(api, mission, username):
    client, address = api(username), f"{ROOT}/missions/{mission.code}/"
    tag = client.get(address)["ETag"]
    assert client.patch(address, {"summary": "x"}, format="json", HTTP_IF_MATCH=tag).status_code == 403
    assert Mission.objects.get().summary == ""


def test_a_code_never_changes(planner, mission):
    address = f"{ROOT}/missions/{mission.code}/"
    response = planner.patch(address, {"code": "other"}, format="json", HTTP_IF_MATCH='"1"')
    assert pointers(response) == {"/code"}


def test_a_membership_taken_away_counts_from_the_next_request(api, mission):
    client, address = api("viewer"), f"{ROOT}/missions/{mission.code}/"
    tag = client.get(address)["ETag"]
    remove_member(mission=mission, person=make_person("viewer"), by=mission.created_by)
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 404
    assert client.get(f"{ROOT}/missions/").json()["results"] == []
