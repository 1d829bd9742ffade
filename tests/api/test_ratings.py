"""Ratings over the API: one's own only, three answers, and no overwriting unseen."""

import pytest

from assessments.models import Assessment, Rating
from tests.api.conftest import ROOT
from tests.cast import make_person, rate

INDICATOR = "i2-local-predation"
RATED = {"answer": "rated", "best": 3, "lowest": 2, "highest": 4, "confidence": "high", "rationale": "Two reports."}


@pytest.fixture
def at(assessment: Assessment) -> str:
    return f"{ROOT}/assessments/{assessment.pk}/ratings/{INDICATOR}/"


def put(client, at, body=RATED, **headers):
    return client.put(at, body, format="json", **(headers or {"HTTP_IF_NONE_MATCH": "*"}))


def test_it_works(planner, at, assessment):
    created = put(planner, at)
    assert created.status_code == 201, created.content
    shown = planner.get(at)
    assert shown["ETag"] == created["ETag"] == f'"{shown.json()["version"]}"'
    assert shown.json() == created.json()
    assert {name: shown.json()[name] for name in RATED} == RATED

    changed = put(planner, at, RATED | {"best": 4}, HTTP_IF_MATCH=shown["ETag"])
    assert (changed.status_code, changed.json()["best"]) == (200, 4)

    assert planner.delete(at, HTTP_IF_MATCH=changed["ETag"]).status_code == 204
    assert planner.get(at).status_code == 404
    assert not Rating.objects.exists()


@pytest.mark.parametrize("headers", [{"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_IF_MATCH": '"0"'}])
def test_the_first_rating_says_that_there_was_none(planner, at, headers):
    assert put(planner, at, **headers).status_code == 201
    again = put(planner, at, RATED | {"best": 2}, **headers)
    assert again.status_code == 412
    assert again.json()["current"]["best"] == 3
    assert Rating.objects.get().best == 3


def test_a_write_that_builds_on_nothing_is_428(planner, at, assessment):
    assert planner.put(at, RATED, format="json").status_code == 428
    put(planner, at)
    assert planner.put(at, RATED, format="json").status_code == 428
    assert planner.delete(at).status_code == 428


def test_of_two_changes_to_one_version_the_second_is_refused(planner, at):
    tag = put(planner, at)["ETag"]
    first = put(planner, at, RATED | {"best": 4}, HTTP_IF_MATCH=tag)
    second = put(planner, at, RATED | {"best": 2}, HTTP_IF_MATCH=tag)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["current"] == first.json()
    assert second["ETag"] == first["ETag"]
    assert planner.delete(at, HTTP_IF_MATCH=tag).status_code == 412


def test_a_change_to_a_rating_that_was_taken_back_is_refused(planner, at):
    tag = put(planner, at)["ETag"]
    planner.delete(at, HTTP_IF_MATCH=tag)
    response = put(planner, at, HTTP_IF_MATCH=tag)
    assert (response.status_code, response.json()["current"], response["ETag"]) == (412, None, '"0"')
    assert planner.delete(at, HTTP_IF_MATCH=tag).status_code == 404


def test_a_version_is_never_used_twice(planner, at):
    tag = put(planner, at)["ETag"]
    planner.delete(at, HTTP_IF_MATCH=tag)
    assert put(planner, at)["ETag"] != tag


@pytest.mark.parametrize("answer", ["unknown", "not-applicable"])
def test_not_known_and_not_applicable_have_no_level(planner, at, answer):
    given = {"answer": answer, "rationale": "Nobody looked."}
    shown = put(planner, at, given).json()
    assert (shown["answer"], shown["best"], shown["confidence"]) == (answer, None, "medium")


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"answer": "perhaps"}, {"/answer"}),
        ({"best": None}, {"/best"}),
        ({"best": 5}, {"/best"}),
        ({"best": 2.5}, {"/best"}),
        ({"best": "3"}, {"/best"}),
        ({"best": True}, {"/best"}),
        ({"best": 10**400}, {"/best"}),
        ({"lowest": 4}, {"/lowest"}),
        ({"highest": 2, "lowest": 3.5}, {"/lowest", "/highest"}),
        ({"answer": "unknown"}, {"/best", "/lowest", "/highest"}),
        ({"confidence": "total"}, {"/confidence"}),
        ({"confidence": None}, {"/confidence"}),
        ({"rationale": 7}, {"/rationale"}),
        ({"rationale": "x" * 10_001}, {"/rationale"}),
        ({"level": 3}, {"/level"}),
        ({"version": 1}, {"/version"}),
    ],
)
def test_each_mistake_is_pointed_at_and_changes_nothing(planner, at, change, pointers):
    response = put(planner, at, RATED | change)
    assert response.status_code == 422, response.content
    assert {error["pointer"] for error in response.json()["errors"]} == pointers
    assert not Rating.objects.exists()


def test_a_number_beyond_all_numbers_is_refused(planner, at):
    body = '{"answer": "rated", "best": 3, "highest": 1e999}'
    response = planner.put(at, body, content_type="application/json", HTTP_IF_MATCH='"0"')
    assert [error["pointer"] for error in response.json()["errors"]] == ["/highest"]


def test_an_indicator_that_the_phase_does_not_ask_is_404_and_says_so(planner, assessment):
    for code in ("i5-incentives-fail", "no-such-indicator"):
        response = put(planner, f"{ROOT}/assessments/{assessment.pk}/ratings/{code}/")
        assert response.status_code == 404
        assert code in response.json()["detail"]


def test_nobody_sees_anothers_ratings(planner, api, assessment, at):
    rate(assessment, 4, INDICATOR, by=make_person("colleague"))
    assert planner.get(at).status_code == 404
    assert planner.get(f"{ROOT}/assessments/{assessment.pk}/ratings/").json()["results"] == []
    assert put(planner, at).status_code == 201
    assert api("colleague").get(at).json()["best"] == 4


@pytest.mark.parametrize("username", ["reviewer", "viewer"])
def test_only_assessors_and_leads_rate(api, at, username):
    assert put(api(username), at).status_code == 403
    assert api(username).delete(at, HTTP_IF_MATCH='"1"').status_code == 403


def test_a_closed_assessment_takes_no_rating(planner, at, assessment):
    tag = put(planner, at)["ETag"]
    Assessment.objects.update(state="published")
    assert put(planner, at, HTTP_IF_MATCH=tag).status_code == 409
    assert planner.delete(at, HTTP_IF_MATCH=tag).status_code == 409
    assert planner.get(at).json()["best"] == 3


def test_citations_survive_a_change_of_the_level(planner, at, assessment):
    rating = rate(assessment, 2, INDICATOR, citations=["section III"])[0]
    changed = put(planner, at, HTTP_IF_MATCH=f'"{rating.version}"').json()
    assert (changed["best"], changed["citations"]) == (3, ["section III"])


def test_a_list_holds_all_of_ones_ratings(planner, assessment):
    rate(assessment, 1)
    address = f"{ROOT}/assessments/{assessment.pk}/ratings/"
    codes = [row["indicator"] for row in planner.get(address).json()["results"]]
    assert sorted(codes) == sorted(assessment.asked_indicators().values_list("code", flat=True))


def test_what_is_left_out_gets_its_default(planner, at):
    shown = put(planner, at, {"answer": "rated", "best": 3}).json()
    assert {name: shown[name] for name in RATED} == {
        "answer": "rated",
        "best": 3,
        "lowest": None,
        "highest": None,
        "confidence": "medium",
        "rationale": "",
    }
    assert shown["evidence"] == []
