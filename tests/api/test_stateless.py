"""Stateless scoring: the numbers of a stored score without storing anything, and a pointer to every mistake."""

import json

import pytest
from django.apps import apps
from django.core.cache import cache
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from assessments.models import Rating
from interfaces.models import Framework, Indicator
from tests.api.conftest import ROOT
from tests.cast import make_person, rate

ADDRESS = f"{ROOT}/score/"
INCOME, ARMS = "i1-armed-group-income", "i1-proceeds-into-arms"
ONE = {"framework": "seven-interfaces", "ratings": [{"indicator": INCOME, "best": 3}]}
PARTS = ("draws", "nodes", "contributions", "tornado", "robustness", "seed", "digest", "engine_version", "framework")

QUANTITIES = """
schema: ocpo-framework/1
code: quantities
version: "1.0"
title: "Quantities"
headline: whole
scale: {bottom: 0, top: 1}
bands:
  - {code: low, title: "Low", from: 0, to: 0.5}
  - {code: high, title: "High", from: 0.5, to: 1}
indicators:
  - {code: income, title: "Income", normalisation: {kind: goalposts, low: 100, high: 75000, log: true}}
  - {code: years, title: "Years", normalisation: {kind: goalposts, low: 20, high: 85}}
nodes:
  - {code: whole, title: "Whole", rule: geometric, children: {income: 1, years: 1}}
"""


@pytest.fixture(autouse=True)
def _not_throttled_by_another_test():
    cache.clear()


def score(client, body, status=200):
    response = client.post(ADDRESS, body, format="json")
    assert response.status_code == status, response.content
    return response.json()


def pointers(client, body) -> list[str]:
    problem = score(client, body, status=422)
    assert all(error["detail"] for error in problem["errors"])
    return [error["pointer"] for error in problem["errors"]]


def test_it_works(planner, db):
    result = score(planner, ONE)
    assert result["nodes"][INCOME]["value"] == 75.0
    assert result["framework"] == {"code": "seven-interfaces", "version": "1.0"}
    assert (result["seed"], result["draws"]) == (0, 10_000)
    assert set(result) == {*PARTS, "collection_plan", "agreement"}
    assert result["collection_plan"][0]["holders"]


def test_the_same_ratings_give_the_numbers_and_the_digest_of_the_stored_score(planner, assessment, score_anew):
    codes = [row.code for row in assessment.asked_indicators()][:-2]
    for number, code in enumerate(codes):
        rate(assessment, number % 5, code, confidence=("low", "high")[number % 2])
    colleague = make_person("colleague")
    rate(assessment, 4, INCOME, by=colleague, lowest=2.5)
    rate(assessment, "unknown", ARMS, by=colleague)
    score_anew(assessment)
    given = [
        {
            "indicator": row.indicator.code,
            "assessor": 3 if row.assessor == colleague else 2,
            **{name: getattr(row, name) for name in ("answer", "best", "lowest", "highest", "confidence")},
        }
        for row in Rating.objects.filter(assessment=assessment).select_related("indicator").order_by("-pk")
    ]
    computed = score(planner, {"framework": "seven-interfaces", "phase": "start-up", "ratings": given})
    stored = planner.get(f"{ROOT}/assessments/{assessment.pk}/score/").json()
    assert {name: computed[name] for name in PARTS} == {name: stored[name] for name in PARTS}
    plan = planner.get(f"{ROOT}/assessments/{assessment.pk}/collection-plan/").json()["indicators"]
    agreement = planner.get(f"{ROOT}/assessments/{assessment.pk}/agreement/").json()["agreement"]
    assert (computed["collection_plan"], computed["agreement"]) == (plan, agreement)


def test_nothing_is_stored(planner, assessment):
    def rows():
        return {model: model._default_manager.count() for model in apps.get_models()}

    before = rows()
    score(planner, ONE)
    assert rows() == before


def test_any_person_signed_in_may_ask_and_nobody_else(api, db):
    assert score(api("outsider"), ONE)["digest"] == score(api("analyst"), ONE)["digest"]
    assert APIClient().post(ADDRESS, ONE, format="json").status_code == 401


