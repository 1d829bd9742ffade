"""The API describes itself: valid OpenAPI 3.1 without warnings, and pages that need no request to elsewhere."""

from __future__ import annotations

import mimetypes
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

pytestmark = pytest.mark.django_db

DOCS = "/api/v1/docs/"
SCHEMA = "/api/v1/schema/"
HOST = "http://ocpo.invalid"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_works(sign_in) -> None:
    response = sign_in("viewer").get(SCHEMA, headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "OCPO API"


def test_the_description_is_valid_openapi_3_1(schema) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_description_is_made_without_a_warning(tmp_path) -> None:
    GENERATOR_STATS.reset()
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert (tmp_path / "schema.yaml").stat().st_size > 10_000


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{method} {at}": found for at, verbs in schema["paths"].items() for method, found in verbs.items()}


def test_every_operation_has_a_name_of_its_own_and_tells_its_problems(schema) -> None:
    found = operations(schema)
    names = [operation["operationId"] for operation in found.values()]
    assert len(set(names)) == len(names)
    for at, operation in found.items():
        assert {"400", "401"} <= set(operation["responses"]), at
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                assert list(response["content"]) == ["application/problem+json"], (at, status)


def test_operations_on_versioned_resources_ask_for_if_match(schema) -> None:
    found = operations(schema)
    for at in (
        "patch /api/v1/missions/{code}/",
        "put /api/v1/assessments/{id}/ratings/{indicator}/",
        "delete /api/v1/assessments/{id}/ratings/{indicator}/",
    ):
        assert "If-Match" in {parameter["name"] for parameter in found[at]["parameters"]}
        assert {"412", "428"} <= set(found[at]["responses"])


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
    policies = [viewer.get(at).headers["Content-Security-Policy"] for at in (DOCS, f"{DOCS}?script=", "/method/")]
    assert policies[0] == policies[1] == policies[2]
    assert "unsafe" not in policies[0]
    assert b"<style" not in viewer.get(DOCS).content


@pytest.mark.browser
def test_the_documentation_shows_in_a_browser_without_an_error_or_a_foreign_request(sign_in, monkeypatch) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this very thread.
    viewer = sign_in("viewer")
    asked: list[str] = []
    errors: list[str] = []
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda said: said.type in ("error", "warning") and errors.append(said.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.route("**/*", lambda route: route.fulfill(**answer_of(viewer, route.request)))
            page.goto(HOST + DOCS)
            page.wait_for_selector(".opblock-summary-path")
            page.locator(".opblock-summary-control").first.click()
            page.wait_for_selector(".opblock.is-open .responses-table")
        finally:
            browser.close()
    assert errors == []
    assert any(url.startswith(HOST + SCHEMA) for url in asked)
    assert [url for url in asked if not url.startswith((HOST, "data:", "blob:"))] == []


def answer_of(client: Client, request: Any) -> dict[str, Any]:
    """Answer a browser's request as the project does, static files included, without a server."""
    at = request.url.removeprefix(HOST)
    if at.startswith("/static/"):
        kind = mimetypes.guess_type(at)[0] or "application/octet-stream"
        return {"path": find(at.removeprefix("/static/")), "content_type": kind}
    response = client.get(at, headers={"Accept": request.headers.get("accept", "*/*")})
    return {"status": response.status_code, "headers": dict(response.headers), "body": response.content}
