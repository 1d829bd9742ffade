"""After every write, by page or by API, everything can be read: each field of each resource, and each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import Scenario
from interfaces.models import Measure, Phase
from missions.models import Membership
from tests import described
from tests.api.addresses import address, all_routes, is_about_a_mission, values_for
from tests.pages.test_forms_once import ACTS_ONCE, CODE, Scene

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
ONE = f"{ROOT}/assessments/{{id}}/"
LISTS = ("api:assessment-list", "api:mission-list", "api:score-list", "portfolio", "review-list")
RATED = {
    "answer": "rated",
    "best": 2,
    "lowest": 1,
    "highest": 3,
    "confidence": "low",
    "rationale": "Seen.",
    "evidence": [],
}
NOT_RATED = {"answer": "unknown"}
MISSION = {"name": "Whole", "full_name": "The whole", "area": "An area", "kind": "regional", "phase": "drawdown"}
MISSION |= {"deployed_on": "2020-01-01", "ends_on": "2030-01-01", "summary": "All of it.", "components": ["police"]}
LEVEL = {"answer": "rated", "best": 0.0, "lowest": None, "highest": None, "confidence": "medium"}
PIECE = {
    "title": "T",
    "source": "S",
    "dated": "2020-02-03",
    "link": "S/2013/359",
    "reliability": "B",
    "credibility": "2",
}
Bodies = list[dict[str, Any]]


def phases() -> list[str | None]:
    """Return every phase but the assessment's own, which a scenario does not keep as a change, and none."""
    return [*Phase.objects.exclude(code="start-up").values_list("code", flat=True), None]


# Every operation that writes: bodies with every field set, with none that may be left out, with each that may be null;
# who sends them, and what stands before.
WRITES: dict[tuple[str, str], tuple[Callable[[Scene], Bodies], str, Callable[[Scene], None] | None]] = {
    ("post", f"{ROOT}/missions/"): (
        lambda scene: [MISSION, {"name": "Least", "area": "E", "phase": "planning"}],
        "",
        None,
    ),
    ("patch", f"{ROOT}/missions/{{code}}/"): (
        lambda scene: [MISSION, {"deployed_on": None, "ends_on": None}],
        "",
        None,
    ),
    ("post", f"{ROOT}/assessments/"): (
        lambda scene: [
            {"mission": "unexa", "phase": phase, "as_of": "2026-11-20", "title": "T", "is_private": phase is None}
            for phase in phases()
        ],
        "",
        None,
    ),
    ("post", f"{ONE}evidence/"): (lambda scene: [PIECE, {"title": "Least", "dated": None}], "", None),
    ("put", f"{ONE}ratings/{{indicator}}/"): (lambda scene: [RATED, NOT_RATED], "", None),
    ("delete", f"{ONE}ratings/{{indicator}}/"): (lambda scene: [{}], "", None),
    ("post", f"{ONE}scenarios/"): (
        lambda scene: [
            *(
                {"name": f"In {phase}", "note": "N", "changes": {"phase": phase, "ratings": {CODE: LEVEL}}}
                for phase in phases()
            ),
            {"name": "Least", "changes": {"ratings": {}}, "measures": [Measure.objects.first().code]},
        ],
        "",
        None,
    ),
    ("patch", f"{ONE}scenarios/{{scenario}}/"): (
        lambda scene: [{"changes": {"phase": phase, "ratings": {CODE: LEVEL}}} for phase in phases()],
        "",
        Scene.vary,
    ),
    ("delete", f"{ONE}scenarios/{{scenario}}/"): (lambda scene: [{}], "", Scene.vary),
    ("post", f"{ONE}finish/"): (lambda scene: [{"is_finished": True}, {"is_finished": False}], "", None),
    ("post", f"{ONE}reveal/"): (lambda scene: [{}], "", Scene.go_private),
    ("post", f"{ONE}submit/"): (lambda scene: [{}], "", None),
    ("post", f"{ONE}withdraw/"): (lambda scene: [{}], "", Scene.submit),
    ("post", f"{ONE}return/"): (lambda scene: [{"reason": "Say why."}], "reviewer", Scene.submit),
    ("post", f"{ONE}publish/"): (lambda scene: [{"digest": scene.standing("digest")}], "reviewer", Scene.submit),
    ("post", f"{ONE}score/retry/"): (lambda scene: [{}], "", Scene.fail_the_score),
    ("post", f"{ROOT}/score/"): (
        lambda scene: [{"framework": "seven-interfaces", "ratings": [], "draws": 100, "phase": None}],
        "",
        None,
    ),
}