def test_seed_and_draws_are_the_clients_choice_and_zero_is_a_seed(planner, db):
    codes = Indicator.objects.values_list("code", flat=True)
    body = ONE | {"ratings": [{"indicator": code, "answer": "rated", "best": 2} for code in codes]}
    plain = score(planner, body)
    assert score(planner, body | {"seed": 0, "draws": 10_000}) == plain
    other = score(planner, body | {"seed": 7})
    fewer = score(planner, body | {"draws": 100})
    assert len({plain["digest"], other["digest"], fewer["digest"]}) == 3
    for result in (other, fewer):
        assert result["nodes"]["mission-risk"]["p5"] != plain["nodes"]["mission-risk"]["p5"]
        assert result["nodes"][INCOME]["value"] == plain["nodes"][INCOME]["value"]
    assert (other["seed"], fewer["draws"]) == (7, 100)


def test_no_ratings_at_all_give_bounds_and_neither_value_nor_interval(planner, db):
    risk = score(planner, ONE | {"ratings": []})["nodes"]["mission-risk"]
    assert (risk["value"], risk["p5"], risk["p95"]) == (None, None, None)
    assert risk["lower"] < risk["upper"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"framework": "no-such"}, "/framework"),
        ({"framework": 7}, "/framework"),
        ({"version": "99.9"}, "/version"),
        ({"phase": "afterlife"}, "/phase"),
        ({"seed": -1}, "/seed"),
        ({"seed": 2**63}, "/seed"),
        ({"seed": "0"}, "/seed"),
        ({"seed": 1.5}, "/seed"),
        ({"seed": True}, "/seed"),
        ({"draws": 99}, "/draws"),
        ({"draws": 20_001}, "/draws"),
        ({"ratings": {}}, "/ratings"),
        ({"ratings": None}, "/ratings"),
        ({"ratings": ["text"]}, "/ratings/0"),
        ({"ratings": [{"indicator": INCOME, "best": 1}] * 1_001}, "/ratings"),
        ({"sead": 1}, "/sead"),
    ],
)
def test_each_mistake_is_pointed_at(planner, db, change, pointer):
    assert pointers(planner, ONE | change) == [pointer]


@pytest.mark.parametrize(
    ("rating", "pointer"),
    [
        ({"indicator": "no-such", "best": 1}, "indicator"),
        ({"indicator": "mission-risk", "best": 1}, "indicator"),
        ({"indicator": INCOME, "best": 1}, "indicator"),
        ({"best": 1}, "indicator"),
        ({"indicator": ARMS}, "best"),
        ({"indicator": ARMS, "best": 5}, "best"),
        ({"indicator": ARMS, "best": -1}, "best"),
        ({"indicator": ARMS, "best": 2.5}, "best"),
        ({"indicator": ARMS, "best": "2"}, "best"),
        ({"indicator": ARMS, "best": True}, "best"),
        ({"indicator": ARMS, "best": 2, "lowest": 3}, "lowest"),
        ({"indicator": ARMS, "best": 2, "highest": 1}, "highest"),
        ({"indicator": ARMS, "best": 2, "highest": 4.5}, "highest"),
        ({"indicator": ARMS, "answer": "unknown", "best": 2}, "best"),
        ({"indicator": ARMS, "answer": "perhaps", "best": 2}, "answer"),
        ({"indicator": ARMS, "best": 2, "confidence": "sure"}, "confidence"),
        ({"indicator": ARMS, "best": 2, "assessor": 0}, "assessor"),
        ({"indicator": ARMS, "best": 2, "colour": "red"}, "colour"),
    ],
)
def test_each_mistake_in_a_rating_is_pointed_at(planner, db, rating, pointer):
    first = {"indicator": INCOME, "best": 3}
    assert pointers(planner, ONE | {"ratings": [first, rating]}) == [f"/ratings/1/{pointer}"]


