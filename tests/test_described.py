"""The comparison of answers with the API's description finds what it is there for."""

import json

import pytest
from django.http import HttpResponse

from ocpo.problems import MEDIA_TYPE, problem
from tests import described
from tests.described import UndescribedAnswerError

ADDRESS = "/api/v1/vocabulary/"
PARTS = ("targets", "phases", "components", "motivations", "state_relations", "prerequisites", "police_activities")
EMPTY = {name: [] for name in PARTS}


def answer(body, status=200, content_type="application/json"):
    return HttpResponse(json.dumps(body), status=status, content_type=content_type)


def test_it_works():
    described.check("GET", ADDRESS, answer(EMPTY))
    described.check("DELETE", ADDRESS, answer(problem(405, "Not here."), 405, MEDIA_TYPE))
    described.check("GET", "/somewhere/else/", answer("anything", 500))


@pytest.mark.parametrize(
    ("method", "response"),
    [
        ("GET", answer(EMPTY | {"targets": None})),
        ("GET", answer(EMPTY | {"colours": []})),
        ("GET", answer({})),
        ("GET", answer(EMPTY | {"targets": [{"code": float("nan"), "title": "", "note": ""}]})),
        ("GET", answer(EMPTY, content_type="text/html")),
        ("GET", answer(EMPTY, 203)),
        ("GET", answer(problem(401, "Sign in."), 401)),
        ("GET", answer({"status": 401}, 401, MEDIA_TYPE)),
        ("POST", answer(EMPTY)),
        ("POST", answer({"status": 405}, 405, MEDIA_TYPE)),
    ],
    ids=["null", "extra", "lacking", "NaN", "type", "status", "problem's type", "problem", "method", "refusal"],
)
def test_what_is_not_described_is_an_error(method, response):
    with pytest.raises(UndescribedAnswerError):
        described.check(method, ADDRESS, response)
