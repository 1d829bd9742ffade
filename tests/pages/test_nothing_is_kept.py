"""No browser and no proxy keeps what is marked: every page, part, table and chart says so; the API has its own rule."""

from __future__ import annotations

import pytest

from assessments.computing.recompute import recompute
from tests.api.addresses import Route, address, all_routes, values_for
from tests.cast import MEMBERS, make_assessment, make_mission, make_scenario, rate

pytestmark = pytest.mark.django_db
PAGES = [route for route in all_routes() if not route.is_api]
INDICATOR = "i1-armed-group-income"


@pytest.fixture
def present(db) -> dict[str, int | str]:
    """What stands behind the parameters of an address: a scored assessment with a scenario."""
    mission = make_mission(members=MEMBERS)
    assessment = make_assessment(mission)
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    membership = mission.memberships.get(person__username="viewer")
    scenario = make_scenario(assessment).pk
    return {"code": mission.code, "assessment": assessment.pk, "membership": membership.pk, "scenario": scenario}


def where(route: Route, present: dict[str, int | str]) -> str:
    return address(route, {**values_for(route, indicator=INDICATOR, **present), "token_key": "0123456789abcdef"})


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_no_answer_to_a_person_may_be_kept(sign_in, present, route):
    """Whatever the answer is: the page, a refusal, or that there is none."""
    at = where(route, present)
    for person in ("planner", "outsider"):
        client = sign_in(person)
        for ask in (client.get, client.post):
            assert {"no-store", "private"} <= set(ask(at)["Cache-Control"].split(", ")), (person, at)


def test_the_pages_walked_are_pages(sign_in, present):
    """Without this the test above would pass on addresses that lead nowhere."""
    client = sign_in("planner")
    statuses = {route.name: client.get(where(route, present)).status_code for route in PAGES}
    assert statuses["result-tornado"] == statuses["portfolio-csv"] == statuses["trend-chart"] == 200
    assert statuses["mission-detail"] == statuses["member-list"] == statuses["score-panel"] == 200


def test_the_api_lets_its_reader_keep_an_answer_and_ask_again(api, present):
    answer = api("planner").get(f"/api/v1/missions/{present['code']}/scores/latest/")
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
