"""Error pages: a database gone is a clean 503, a mistake of ours a 500, a refusal a 403 that says why."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.test import Client

from missions.access import refusal_to_manage
from missions.models import Role
from ocpo import errors
from tests.cast import make_mission

pytestmark = pytest.mark.django_db


def answer_when(monkeypatch, error: Exception, path: str = "/catalogue/"):
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(connection, "cursor", fail)
    return client.get(path, headers={"Cookie": "sessionid=whatever"})


def test_it_works(monkeypatch):
    answer = answer_when(monkeypatch, OperationalError("gone"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_readiness_says_so_too(monkeypatch):
    assert answer_when(monkeypatch, OperationalError("gone"), "/readyz").status_code == 503


def test_a_mistake_of_ours_is_a_500(monkeypatch):
    answer = answer_when(monkeypatch, ZeroDivisionError())
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()


def test_an_unknown_address_is_a_404_for_those_who_signed_in(sign_in):
    answer = sign_in("planner").get("/no/such/page/")
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()


def test_a_refusal_says_the_rule_that_refused(sign_in):
    mission = make_mission(members={"reviewer": Role.REVIEWER})
    answer = sign_in("reviewer").get(f"/missions/{mission.code}/edit/")
    assert answer.status_code == 403
    assert refusal_to_manage(Role.REVIEWER) in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [("bad_request", 400), ("forbidden", 403), ("not_found", 404), ("server_error", 500), ("unavailable", 503)],
)
def test_each_error_page_has_its_status(rf, view, status):
    request = rf.get("/")
    request.user = AnonymousUser()
    request.session = {}
    assert getattr(errors, view)(request).status_code == status


def test_a_form_that_is_too_old_is_403(rf):
    request = rf.post("/")
    request.user = AnonymousUser()
    assert errors.csrf_failure(request).status_code == 403