def test_what_is_not_known_is_named(planner, db):
    def detail(**change):
        return score(planner, ONE | change, status=422)["errors"][0]["detail"]

    assert "no-such" in detail(framework="no-such")
    assert "99.9" in detail(version="99.9")
    assert "i9-nothing" in detail(ratings=[{"indicator": "i9-nothing", "best": 1}])
    assert "drawdown" in detail(phase="afterlife"), "the known phases are named"


def test_two_assessors_may_rate_the_same_indicator(planner, db):
    ratings = [{"indicator": INCOME, "best": best, "assessor": number} for number, best in ((1, 1), (2, 4))]
    result = score(planner, ONE | {"ratings": ratings})
    assert result["nodes"][INCOME]["value"] == 62.5
    assert result["agreement"]["differences"] == [{"indicator": INCOME, "lowest": 1.0, "highest": 4.0}]


@pytest.mark.parametrize("body", ['{"framework": "seven-interfaces", "ratings": [{"indicator": "%s", "best": %s}]}'])
@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e101"])
def test_a_number_out_of_this_world_is_refused(planner, db, body, number):
    response = planner.post(ADDRESS, body % (INCOME, number), content_type="application/json")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/ratings/0/best"]


@pytest.fixture
def quantities(db) -> Framework:
    return Framework.objects.create(
        code="quantities",
        version="1.0",
        title="Quantities",
        text=QUANTITIES,
        digest=Framework.digest_of(QUANTITIES),
        is_current=True,
    )


def test_any_stored_framework_can_be_scored(planner, quantities):
    """By hand: (52.5 - 20) / 65 = 0.5 and log(2738.612788 / 100) / log(750) = 0.5, so the geometric mean is 0.5."""
    ratings = [{"indicator": "income", "best": 2738.6127875258308}, {"indicator": "years", "best": 52.5}]
    result = score(planner, {"framework": "quantities", "ratings": ratings})
    whole = result["nodes"]["whole"]
    assert whole["value"] == pytest.approx(0.5)
    assert whole["band"] == "high"
    assert whole["p5"] < 0.5 < whole["p95"]
    assert (result["agreement"]["interfaces"], list(result["contributions"])) == ({}, ["whole"])
    assert {row["indicator"]: row["holders"] for row in result["collection_plan"]} == {"income": [], "years": []}


def test_a_quantity_may_be_any_number_and_its_range_still_holds_it(planner, quantities):
    def asked(**rating):
        return {"framework": "quantities", "ratings": [{"indicator": "years", **rating}]}

    assert score(planner, asked(best=52.5, lowest=-1e6, highest=1e6))["nodes"]["years"]["value"] == 0.5
    assert pointers(planner, asked(best=52.5, lowest=60)) == ["/ratings/0/lowest"]
    assert pointers(planner, asked()) == ["/ratings/0/best"]


def test_a_version_can_be_named(planner, quantities):
    text = QUANTITIES.replace('"1.0"', '"0.9"').replace("geometric", "arithmetic")
    Framework.objects.create(
        code="quantities", version="0.9", title="Old", text=text, digest=Framework.digest_of(text), is_current=False
    )
    ratings = [{"indicator": "income", "best": 75000}, {"indicator": "years", "best": 20}]
    values = {
        version: score(planner, {"framework": "quantities", "ratings": ratings, **version_part})["nodes"]["whole"][
            "value"
        ]
        for version, version_part in (("current", {}), ("old", {"version": "0.9"}))
    }
    assert values == {"current": 0.0, "old": 0.5}


def test_who_asks_too_often_is_told_when_to_come_back(planner, outsider, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"score": "2/min"})
    for _ in range(2):
        score(planner, ONE)
    response = planner.post(ADDRESS, ONE, format="json")
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    score(outsider, ONE)


def test_other_addresses_are_not_throttled_with_it(planner, scored, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"score": "1/min"})
    score(planner, ONE)
    assert planner.get(f"{ROOT}/assessments/{scored.pk}/score/").status_code == 200


def test_its_description_names_the_limit(planner, db):
    schema = planner.get(f"{ROOT}/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    responses = schema["paths"][ADDRESS]["post"]["responses"]
    assert list(responses["429"]["content"]) == ["application/problem+json"]
    assert "200" in responses
