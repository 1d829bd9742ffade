"""Need-to-know: for someone who is no member, a mission does not exist, at no address and by no method."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from missions.models import Membership
from tests.api.addresses import (
    METHODS,
    SAME_FOR_ALL,
    Route,
    UnknownParametersError,
    address,
    all_routes,
    is_about_a_mission,
    values_for,
    walk,
)
from tests.cast import MEMBERS, make_assessment, make_mission, make_scenario, rate

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
HIDDEN_ROUTES = [route for route in ROUTES if is_about_a_mission(route)]
OPEN_ROUTES = [route for route in ROUTES if not is_about_a_mission(route)]
ONLY_POSTED_TO = {"sign-out", "api:score-stateless"}
OPEN_LISTS = [route for route in OPEN_ROUTES if not route.parameters and route.name not in ONLY_POSTED_TO]
# The only addresses that answer without a sign-in.
PUBLIC = {"healthz", "readyz", "sign-in", "method"}
CHANGING = re.compile(
    rb'(name="csrfmiddlewaretoken" value=")[^"]*|("X-CSRFToken": ")[^"]*|(nonce=")[^"]*|(name="form_key" value=")[^"]*'
)
TOLD = ("Content-Type", "Cache-Control", "ETag", "Vary", "Allow", "Location", "WWW-Authenticate")
SECRETS = ("unhid", "Hidden Accord", "Secretland", "Closed autumn round")
LISTS = {"portfolio", "portfolio-chart", "portfolio-csv", "api:mission-list", "api:assessment-list", "api:score-list"}
ABSENT = {
    "code": "unhid-2",
    "assessment": 9_999_999,
    "membership": 9_999_999,
    "indicator": "i1-1",
    "scenario": 9_999_999,
}


@pytest.fixture
def hidden(cast) -> Assessment:
    """A scored assessment of a mission on which `outsider` has no role; colleague, reviewer and viewer have one."""
    mission = make_mission(code="unhid", members=dict(MEMBERS))
    mission.name, mission.area = "Hidden Accord", "Secretland"
    mission.save()
    assessment = make_assessment(mission)
    assessment.title = "Closed autumn round"
    assessment.save()
    rate(assessment, 3, assessment.asked_indicators().first().code)
    recompute(assessment_id=assessment.pk)
    make_mission(lead=cast["outsider"], code="unown")
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def present(hidden) -> dict[str, Any]:
    membership = Membership.objects.get(mission=hidden.mission, person__username="viewer")
    asked = hidden.asked_indicators().first()
    return {
        "code": hidden.mission.code,
        "assessment": hidden.pk,
        "membership": membership.pk,
        "indicator": asked.code,
        "scenario": make_scenario(hidden).pk,
    }


def what_is_told(client: Client, method: str, at: str, data: Any = None, **headers: str) -> tuple[Any, ...]:
    """Return what an answer tells, without what changes with every answer."""
    more = {"data": data, "content_type": "application/json"} if data is not None else {}
    response = getattr(client, method)(at, **more, headers=headers)
    body = CHANGING.sub(b"", response.getvalue())
    return response.status_code, body, {name: response.headers.get(name) for name in TOLD}


def name_of(route: Route) -> str:
    return route.name


def test_there_are_pages_and_resources_about_missions() -> None:
    assert {route.is_api for route in HIDDEN_ROUTES} == {True, False}
    assert len(HIDDEN_ROUTES) >= 19


def test_a_route_with_parameters_that_nobody_foresaw_is_refused() -> None:
    views = [path("<int:evidence>/", lambda request, evidence: None, name="evidence")]
    for start in ("", "missions/", "assessments/", "catalogue/"):
        (route,) = walk([path(start, include(views))])
        with pytest.raises(UnknownParametersError):
            is_about_a_mission(route)


@pytest.mark.parametrize("route", HIDDEN_ROUTES, ids=name_of)
def test_an_outsider_cannot_tell_a_hidden_mission_from_none(route, present, sign_in) -> None:
    outsider = sign_in("outsider")
    at = address(route, values_for(route, **present))
    nowhere = address(route, values_for(route, **{**ABSENT, "indicator": present["indicator"]}))
    statuses = set()
    for method in METHODS:
        told = what_is_told(outsider, method, at, **{"If-Match": '"1-viewer"'})
        assert told == what_is_told(outsider, method, nowhere, **{"If-Match": '"1-viewer"'}), method
        assert told[0] in (404, 405), (method, told[0])
        assert not any(secret.encode() in told[1] for secret in SECRETS)
        statuses.add(told[0])
    assert 404 in statuses


@pytest.mark.parametrize("route", HIDDEN_ROUTES, ids=name_of)
def test_a_member_finds_what_is_hidden_from_others(route, present, sign_in) -> None:
    """Without this the test above would pass on addresses that lead nowhere for anyone."""
    planner = sign_in("planner")
    at = address(route, values_for(route, **present))
    statuses = {getattr(planner, method)(at).status_code for method in METHODS}
    assert statuses - {404, 405}, statuses


@pytest.mark.parametrize("route", [route for route in ROUTES if route.name not in PUBLIC], ids=name_of)
def test_signed_out_pages_ask_to_sign_in_and_the_api_answers_401(route, present, client) -> None:
    values = {**values_for(route, **present), "token_key": "0123456789abcdef"}
    at = address(route, values)
    for method in METHODS:
        response = getattr(client, method)(at)
        if route.is_api and route.name != "api:docs":
            assert response.status_code == 401, (method, response.status_code)
            assert response.headers["Content-Type"] == "application/problem+json"
        else:
            assert response.status_code == 302, (method, response.status_code)
            assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_names_no_mission(name, hidden, client) -> None:
    (route,) = [route for route in ROUTES if route.name == name]
    response = client.get(address(route, {}))
    assert response.status_code == 200
    assert not any(secret.encode() in response.content for secret in SECRETS)


@pytest.mark.parametrize("route", OPEN_LISTS, ids=name_of)
def test_no_list_shows_an_outsider_the_mission(route, hidden, sign_in) -> None:
    outsider, planner = sign_in("outsider"), sign_in("planner")
    response = outsider.get(address(route, {}), follow=True)
    assert response.status_code == 200
    assert not any(secret.encode() in response.getvalue() for secret in SECRETS)
    if route.name in {"portfolio", "portfolio-chart", "portfolio-csv", "api:mission-list", "api:score-list"}:
        shown = planner.get(address(route, {})).getvalue()
        assert any(secret.encode() in shown for secret in SECRETS)


@pytest.mark.parametrize("name", ["mission", "assessment", "score"])
def test_a_filter_by_a_hidden_mission_answers_like_one_by_none(name, hidden, sign_in) -> None:
    outsider = sign_in("outsider")
    (route,) = [route for route in ROUTES if route.name == f"api:{name}-list"]
    rows = outsider.get(address(route, {})).json()["results"]
    assert "unhid" not in str(rows)
    if name != "mission":
        told = [what_is_told(outsider, "get", f"{address(route, {})}?mission={code}") for code in ("unhid", "unhid-2")]
        assert told[0] == told[1]


def test_opening_an_assessment_does_not_tell_a_hidden_mission_from_none(hidden, sign_in) -> None:
    outsider = sign_in("outsider")
    wanted = {"phase": None, "as_of": "2026-11-01"}
    told = [
        what_is_told(outsider, "post", "/api/v1/assessments/", {"mission": code, **wanted})
        for code in ("unhid", "unhid-2")
    ]
    assert told[0] == told[1]
    assert told[0][0] == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_a_number_that_no_row_can_have_is_like_any_other_that_is_absent(number, hidden, sign_in) -> None:
    outsider = sign_in("outsider")
    for start in ("/assessments/", "/api/v1/assessments/"):
        assert what_is_told(outsider, "get", f"{start}{number}/") == what_is_told(outsider, "get", f"{start}9999999/")


def operations() -> list[tuple[str, str]]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [(at, method) for at, found in paths.items() for method in found if method in METHODS]


@pytest.mark.parametrize(("at", "method"), operations(), ids=lambda value: str(value))
def test_each_described_operation_hides_what_is_not_ones_own(at, method, present, sign_in, client) -> None:
    """The description is held against the resolver's routes: no operation may concern a mission unnoticed."""
    found = {"id": present["assessment"], **{name: present[name] for name in ("indicator", "code", "scenario")}}
    parameters = set(re.findall(r"{(\w+)}", at))
    assert parameters <= set(found), f"{at} takes {parameters}: what do they stand for?"
    assert getattr(client, method)(at.format(**found)).status_code == 401
    if re.match(r"/api/v1/(missions|assessments)/{", at):
        outsider = sign_in("outsider")
        absent = {**found, "id": ABSENT["assessment"], "code": ABSENT["code"], "scenario": ABSENT["scenario"]}
        told = what_is_told(outsider, method, at.format(**found), {})
        assert told == what_is_told(outsider, method, at.format(**absent), {})
        assert told[0] == 404
    elif parameters:
        assert at.removeprefix("/").split("{")[0] in SAME_FOR_ALL


def test_revoking_a_membership_counts_from_the_next_request(hidden, sign_in, api) -> None:
    page, resource = sign_in("viewer"), api("viewer")
    assert page.get("/missions/unhid/").status_code == 200
    assert resource.get("/api/v1/missions/unhid/").status_code == 200
    Membership.objects.filter(person__username="viewer").delete()
    assert page.get("/missions/unhid/").status_code == 404
    assert resource.get("/api/v1/missions/unhid/").status_code == 404


@pytest.mark.parametrize("username", ["analyst", "administrator"])
def test_a_role_that_holds_everywhere_opens_no_mission(username, hidden, sign_in) -> None:
    person = sign_in(username)
    assert person.get("/missions/unhid/").status_code == 404
    assert person.get("/api/v1/missions/").json()["results"] == []
