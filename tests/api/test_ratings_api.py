"""Ratings over the API: one's own only, never overwritten unseen, refused with a pointer to each mistake."""

import pytest

from assessments.models import Assessment, Rating
from assessments.services import publish_sample
from interfaces.models import Indicator
from tests.api.conftest import ROOT
from tests.cast import make_person, rate

NEW = {"HTTP_IF_NONE_MATCH": "*"}
RATED = {"answer": "rated", "best": 3, "lowest": 2, "highest": 4, "confidence": "high", "rationale": "Two reports."}


@pytest.fixture
def asked(assessment: Assessment) -> str:
    return assessment.asked_indicators().first().code


@pytest.fixture
def at(assessment: Assessment, asked: str) -> str:
    return f"{ROOT}/assessments/{assessment.pk}/ratings/{asked}/"


@pytest.fixture
def put(at):
    def put(client, body=RATED, **headers):
        return client.put(at, body, format="json", **headers)

    return put


def test_it_works(planner, put, at, asked, assessment):
    made = put(planner, **NEW)
    assert made.status_code == 201, made.content
    shown = planner.get(at)
    assert shown.json() == made.json()
    assert shown["ETag"] == made["ETag"] == f'"{made.json()["version"]}"'
    assert {name: shown.json()[name] for name in RATED} == RATED
    assert (shown.json()["indicator"], shown.json()["assessment"]) == (asked, assessment.pk)
    assert planner.get(at, HTTP_IF_NONE_MATCH=shown["ETag"]).status_code == 304


def test_a_replacement_leaves_out_what_is_taken_back(planner, put):
    read = put(planner, **NEW)["ETag"]
    changed = put(planner, {"answer": "rated", "best": 1}, HTTP_IF_MATCH=read)
    assert changed.status_code == 200
    assert changed["ETag"] != read
    assert (changed.json()["best"], changed.json()["lowest"], changed.json()["rationale"]) == (1, None, "")


def test_a_rating_taken_back_is_gone_and_its_etag_never_returns(planner, put, at):
    read = put(planner, **NEW)["ETag"]
    assert planner.delete(at, HTTP_IF_MATCH=read).status_code == 204
    assert planner.get(at).status_code == 404
    assert planner.delete(at, HTTP_IF_MATCH=read).status_code == 404
    assert put(planner, **NEW)["ETag"] != read


def test_a_write_needs_to_say_what_it_builds_on(planner, put, at):
    assert put(planner).status_code == 428
    read = put(planner, HTTP_IF_MATCH='"0"')
    assert read.status_code == 201
    assert planner.delete(at).status_code == 428
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("stale", [NEW, {"HTTP_IF_MATCH": '"0"'}, {"HTTP_IF_MATCH": '"999"'}])
def test_a_stale_write_is_refused_with_the_current_state(planner, put, at, stale):
    current = put(planner, **NEW)
    for refused in (put(planner, {"answer": "unknown"}, **stale), planner.delete(at, HTTP_IF_MATCH='"999"')):
        assert refused.status_code == 412
        assert refused["ETag"] == current["ETag"]
        assert refused.json()["current"] == current.json()
    assert planner.get(at).json() == current.json()


def test_a_stale_write_to_what_was_taken_back_says_that_nothing_stands(planner, put):
    refused = put(planner, HTTP_IF_MATCH='"7"')
    assert refused.status_code == 412
    assert refused.json()["current"] is None
    assert refused["ETag"] == '"0"'


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"best": 5}, "/best"),
        ({"best": 2.5}, "/best"),
        ({"best": "3"}, "/best"),
        ({"best": True}, "/best"),
        ({"best": None}, "/best"),
        ({"lowest": 3.5}, "/lowest"),
        ({"lowest": -1}, "/lowest"),
        ({"highest": 2}, "/highest"),
        ({"answer": "unknown", "lowest": None, "highest": None}, "/best"),
        ({"answer": "perhaps"}, "/answer"),
        ({"confidence": "certain"}, "/confidence"),
        ({"rationale": 7}, "/rationale"),
        ({"levle": 3}, "/levle"),
        ({"version": 3}, "/version"),
    ],
)
def test_each_mistake_is_pointed_at(planner, put, change, pointer):
    response = put(planner, {**RATED, **change}, **NEW)
    assert response.status_code == 422, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert pointer in {error["pointer"] for error in response.json()["errors"]}
    assert not Rating.objects.exists()


def test_an_indicator_of_another_phase_is_not_found(planner, assessment):
    asked = assessment.asked_indicators().values_list("pk", flat=True)
    other = Indicator.objects.exclude(pk__in=list(asked)).first()
    assert other is not None
    for code in (other.code, "no-such-indicator"):
        at = f"{ROOT}/assessments/{assessment.pk}/ratings/{code}/"
        assert planner.get(at).status_code == 404
        assert planner.put(at, RATED, format="json", **NEW).status_code == 404


def test_a_closed_assessment_takes_no_change(planner, put, at, assessment):
    read = put(planner, **NEW)["ETag"]
    publish_sample(assessment=assessment)
    assert put(planner, {"answer": "unknown"}, HTTP_IF_MATCH=read).status_code == 409
    assert planner.delete(at, HTTP_IF_MATCH=read).status_code == 409
    assert planner.get(at).json()["best"] == 3


@pytest.mark.parametrize(
    ("username", "status"),
    [("viewer", 403), ("reviewer", 403), ("colleague", 201), ("planner", 201), ("outsider", 404), ("analyst", 404)],
)
def test_who_may_rate(api, put, username, status):
    assert put(api(username), **NEW).status_code == status


def test_nobody_elses_rating_is_shown_or_changed(api, planner, put, at, assessment):
    rate(assessment, 1, assessment.asked_indicators().first().code, by=make_person("colleague"))
    assert planner.get(at).status_code == 404
    assert planner.get(f"{ROOT}/assessments/{assessment.pk}/ratings/").json()["results"] == []
    assert put(planner, **NEW).status_code == 201
    assert api("colleague").get(at).json()["best"] == 1


def test_a_list_costs_the_same_for_one_rating_and_for_20(planner, assessment, count_queries):
    codes = [row.code for row in assessment.asked_indicators()[:20]]
    at = f"{ROOT}/assessments/{assessment.pk}/ratings/"
    rate(assessment, 2, codes[0])
    for_one = count_queries(lambda: planner.get(at), rows=1)
    rate(assessment, 2, *codes[1:])
    assert count_queries(lambda: planner.get(at), rows=20) == for_one
