"""A second click, Back or a lost answer never makes a second thing: every form of every page has its effect once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now
from django.urls import resolve
from knox.models import AuthToken

from assessments import samples
from assessments.computing.recompute import recompute
from assessments.models import Comment, Evidence
from assessments.services import RECOMPUTE, finish_round, reveal_round, standing_digest, submit_assessment
from missions.models import Mission
from ocpo.accounts.services import make_token
from ocpo.jobs.models import Job, JobState
from ocpo.once.models import FirstAnswer
from tests.api.addresses import Route, address, all_routes, values_for
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, make_scenario, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
KEY = "a-key-of-one-form-of-one-page"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NEW_MISSION = {"name": "UNTWICE", "area": "Examplia", "kind": "un-peacekeeping", "phase": "start-up"}
NEW_PASSWORD = "another long pass phrase"


class Scene:
    """One mission with an assessment, and what stands behind the parameters of its addresses."""

    def __init__(self) -> None:
        self.mission = make_mission(members=MEMBERS)
        self.assessment = make_assessment(self.mission)
        rate(self.assessment, 3, CODE, by=make_person("planner"))
        recompute(assessment_id=self.assessment.pk)
        self.assessment.refresh_from_db()
        make_token(person=make_person("planner"))
        self.token_key = AuthToken.objects.get().token_key

    def values(self, route: Route) -> dict[str, object]:
        membership = self.mission.memberships.exclude(person__username="planner").order_by("person__username").last().pk
        scenario = self.assessment.scenarios.values_list("pk", flat=True).first() or 0
        found = {"code": self.mission.code, "assessment": self.assessment.pk, "membership": membership}
        values = values_for(route, indicator=CODE, scenario=scenario, **found)  # type: ignore[arg-type]
        return {**values, "token_key": self.token_key}

    def standing(self, name: str) -> str:
        """Return what a form of the page would name: the score's digest, what samples hold, the rating's version."""
        if name == "digest":
            return standing_digest(self.assessment)
        if name == "seen":
            person = make_person("planner")
            return samples.removal_mark([self.mission], samples.count_sample_holdings(person))
        return str(self.assessment.ratings.get(indicator__code=CODE).version)

    def submit(self) -> None:
        submit_assessment(assessment=self.assessment, person=make_person("planner"))

    def vary(self) -> None:
        make_scenario(self.assessment)

    def open_an_empty_one(self) -> None:
        self.assessment = make_assessment(self.mission)

    def call_it_a_sample(self) -> None:
        type(self.mission).objects.update(sample="fictional")

    def go_private(self) -> None:
        type(self.assessment).objects.update(is_private=True)

    def lose_a_member(self) -> None:
        rate(self.assessment, 2, CODE, by=make_person("colleague"))
        self.mission.memberships.get(person__username="colleague").delete()

    def fail_the_score(self) -> None:
        Job.objects.all().delete()
        Job.objects.create(
            kind=RECOMPUTE, key=str(self.assessment.pk), state=JobState.FAILED, available_at=None, finished_at=Now()
        )

    def change_the_password(self) -> None:
        person = make_person("planner")
        person.set_password("the password of before")
        person.save()


EVIDENCE = {"title": "Port survey", "reliability": "B", "credibility": "2", "marking": "unclassified"}
SCENARIO = {"name": "No arms", "phase": "as-it-is", "version": "1", f"{CODE}-answer": "0"}
# Every address that takes a form and acts: what is sent, by whom, and what stands before.
ACTS_ONCE: dict[str, tuple[dict[str, Any], str, Callable[[Scene], None] | None]] = {
    "mission-create": (NEW_MISSION, "planner", None),
    "mission-update": (NEW_MISSION | {"version": "1"}, "planner", None),
    "member-list": ({"username": "outsider", "role": "viewer"}, "planner", None),
    "member-update": ({"role": "assessor"}, "planner", None),
    "member-delete": ({}, "planner", None),
    "assessment-create": ({"phase": "start-up", "as_of": "2026-11-20", "title": "Second"}, "planner", None),
    "mission-archive": ({"is_archived": "1"}, "planner", None),
    "mission-delete": ({"seen": "1-1-0-0-0-0"}, "planner", None),
    "assessment-archive": ({"is_archived": "1"}, "planner", None),
    "assessment-delete": ({}, "planner", Scene.open_an_empty_one),
    "sample-list": ({"action": "remove", "seen": "standing"}, "planner", Scene.call_it_a_sample),
    "assessment-submit": ({}, "planner", None),
    "assessment-withdraw": ({}, "planner", Scene.submit),
    "assessment-return": ({"reason": "Say why."}, "reviewer", Scene.submit),
    "assessment-publish": ({"digest": "standing"}, "reviewer", Scene.submit),
    "score-retry": ({}, "planner", Scene.fail_the_score),
    "scenario-create": (SCENARIO, "planner", None),
    "scenario-update": (SCENARIO, "planner", Scene.vary),
    "scenario-delete": ({"version": "1"}, "planner", Scene.vary),
    "evidence-list": (EVIDENCE, "planner", None),
    "rating-evidence": (EVIDENCE | {"add": "1", "version": "standing"}, "planner", None),
    "round-finish": ({"is_finished": "1"}, "planner", None),
    "round-reveal": ({}, "planner", Scene.go_private),
    "round-former": ({}, "planner", Scene.lose_a_member),
    "comment-create": ({"text": "I read the scale otherwise."}, "planner", None),
    "time-zone": ({"time_zone": "Asia/Dili"}, "planner", None),
    "token-list": ({}, "planner", None),
    "token-revoke": ({}, "planner", None),
    "password-change": (
        {
            "old_password": "the password of before",
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
        },
        "planner",
        Scene.change_the_password,
    ),
}
# Every address that takes a form any number of times, each with its reason in the view.
REPEATABLE = {"rating-save", "sign-out"}
BEFORE_A_SIGN_IN = {"sign-in"}
WRITES_NOTHING = {"healthz", "readyz"}


def rows() -> dict[str, int]:
    """Return how many rows each table has; sessions come and go with people."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model is not Session
    }


