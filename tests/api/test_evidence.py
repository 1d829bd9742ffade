"""Evidence over the API: entered once, named by ratings, hidden while a first round is private."""

import pytest

from assessments.models import Assessment, Evidence
from tests.api.conftest import ROOT
from tests.cast import rate

INDICATOR = "i2-local-predation"
PORT = {
    "title": "Port survey",
    "source": "Maritime component",
    "dated": "2026-10-03",
    "link": "S/2026/359",
    "reliability": "B",
    "credibility": "2",
    "marking": "confidential",
}


@pytest.fixture
def at(assessment: Assessment) -> str:
    return f"{ROOT}/assessments/{assessment.pk}/evidence/"


@pytest.fixture
def rating_at(assessment: Assessment) -> str:
    return f"{ROOT}/assessments/{assessment.pk}/ratings/{INDICATOR}/"


def test_it_works(planner, api, at, rating_at):
    created = planner.post(at, PORT, format="json")
    assert created.status_code == 201, created.content
    piece = created.json()
    assert {name: piece[name] for name in PORT} == PORT
    assert piece["grade"] == "B2"
    assert api("viewer").get(at).json()["results"] == [piece]

    judgement = {"answer": "rated", "best": 3, "evidence": [piece["id"]]}
    rated = planner.put(rating_at, judgement, format="json", HTTP_IF_NONE_MATCH="*")
    assert (rated.status_code, rated.json()["evidence"]) == (201, [piece["id"]])
    given_whole = {"answer": "rated", "best": 3}
    again = planner.put(rating_at, given_whole, format="json", HTTP_IF_MATCH=rated["ETag"])
    assert again.json()["evidence"] == []


def test_entering_the_same_again_makes_no_second_piece(planner, at):
    first, second = (planner.post(at, PORT, format="json").json() for _twice in range(2))
    assert first == second
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": 5}, "/title"),
        ({"dated": "2999-01-01"}, "/dated"),
        ({"reliability": "G"}, "/reliability"),
        ({"marking": "secret"}, "/marking"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_pointed_at(planner, at, change, pointer):
    answer = planner.post(at, PORT | change, format="json")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("evidence", [[999_999], ["1"], [0], [2**70], 5, None])
def test_a_rating_names_evidence_of_its_mission_only(planner, rating_at, evidence):
    judgement = {"answer": "unknown", "evidence": evidence}
    answer = planner.put(rating_at, judgement, format="json", HTTP_IF_NONE_MATCH="*")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/evidence")


@pytest.mark.parametrize("username", ["viewer", "reviewer"])
def test_who_may_not_rate_enters_none(api, at, username):
    assert api(username).post(at, PORT, format="json").status_code == 403


def test_a_closed_assessment_takes_none(planner, at):
    Assessment.objects.update(state="published")
    assert planner.post(at, PORT, format="json").status_code == 409


def test_in_a_private_round_one_sees_ones_own_only(planner, api, at):
    Assessment.objects.update(is_private=True)
    planner.post(at, PORT, format="json")
    assert api("colleague").get(at).json()["results"] == []
    assert len(planner.get(at).json()["results"]) == 1


def test_the_lists_take_as_many_queries_for_many_as_for_one(planner, assessment, at, count_queries):
    address = f"{ROOT}/assessments/{assessment.pk}/ratings/"
    key = planner.post(at, PORT, format="json").json()["id"]
    rate(assessment, 2, INDICATOR, evidence=frozenset({key}))
    few = count_queries(lambda: planner.get(address), 1), count_queries(lambda: planner.get(at), 1)
    for number in range(9):
        planner.post(at, PORT | {"title": f"Piece {number}"}, format="json")
    rate(assessment, 1, evidence=frozenset(Evidence.objects.values_list("pk", flat=True)))
    asked = assessment.asked_indicators().count()
    many = count_queries(lambda: planner.get(address), asked), count_queries(lambda: planner.get(at), 10)
    assert many == few