@pytest.fixture
def scene(cast) -> Scene:
    return Scene()


def read_everything(scene: Scene, sign_in: Callable[[str], Any]) -> None:
    """Open every page and resource about the mission; a client of tests compares each answer with the description.

    What a form has deleted is asked for as well: its addresses answer, too.
    """
    browser = sign_in("planner")
    memberships = Membership.objects.filter(mission__code=scene.mission.code).values_list("pk", flat=True)
    facts = {"code": scene.mission.code, "assessment": scene.assessment.pk, "indicator": CODE}
    facts |= {"membership": memberships.first() or 0, "scenario": _scenario(scene)}
    for route in all_routes():
        if route.name in LISTS or (is_about_a_mission(route) and not route.name.endswith(("csv", "chart"))):
            at = address(route, values_for(route, **facts))
            assert browser.get(at).status_code < 500, at


def test_every_operation_that_writes_is_known():
    paths = described.description()["paths"]
    assert set(WRITES) == {(method, path) for path in paths for method in paths[path] if method != "get"}


@pytest.mark.parametrize("operation", WRITES, ids=" ".join)
def test_after_every_write_over_the_api_everything_is_read_back(operation, scene, api, sign_in):
    (method, template), (bodies, person, prepare) = operation, WRITES[operation]
    if prepare:
        prepare(scene)
    client = api(person or "planner")
    for body in bodies(scene):
        at = template.format(id=scene.assessment.pk, code=scene.mission.code, indicator=CODE, scenario=_scenario(scene))
        seen = client.get(at).headers.get("ETag", "") if method != "post" else ""
        written = getattr(client, method)(at, body, format="json", HTTP_IF_MATCH=seen)
        assert written.status_code < 300, written.content
        kept = written.json() if written.content else {}
        shared = set(body) & set(kept) - {"framework"}
        assert {name: kept[name] for name in shared} == {name: body[name] for name in shared}
        if method != "delete" and "self" in kept.get("links", {}):
            assert client.get(kept["links"]["self"]).json() == kept
    read_everything(scene, sign_in)


def _scenario(scene: Scene) -> int:
    return Scenario.objects.filter(assessment_id=scene.assessment.pk).values_list("pk", flat=True).first() or 0


@pytest.mark.parametrize("name", ACTS_ONCE)
def test_after_every_form_everything_can_be_read(name, scene, sign_in):
    sent, person, prepare = ACTS_ONCE[name]
    if prepare:
        prepare(scene)
    (route,) = [route for route in all_routes() if route.name == name]
    sent = {**sent, **{key: scene.standing(key) for key, value in sent.items() if value == "standing"}}
    at = address(route, scene.values(route))
    assert sign_in(person).post(at, sent).status_code < 400
    if name != "password-change":
        read_everything(scene, sign_in)


@pytest.mark.parametrize("phase", ["as-it-is", "whole-mission", "drawdown"])
def test_a_scenario_of_any_phase_made_on_the_page_can_be_read(phase, scene, sign_in):
    form = {"name": "Page", "phase": phase, "version": "0", f"{CODE}-answer": "0"}
    at = f"/assessments/{scene.assessment.pk}/scenarios/new/"
    assert sign_in("planner").post(at, form).status_code == 302
    read_everything(scene, sign_in)