def pages() -> list[Route]:
    return [route for route in all_routes() if not route.is_api]


@pytest.fixture
def scene(cast) -> Scene:
    return Scene()


def test_every_address_that_takes_a_form_is_known(scene, sign_in):
    """A new form is entered in one of the tables above: the first is sent twice below, the second gives its reason."""
    taking = set()
    for route in pages():
        at = address(route, scene.values(route))
        with transaction.atomic():
            if sign_in("planner").post(at).status_code != 405:
                taking.add(route.name)
            transaction.set_rollback(True)
    assert taking == set(ACTS_ONCE) | REPEATABLE | BEFORE_A_SIGN_IN | WRITES_NOTHING
    for route in pages():
        view = resolve(address(route, scene.values(route))).func
        assert bool(getattr(view, "is_repeatable", "")) == (route.name in REPEATABLE), route.name


@pytest.mark.parametrize("name", ACTS_ONCE)
def test_a_form_sent_twice_acts_once_and_is_answered_the_same(name, scene, sign_in):
    sent, person, prepare = ACTS_ONCE[name]
    if prepare:
        prepare(scene)
    (route,) = [route for route in pages() if route.name == name]
    at = address(route, scene.values(route))
    sent = {**sent, **{name: scene.standing(name) for name, value in sent.items() if value == "standing"}}
    client = sign_in(person)
    before = rows()
    first = client.post(at, {**sent, "form_key": KEY})
    after = rows()
    assert first.status_code in (200, 302), first.content.decode()
    assert after["once.FirstAnswer"] == before["once.FirstAnswer"] + 1
    again = client.post(at, {**sent, "form_key": KEY})
    assert rows() == after
    if name == "token-list":
        assert (again.status_code, again["Location"]) == (302, f"{at}?made=already")
    else:
        assert (again.status_code, again.get("Location"), again.content) == (302, first["Location"], first.content)


def test_a_part_of_an_open_page_is_answered_the_same(scene, sign_in):
    client, at = sign_in("planner"), f"/assessments/{scene.assessment.pk}/ratings/{CODE}/evidence/"
    answers = [client.post(at, EVIDENCE | {"form_key": KEY}, HTTP_HX_REQUEST="true") for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].content == answers[1].content
    assert "Port survey" in answers[0].content.decode()
    assert Evidence.objects.count() == 1


def test_content_is_given_again_only_to_who_may_still_see_it(scene, sign_in):
    client, at = sign_in("colleague"), f"/assessments/{scene.assessment.pk}/ratings/{CODE}/evidence/"
    sent = EVIDENCE | {"form_key": KEY}
    assert client.post(at, sent, HTTP_HX_REQUEST="true").status_code == 200
    scene.mission.memberships.get(person__username="colleague").delete()
    assert client.post(at, sent, HTTP_HX_REQUEST="true").status_code == 404


@pytest.mark.parametrize("loss", ["deleted", "left"])
def test_what_was_made_and_is_gone_is_told_when_its_form_comes_again(scene, sign_in, loss):
    client, sent = sign_in("planner"), NEW_MISSION | {"form_key": KEY}
    made = client.post("/missions/new/", sent)
    mission = Mission.objects.get(name="UNTWICE")
    if loss == "deleted":
        mission.delete()
    else:
        mission.memberships.all().delete()
    assert client.get(made["Location"]).status_code == 404
    answer = client.post("/missions/new/", sent)
    assert answer.status_code == 404
    assert "What was made has been deleted since, or you may not see it any more." in answer.content.decode()
    assert Mission.objects.filter(name="UNTWICE").exists() is (loss == "left")


