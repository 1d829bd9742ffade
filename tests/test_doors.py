"""The doors to what people do, pages and API: each takes only its methods, and only from whom the table lets do it.

Who may do what is said once, in `tests/who_may.py`. Here every person of that table comes to every door, with what is
sent when all is well and with nothing. Whom the table does not let do it is refused either way: a member with 403,
anybody else with 404.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from assessments.models import Assessment, Scenario
from missions.models import Membership, Mission
from ocpo.accounts.models import User
from tests import test_who_may_do_what
from tests.api.addresses import Route, address, all_routes, is_about_a_mission, values_for
from tests.cast import Browser, make_assessment, make_person, make_scenario
from tests.test_who_may_do_what import CODE, Scene
from tests.who_may import PEOPLE, TABLE

pytestmark = pytest.mark.django_db
SOMETHING = {"code": "corrupts-elites", "token_key": "0" * 8}
ROUTES = {route.name: route for route in all_routes()}
INSIDE = ("planner", "colleague", "other", "reviewer", "viewer")
HTMX = {"HX-Request": "true"}
PIECE = {"title": "Port log", "reliability": "B", "credibility": "2", "add": "1"}
LEVEL = {"answer": "rated", "best": 2}


@dataclass(frozen=True)
class Door:
    """An address at which something is done, with what is sent there when all is well."""

    route: str
    verb: str
    method: str = "post"
    sent: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.verb}"


DOORS = [
    Door("mission-update", "update_mission"),
    Door("member-list", "set_member", sent={"username": "outsider", "role": "viewer"}),
    Door("member-update", "set_member", sent={"role": "assessor"}),
    Door("member-delete", "remove_member"),
    Door("mission-delete", "delete_mission"),
    Door("mission-archive", "archive_mission"),
    Door("assessment-create", "create_assessment"),
    Door("score-retry", "try_again"),
    Door("assessment-delete", "delete_assessment"),
    Door("assessment-archive", "archive_assessment"),
    Door("assessment-submit", "submit_assessment"),
    Door("assessment-withdraw", "withdraw_assessment"),
    Door("assessment-return", "return_assessment", sent={"reason": "The port is not rated."}),
    Door("assessment-publish", "publish_assessment"),
    Door("scenario-create", "create_scenario"),
    Door("scenario-update", "update_scenario"),
    Door("scenario-delete", "delete_scenario"),
    Door("evidence-list", "add_evidence", sent=PIECE),
    Door("round-finish", "finish_round", sent={"is_finished": "1"}),
    Door("round-reveal", "reveal_round"),
    Door("round-former", "leave_out_former"),
    Door("comment-create", "comment", sent={"text": "Why so low?"}),
    Door("rating-save", "record_rating", sent={"answer": "3", "confidence": "high", "version": "0"}),
    Door("rating-save", "record_rating", sent={"answer": "3", "confidence": "high", "version": "0"}, headers=HTMX),
    Door("rating-evidence", "add_evidence", sent=PIECE),
    Door("rating-evidence", "add_evidence", sent=PIECE, headers=HTMX),
    Door("api:mission-detail", "update_mission", "patch", {"area": "Elsewhere"}, {"If-Match": '"1"'}),
    Door("api:assessment-score-retry", "try_again"),
    Door("api:assessment-finish", "finish_round"),
    Door("api:assessment-reveal", "reveal_round"),
    Door("api:assessment-submit", "submit_assessment"),
    Door("api:assessment-withdraw", "withdraw_assessment"),
    Door("api:assessment-return", "return_assessment", sent={"reason": "The port is not rated."}),
    Door("api:assessment-publish", "publish_assessment", sent={"digest": "0" * 64}),
    Door("api:evidence-list", "add_evidence", sent={"title": "Port log"}),
    Door("api:rating-detail", "record_rating", "put", LEVEL, {"If-None-Match": "*"}),
    Door("api:rating-detail", "clear_rating", "delete", {}, {"If-Match": '"1"'}),
    Door("api:scenario-list", "create_scenario", sent={"name": "No arms", "changes": {"ratings": {CODE: LEVEL}}}),
    Door("api:scenario-detail", "update_scenario", "patch", {"name": "Renamed"}, {"If-Match": '"1"'}),
    Door("api:scenario-detail", "delete_scenario", "delete", {}, {"If-Match": '"1"'}),
]


# What a route takes that does more than show something.
SHOWS = {"GET", "HEAD"}
# Answer whoever asks, by whatever method.
TO_ANYBODY = {"healthz", "readyz", "sign-in"}
ONLY_POSTED_TO = (
    *("member-update", "member-delete", "mission-archive", "assessment-archive", "score-retry", "assessment-withdraw"),
    *("assessment-return", "assessment-publish", "round-finish", "comment-create", "sign-out", "token-revoke"),
    *("api:score-stateless", "api:assessment-score-retry", "api:assessment-finish", "api:assessment-reveal"),
    *("api:assessment-submit", "api:assessment-withdraw", "api:assessment-return", "api:assessment-publish"),
)
FORMS = (
    *("mission-create", "mission-update", "member-list", "mission-delete", "assessment-create", "sample-list"),
    *("assessment-delete", "assessment-submit", "scenario-create", "scenario-update", "scenario-delete"),
    *("evidence-list", "round-reveal", "round-former", "rating-save", "rating-evidence"),
    *("api:mission-list", "api:assessment-list", "api:evidence-list", "api:scenario-list"),
)
TAKEN = (
    {name: {"POST"} for name in ONLY_POSTED_TO}
    | {name: {*SHOWS, "POST"} for name in FORMS}
    | {
        **{name: {"GET", "POST"} for name in ("token-list", "time-zone")},
        "password-change": {*SHOWS, "POST", "PUT"},
        "api:mission-detail": {*SHOWS, "PATCH"},
        "api:rating-detail": {*SHOWS, "PUT", "DELETE"},
        "api:scenario-detail": {*SHOWS, "PATCH", "DELETE"},
    }
)
# Pages that only ask before something is done: they open to whom may do it.
ASKING = {
    door.route: door
    for door in DOORS
    if door.route.split("-")[-1] in {"update", "delete", "create", "submit", "reveal", "former"}
    and door.route not in {"member-update", "member-delete", "comment-create"}
    and not door.route.startswith("api:")
}


def client_of(person: User, is_api: bool) -> Client:
    client: Any = APIClient() if is_api else Browser(person)
    client.force_login(person)
    return client


def answer(client: Client, door: Door, at: str, method: str) -> int:
    """Ask, or send what is sent when all is well, and undo what it did; return the status."""
    more: dict[str, Any] = {"format": "json"} if ROUTES[door.route].is_api else {}
    with transaction.atomic():
        sent = () if method == "get" else (door.sent,)
        response = getattr(client, method)(at, *sent, headers=door.headers, **more)
        transaction.set_rollback(True)
    return response.status_code


def shut(door: Door) -> dict[str, int]:
    """Say how each is refused who may not do it: who is no member is not even told that there is something."""
    allowed = TABLE[door.verb][1]
    return {name: 403 if name in INSIDE else 404 for name in PEOPLE if name not in allowed or name not in INSIDE}


def place(scene: Scene, route: Route) -> str:
    """Return the address of what was made last."""
    scenario = Scenario.objects.order_by("pk").last()
    return address(
        route,
        values_for(
            route,
            code=scene.mission.code,
            assessment=Assessment.objects.filter(mission=scene.mission).order_by("pk").last().pk,
            membership=Membership.objects.get(mission=scene.mission, person__username="third").pk,
            indicator=CODE,
            scenario=scenario.pk if scenario else 0,
        ),
    )


def statuses(door: Door, method: str) -> dict[str, int]:
    scene = Scene()
    getattr(test_who_may_do_what, door.verb)(scene)
    route = ROUTES[door.route]
    at = place(scene, route)
    return {name: answer(client_of(make_person(name), route.is_api), door, at, method) for name in PEOPLE}


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_door_opens_to_whom_the_table_says(door):
    found = statuses(door, door.method)
    assert {name: status for name, status in found.items() if status in (403, 404)} == shut(door)


@pytest.mark.parametrize("door", ASKING.values(), ids=str)
def test_a_page_that_asks_first_is_shown_to_whom_may_answer(door):
    assert statuses(door, "get") == dict.fromkeys(PEOPLE, 200) | shut(door)


SAYS_NOTHING = {
    *("mission-update", "member-list", "assessment-return", "scenario-create", "scenario-update", "evidence-list"),
    *("comment-create", "rating-save", "api:evidence-list", "api:scenario-list", "api:assessment-return"),
    "api:assessment-publish",
}


@pytest.mark.parametrize("name", sorted(SAYS_NOTHING))
def test_a_form_that_says_nothing_is_422(name):
    door = next(door for door in DOORS if door.route == name)
    assert statuses(replace(door, sent={}), door.method)[whoever_may(door)] == 422


def whoever_may(door: Door) -> str:
    return next(name for name in PEOPLE if name in TABLE[door.verb][1])


def test_nothing_of_another_mission_is_reached_through_ones_own():
    """The stranger leads a mission with an assessment; what hangs on the other mission is named below those."""
    scene = Scene()
    lead = make_person("stranger")
    own = make_assessment(Mission.objects.get(code="unother"))
    foreign = Membership.objects.get(mission=scene.mission, person__username="third")
    scenario = make_scenario(scene.scored)
    given = {"code": "unother", "assessment": own.pk, "membership": foreign.pk, "indicator": CODE}
    for door in DOORS:
        route = ROUTES[door.route]
        if route.parameters & {"scenario"} or route.parameters == {"code", "pk"}:
            at = address(route, values_for(route, **given, scenario=scenario.pk))
            assert answer(client_of(lead, route.is_api), door, at, door.method) == 404, str(door)
    foreign.refresh_from_db()
    scenario.refresh_from_db()


@pytest.mark.parametrize("name", sorted(ROUTES.keys() - TO_ANYBODY))
def test_a_route_takes_its_methods_and_no_other(name, cast):
    """Who may act asks by a method that nothing takes; the answer names those that the route takes."""
    route, scene = ROUTES[name], Scene()
    make_scenario(scene.scored)
    at = place(scene, route) if is_about_a_mission(route) else address(route, SOMETHING)
    client = client_of(make_person("planner"), route.is_api)
    refused = client.generic("PROPFIND", at)
    assert refused.status_code == 405
    taken = {method.strip() for method in refused["Allow"].split(",")} - {"OPTIONS"}
    assert taken == TAKEN.get(name, SHOWS)
    if "GET" not in taken:
        assert client.get(at).status_code == 405
