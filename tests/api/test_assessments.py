"""Assessments over the API: who may open one, and what it says of itself."""

import pytest

from assessments.models import Assessment
from ocpo.jobs.models import Job
from tests.api.conftest import ROOT
from tests.cast import make_assessment, make_mission, rate

ADDRESS = f"{ROOT}/assessments/"
GIVEN = {"mission": "unexa", "phase": "planning", "as_of": "2026-11-02", "title": "Second look"}


def test_it_works(planner, mission):
    response = planner.post(ADDRESS, GIVEN, format="json")
    assert response.status_code == 201, response.content
    shown = planner.get(response["Location"]).json()
    assert shown == response.json()
    assert {name: shown[name] for name in GIVEN} == GIVEN
    assert (shown["state"], shown["revision"], shown["changes_behind"]) == ("draft", 1, 1)
    assert shown["framework"]["code"] == "seven-interfaces"
    assert shown["created_by"] == "planner"


def test_opening_one_asks_for_its_score(planner, mission):
    number = planner.post(ADDRESS, GIVEN, format="json").json()["id"]
    assert Job.objects.filter(kind="assessments.recompute", key=str(number)).exists()


def test_without_a_phase_it_looks_back_on_the_whole_mission(planner, mission):
    assert planner.post(ADDRESS, GIVEN | {"phase": None}, format="json").json()["phase"] is None


@pytest.mark.parametrize(
    ("username", "status"),
    [("planner", 201), ("colleague", 201), ("reviewer", 403), ("viewer", 403), ("outsider", 404)],
)
def test_assessors_and_leads_open_assessments(api, mission, username, status):
    assert api(username).post(ADDRESS, GIVEN, format="json").status_code == status
    assert Assessment.objects.count() == (status == 201)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"phase": "afterlife"}, "/phase"),
        ({"as_of": "2026-13-01"}, "/as_of"),
        ({"title": "x" * 121}, "/title"),
        ({"state": "published"}, "/state"),
        ({"mission": 3}, "/mission"),
    ],
)
def test_each_mistake_is_pointed_at(planner, mission, change, pointer):
    response = planner.post(ADDRESS, GIVEN | change, format="json")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_the_phase_must_be_said_since_it_decides_what_is_asked(planner, mission):
    given = {name: value for name, value in GIVEN.items() if name != "phase"}
    response = planner.post(ADDRESS, given, format="json")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/phase"]


def test_a_list_is_narrowed_by_mission_phase_and_state(planner, assessment):
    other = make_assessment(make_mission(code="unexb"), phase="planning")
    whole = make_assessment(other.mission, phase=None)
    Assessment.objects.filter(pk=whole.pk).update(state="published")

    def found(query):
        return [row["id"] for row in planner.get(f"{ADDRESS}?{query}").json()["results"]]

    assert found("") == [whole.pk, other.pk, assessment.pk]
    assert found("mission=unexb") == [whole.pk, other.pk]
    assert found("phase=planning") == [other.pk]
    assert found("state=published") == [whole.pk]
    assert found("mission=unexb&state=draft") == [other.pk]
    assert found("mission=nowhere") == []


def test_it_says_how_far_its_score_is_behind(planner, scored):
    address = f"{ADDRESS}{scored.pk}/"
    assert planner.get(address).json()["changes_behind"] == 0
    rate(scored, 1, "i2-local-predation")
    assert planner.get(address).json()["changes_behind"] == 1


def test_a_private_round_is_no_start_not_even_for_who_rated_in_it(planner, mission):
    private = make_assessment(mission)
    rate(private, 1, "i2-local-predation")
    assert planner.post(ADDRESS, GIVEN | {"based_on": private.pk}, format="json").status_code == 201
    Assessment.objects.filter(pk=private.pk).update(is_private=True)
    response = planner.post(ADDRESS, GIVEN | {"based_on": private.pk}, format="json")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/based_on"]
