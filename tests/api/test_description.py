"""Reading the API's description: for those signed in, valid, and shown without a request to elsewhere."""

from __future__ import annotations

import mimetypes
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.services import chromium

pytestmark = pytest.mark.django_db

DOCS = "/api/v1/docs/"
SCHEMA = "/api/v1/schema/"
HOST = "http://localhost:1"


def test_it_works(sign_in) -> None:
    response = sign_in("viewer").get(SCHEMA, headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "OCPO API"


def test_the_description_is_valid_openapi_3_1() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_description_needs_a_sign_in(client) -> None:
    response = client.get(SCHEMA)
    assert response.status_code == 401
    assert response.json()["status"] == 401


def test_a_problem_of_the_description_is_json_like_any_other(sign_in) -> None:
    response = sign_in("viewer").delete(SCHEMA)
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 405


def test_the_documentation_needs_a_sign_in(client) -> None:
    response = client.get(DOCS)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/sign-in/?next={DOCS}"


def test_the_documentation_stays_under_the_policy_of_all_pages(sign_in) -> None:
    viewer = sign_in("viewer")
    responses = [viewer.get(at) for at in (DOCS, f"{DOCS}?script=", "/method/")]
    assert [response.status_code for response in responses] == [200, 200, 200]
    policies = [sorted(response.headers["Content-Security-Policy"].split("; ")) for response in responses]
    assert policies[0] == policies[1] == policies[2]
    assert not any("unsafe" in rule for rule in policies[0])
    assert b"<style" not in responses[0].content


@pytest.mark.browser
def test_the_documentation_shows_in_a_browser_without_an_error_or_a_foreign_request(sign_in) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    if not chromium():
        pytest.skip("no Chromium")
    answers = answers_of(sign_in("viewer"))
    asked: list[str] = []
    errors: list[str] = []
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda said: said.type in ("error", "warning") and errors.append(said.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.route(f"{HOST}/**", lambda route: route.fulfill(**answers[route.request.url.removeprefix(HOST)]))
            page.route(f"{HOST}/static/**", lambda route: route.fulfill(**static_file(route.request.url)))
            page.goto(HOST + DOCS)
            page.locator(".opblock-summary-control").first.click()
            page.wait_for_selector(".opblock.is-open .responses-table")
        finally:
            browser.close()
    assert errors == []
    assert HOST + SCHEMA in asked
    assert [url for url in asked if not url.startswith((f"{HOST}/", "data:"))] == []


def answers_of(client: Client) -> dict[str, dict[str, Any]]:
    """Return what the project answers at each address the documentation needs, so that no server has to run."""
    answers = {}
    for at in (DOCS, f"{DOCS}?script=", SCHEMA):
        response = client.get(at)
        assert response.status_code == 200
        answers[at] = {"headers": dict(response.headers), "body": response.content}
    return answers


def static_file(url: str) -> dict[str, Any]:
    kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
    return {"path": find(url.removeprefix(f"{HOST}/static/")), "content_type": kind}
