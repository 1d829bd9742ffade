"""The review over the API: the same rules as on the pages, told by status: 403, 409, 422."""

import pytest

from assessments.models import Assessment, State
from tests.api.conftest import ROOT
from tests.cast import rate

CODE = "i2-local-predation"


@pytest.fixture
def step(api):
    """Take a step as somebody and return the answer."""

    def step(assessment, name, by, **body):
        return api(by).post(f"{ROOT}/assessments/{assessment.pk}/{name}/", body, format="json")

    return step


@pytest.fixture
def submitted(scored, step):
    assert step(scored, "submit", "planner").status_code == 200
    return scored


def stored(assessment) -> str:
    return Assessment.objects.values_list("state", flat=True).get(pk=assessment.pk)


def test_submit_return_submit_publish(api, scored, step):
    digest = api("reviewer").get(f"{ROOT}/assessments/{scored.pk}/score/").json()["digest"]
    states = [
        step(scored, *taken, **body).json()["state"]
        for taken, body in [
            (("submit", "planner"), {}),
            (("return", "reviewer"), {"reason": "Rate the port."}),
            (("submit", "colleague"), {}),
            (("withdraw", "planner"), {}),
            (("submit", "planner"), {}),
            (("publish", "reviewer"), {"digest": digest}),
        ]
    ]
    assert states == ["submitted", "draft", "submitted", "draft", "submitted", "published"]
    rows = api("viewer").get(f"{ROOT}/assessments/{scored.pk}/review-steps/").json()["results"]
    assert [(row["action"], row["person"], row["reason"]) for row in rows] == [
        ("submitted", "planner", ""),
        ("returned", "reviewer", "Rate the port."),
        ("submitted", "colleague", ""),
        ("withdrawn", "planner", ""),
        ("submitted", "planner", ""),
        ("published", "reviewer", ""),
    ]
    assert {(row["digest"], row["revision"]) for row in rows} == {(digest, scored.revision)}


@pytest.mark.parametrize(
    ("name", "by", "body", "words"),
    [
        ("submit", "reviewer", {}, "Only assessors and leads"),
        ("submit", "viewer", {}, "Only assessors and leads"),
        ("withdraw", "colleague", {}, "Only a lead"),
        ("return", "planner", {"reason": "No."}, "Only a reviewer"),
        ("publish", "planner", {"digest": "0"}, "Only a reviewer"),
    ],
)
def test_a_step_that_is_not_ones_own_is_403(name, by, body, words, submitted, step):
    answer = step(submitted, name, by, **body)
    assert answer.status_code == 403
    assert words in answer.json()["detail"]
    assert stored(submitted) == State.SUBMITTED


@pytest.mark.parametrize(
    ("name", "by", "body"),
    [("withdraw", "planner", {}), ("return", "reviewer", {"reason": "No."}), ("publish", "reviewer", {"digest": "0"})],
)
def test_a_step_in_the_wrong_state_is_409(name, by, body, scored, step):
    answer = step(scored, name, by, **body)
    assert answer.status_code == 409
    assert "not submitted" in answer.json()["detail"]


def test_submitting_twice_or_nothing_is_409(assessment, submitted, step):
    assert "already" in step(submitted, "submit", "planner").json()["detail"]
    submitted.ratings.all().delete()
    Assessment.objects.filter(pk=submitted.pk).update(state=State.DRAFT)
    answer = step(submitted, "submit", "planner")
    assert (answer.status_code, "Nothing is rated" in answer.json()["detail"]) == (409, True)


def test_publishing_another_score_than_the_one_read_is_409(submitted, step):
    answer = step(submitted, "publish", "reviewer", digest="0" * 64)
    assert answer.status_code == 409
    assert "Another score" in answer.json()["detail"]


def test_publishing_before_the_score_is_computed_is_409(assessment, step):
    rate(assessment, 2, CODE)
    step(assessment, "submit", "planner")
    answer = step(assessment, "publish", "reviewer", digest="0" * 64)
    assert answer.status_code == 409
    assert "being computed" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "by", "body", "pointer"),
    [
        ("submit", "planner", {"force": True}, "/force"),
        ("return", "reviewer", {}, "/reason"),
        ("return", "reviewer", {"reason": " "}, "/reason"),
        ("return", "reviewer", {"reason": 5}, "/reason"),
        ("publish", "reviewer", {}, "/digest"),
        ("publish", "reviewer", {"digest": None}, "/digest"),
    ],
)
def test_a_body_that_cannot_be_accepted_is_422_with_a_pointer(name, by, body, pointer, submitted, step):
    answer = step(submitted, name, by, **body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert stored(submitted) == State.SUBMITTED


def test_what_is_submitted_takes_no_rating(api, submitted):
    at = f"{ROOT}/assessments/{submitted.pk}/ratings/{CODE}/"
    answer = api("planner").put(at, {"answer": "rated", "best": 1}, format="json", HTTP_IF_MATCH='"2"')
    assert answer.status_code == 409
