"""The API's frame: where things are, and that every refusal is a problem that says what to do."""

import json

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.api.conftest import ROOT

PROBLEM = "application/problem+json"


def is_problem(response, status: int) -> dict:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["detail"]
    assert body["title"]
    return body


def test_it_works(planner):
    root = planner.get(f"{ROOT}/").json()
    assert {"missions", "assessments", "scores", "interfaces", "schema", "docs"} <= set(root)
    for address in root.values():
        assert planner.get(address.removeprefix("http://testserver")).status_code in (200, 302), address


def test_an_unknown_address_answers_like_a_hidden_one(planner, outsider, mission):
    unknown = outsider.get(f"{ROOT}/no/such/thing/")
    hidden = outsider.get(f"{ROOT}/missions/{mission.code}/")
    is_problem(unknown, 404)
    assert unknown.content == hidden.content


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_an_unknown_address_answers_alike_to_every_method(planner, method):
    is_problem(getattr(planner, method)(f"{ROOT}/nothing/"), 404)


@pytest.mark.parametrize("address", ["", "missions/", "nothing/", "schema/"])
def test_signed_out_is_401_with_a_challenge_everywhere(db, address):
    response = APIClient().get(f"{ROOT}/{address}")
    is_problem(response, 401)
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token", "Token wrong", "Token a b", "Token é"])
def test_a_wrong_token_is_401(db, header):
    is_problem(APIClient().get(f"{ROOT}/missions/", HTTP_AUTHORIZATION=header), 401)


def test_a_session_may_read_but_needs_its_csrf_token_to_write(sign_in, mission):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in("planner").cookies
    assert browser.get(f"{ROOT}/missions/").status_code == 200
    is_problem(browser.post(f"{ROOT}/missions/", {}, content_type="application/json"), 403)


def test_a_method_that_a_resource_does_not_have_is_405(planner, mission):
    response = planner.delete(f"{ROOT}/missions/{mission.code}/")
    is_problem(response, 405)
    assert "PATCH" in response["Allow"]


def test_a_representation_that_does_not_exist_is_406(planner):
    is_problem(planner.get(f"{ROOT}/missions/", HTTP_ACCEPT="application/xml"), 406)


def test_only_json_is_taken(planner):
    is_problem(planner.post(f"{ROOT}/missions/", "<a/>", content_type="application/xml"), 415)


@pytest.mark.parametrize(
    "body",
    ["{", "nonsense", "[" * 100_000, '{"name": "\\ud800"}', '{"best": NaN}', b"\xff\xfe{"],
    ids=["cut short", "no JSON", "endless nesting", "half a surrogate pair", "no number", "no UTF-8"],
)
def test_malformed_json_is_400(planner, body):
    problem = is_problem(planner.post(f"{ROOT}/missions/", body, content_type="application/json"), 400)
    assert problem["detail"].startswith("JSON parse error")


def test_an_endless_body_is_413(planner, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps({"name": "x" * 1000})
    is_problem(planner.post(f"{ROOT}/missions/", body, content_type="application/json"), 413)


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "[{}]"])
def test_a_body_that_is_no_object_is_422(planner, body):
    problem = is_problem(planner.post(f"{ROOT}/missions/", body, content_type="application/json"), 422)
    assert problem["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("missions/?colour=red", "colour"),
        ("missions/unexa/?state=draft", "state"),
        ("assessments/?mission__name=x", "mission__name"),
        ("assessments/1/?mission=unexa", "mission"),
        ("assessments/1/score/?page_size=1", "page_size"),
        ("missions/unexa/scores/?kind=risk", "kind"),
        ("missions/unexa/scores/latest/?state=draft", "state"),
        ("scores/?kind=mood", "kind"),
        ("scores/?updated_since=yesterday", "updated_since"),
        ("scores/?node=%00", "node"),
        ("missions/?page_size=0", "page_size"),
        ("missions/?page_size=1001", "page_size"),
        ("missions/?page_size=many", "page_size"),
        ("missions/?cursor=elsewhere", "cursor"),
        ("missions/?cursor=cD0lMDA=", "cursor"),
        ("assessments/?cursor=cD1hYmM=", "cursor"),
        ("interfaces/?colour=red", "colour"),
    ],
)
def test_a_parameter_that_cannot_be_taken_is_400_and_named(planner, assessment, address, parameter):
    address = address.replace("assessments/1/", f"assessments/{assessment.pk}/")
    problem = is_problem(planner.get(f"{ROOT}/{address}"), 400)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("0001-01-01T00:00:00Z", 200),
        ("9999-12-31T23:59:59-12:00", 400),
        ("0001-01-01T00:00:00+14:00", 400),
        ("2026-02-30T00:00:00Z", 400),
    ],
)
def test_a_moment_at_the_edge_of_time_is_taken_or_refused(planner, moment, status):
    assert planner.get(f"{ROOT}/scores/", {"updated_since": moment}).status_code == status
