"""Health: alive, ready, and what a signed-out visitor gets."""

import pytest
from django.test import Client

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