def test_a_message_is_still_told_when_the_form_comes_again(scene, sign_in):
    client, sent = sign_in("planner"), NEW_MISSION | {"form_key": KEY}
    client.post("/missions/new/", sent)
    again = client.post("/missions/new/", sent)
    assert "Mission created." in client.get(again["Location"]).content.decode()


def test_a_refused_form_can_be_corrected_and_sent_again(scene, sign_in):
    client = sign_in("planner")
    for sent, status in ((NEW_MISSION | {"name": ""}, 422), (NEW_MISSION, 302)):
        assert client.post("/missions/new/", sent | {"form_key": KEY}).status_code == status
    assert Mission.objects.filter(name="UNTWICE").count() == 1


def test_an_error_leaves_nothing_of_the_form_behind(scene, sign_in, monkeypatch):
    client = sign_in("planner")
    client.raise_request_exception = False
    monkeypatch.setattr("missions.views.redirect", lambda *_: 1 / 0)
    assert client.post("/missions/new/", NEW_MISSION | {"form_key": KEY}).status_code == 500
    assert not Mission.objects.filter(name="UNTWICE").exists()
    assert not FirstAnswer.objects.exists()


def test_another_entry_under_a_key_is_not_done_and_can_be_sent_all_the_same(scene, sign_in):
    """Back, and another text in the same form."""
    client, at = sign_in("planner"), f"/assessments/{scene.assessment.pk}/spread/{CODE}/"
    client.post(at, {"text": "First thought", "form_key": KEY})
    answer = client.post(at, {"text": "Second thought", "form_key": KEY})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This form was sent before" in html
    assert "Second thought" in html
    assert f"/assessments/{scene.assessment.pk}/spread/#{CODE}" in html
    assert Comment.objects.count() == 1
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    assert client.post(at, fields).status_code == 302
    assert [each.text for each in Comment.objects.all()] == ["First thought", "Second thought"]


def test_a_form_without_a_key_is_not_taken(scene, sign_in):
    client = sign_in("planner")
    for key in ("", "short", "<script>alert(1)</script>"):
        answer = client.post("/missions/new/", NEW_MISSION | {"form_key": key})
        assert answer.status_code == 409
        assert "out of date" in answer.content.decode()
    assert not Mission.objects.filter(name="UNTWICE").exists()


def test_a_key_is_one_persons(scene, sign_in):
    for person in ("planner", "colleague"):
        answer = sign_in(person).post("/missions/new/", NEW_MISSION | {"form_key": KEY})
        assert answer.status_code == 302
    assert Mission.objects.filter(name="UNTWICE").count() == 2


def test_neither_a_token_nor_a_password_is_stored(scene, sign_in):
    html = sign_in("planner").post("/account/tokens/", {"form_key": KEY}).content.decode()
    secret = re.search(r'class="secret">(\w+)<', html)[1]
    stored = FirstAnswer.objects.values().get()
    assert not stored["body"] or secret.encode() not in stored["body"]
    assert secret not in str(stored["headers"])
    told = sign_in("planner").get(stored["headers"]["Location"]).content.decode()
    assert "shown only once" in told
    assert secret not in told


def test_what_holds_a_password_is_not_offered_to_be_sent_again(scene, sign_in):
    Scene.change_the_password(scene)
    client, sent = sign_in("planner"), ACTS_ONCE["password-change"][0]
    assert client.post("/account/password/", sent | {"form_key": KEY}).status_code == 302
    answer = client.post("/account/password/", sent | {"form_key": KEY, "new_password1": "else"})
    assert answer.status_code == 409
    assert NEW_PASSWORD not in answer.content.decode()
    assert "Save this as well" not in answer.content.decode()


def test_every_form_in_a_template_carries_a_key_of_its_own(scene, sign_in):
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
            assert "{% csrf_token %}" in form, template
    html = sign_in("planner").get(f"/missions/{scene.mission.code}/people/").content.decode()
    keys = re.findall(r'name="form_key" value="([\w-]+)"', html)
    assert html.count('<form method="post"') == len(keys) == len(set(keys)) > 3


def test_finishing_and_revealing_do_not_repeat_in_the_service_either(scene):
    """The key is not what makes them safe: it only gives the second click the first one's answer."""
    scene.go_private()
    scene.assessment.refresh_from_db()
    for _ in range(2):
        finish_round(assessment=scene.assessment, person=make_person("planner"))
    reveal_round(assessment=scene.assessment, person=make_person("planner"))
    assert scene.assessment.round == 2
