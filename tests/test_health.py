"""Health: alive, ready, and what a signed-out visitor gets."""

import pytest
from django.db import DatabaseError
from django.test import Client

from ocpo.jobs.models import JobQuerySet

pytestmark = pytest.mark.django_db


def test_it_works():
    client = Client()
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["database"] == "up"


def test_everything_else_asks_for_a_sign_in():
    for path in ("/", "/missions/new/", "/catalogue/", "/interfaces/", "/account/tokens/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/")


def test_the_method_is_public():
    html = Client().get("/method/").content.decode()
    assert "Worked example" in html
    assert "Account" not in html


def test_the_policy_allows_no_inline_script_and_no_frame():
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_without_a_database_it_lives_and_is_not_ready(monkeypatch):
    def fail(_jobs):
        raise DatabaseError

    monkeypatch.setattr(JobQuerySet, "oldest_waiting_seconds", fail)
    client = Client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"], answer.json()["database"]) == (503, "5", "down")
