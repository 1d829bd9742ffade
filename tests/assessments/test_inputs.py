"""From what was said to the engine's arrays: one record, in one order, read one way."""

import json

import numpy as np
import pytest

from assessments import scoring
from assessments.computing.frameworks import SHIPPED, engine_framework
from assessments.computing.inputs import assessment_record, build_record, estimates_from_record, score_digest
from assessments.models import Answer
from interfaces.models import Framework
from tests.cast import make_assessment, make_person, rate

pytestmark = pytest.mark.django_db

INCOME, ARMS, AIM = "i1-armed-group-income", "i1-proceeds-into-arms", "i1-profit-as-aim"


@pytest.fixture
def framework() -> scoring.Framework:
    return engine_framework(Framework.objects.get(code=SHIPPED, is_current=True))


def said(indicator: str, best: float | None, assessor: int = 1, **more) -> dict:
    answer = "rated" if best is not None else "unknown"
    empty = {"answer": answer, "lowest": None, "highest": None, "confidence": "medium"}
    return {"indicator": indicator, "assessor": assessor, "best": best, **empty, **more}


def record_of_assessment(assessment) -> dict:
    return assessment_record(assessment, assessment.ratings.select_related("indicator"))


def test_it_works(framework):
    assessment = make_assessment()
    rate(assessment, 2, ARMS, lowest=1.5, confidence="low")
    rate(assessment, 4, ARMS, INCOME, by=make_person("colleague"))
    record = record_of_assessment(assessment)
    assert record["phase"] == "start-up"
    assert [(row["indicator"], row["assessor"], row["best"], row["lowest"]) for row in record["ratings"]] == [
        (INCOME, 2, 4.0, None),
        (ARMS, 1, 2.0, 1.5),
        (ARMS, 2, 4.0, None),
    ]
    estimates = estimates_from_record(framework, record)
    at = framework.positions[ARMS]
    assert estimates.best[:, 0, at].tolist() == [2.0, 4.0]
    assert estimates.lowest[:, 0, at].tolist() == [1.5, 3.0], "a given end, and medium confidence: one level"
    assert estimates.highest[:, 0, at].tolist() == [4.0, 4.0], "low confidence: two levels; cut at the top"
    assert estimates.raw[0, at] == 3.0
    assert np.isnan(estimates.best[0, 0, framework.positions[INCOME]]), "the first assessor said nothing of it"


def test_the_order_and_the_keys_of_assessors_do_not_matter(framework):
    rows = [said(INCOME, 1.0, 7), said(INCOME, 3.0, 30), said(ARMS, 2.0, 7)]
    record = build_record("planning", rows)
    again = build_record("planning", [{**row, "assessor": row["assessor"] + 100} for row in reversed(rows)])
    assert record == again
    assert {row["assessor"] for row in record["ratings"]} == {1, 2}


def test_a_record_is_its_own_record_even_if_a_database_took_the_points_off_its_numbers(framework):
    record = build_record(None, [said(INCOME, 2.0, lowest=1.0, highest=3.0)])
    kept = json.loads(json.dumps(record).replace(".0", ""))
    assert json.dumps(kept) != json.dumps(record)
    read = build_record(kept["phase"], kept["ratings"])
    assert json.dumps(read) == json.dumps(record)
    assert score_digest(framework, read, seed=0, draws=100) == score_digest(framework, record, seed=0, draws=100)


@pytest.mark.parametrize(
    ("answers", "applies"),
    [
        ([], True),
        (["not-applicable"], False),
        (["not-applicable", "not-applicable"], False),
        (["not-applicable", "unknown"], True),
        (["not-applicable", "rated"], True),
        (["unknown"], True),
    ],
)
def test_not_applicable_holds_where_nobody_who_answered_says_otherwise(framework, answers, applies):
    rows = [said(AIM, 2.0 if answer == "rated" else None, n, answer=answer) for n, answer in enumerate(answers)]
    estimates = estimates_from_record(framework, build_record("planning", rows))
    at = framework.positions[AIM]
    assert bool(estimates.applicable[0, at]) is applies
    assert bool(estimates.is_rated[0, at]) is ("rated" in answers)


def test_what_is_outside_the_phase_does_not_count_even_if_it_is_rated(framework):
    rows = [said("i5-process-at-risk", 4.0)]
    for phase, applies in (("planning", False), ("implementation", True), (None, True)):
        estimates = estimates_from_record(framework, build_record(phase, rows))
        assert bool(estimates.is_rated[0, framework.positions["i5-process-at-risk"]]) is applies


def test_a_rating_of_what_the_framework_does_not_ask_is_left_out(framework):
    estimates = estimates_from_record(
        framework, build_record(None, [said("of-another-framework", 4.0), said("mission-risk", 3.0)])
    )
    assert not estimates.is_rated.any()
    assert estimates.best.shape == (1, 1, len(framework.indicators))


@pytest.mark.parametrize(
    "change",
    [
        {"best": 2.0},
        {"lowest": 0.5},
        {"highest": 3.5},
        {"confidence": "high"},
        {"indicator": ARMS},
        {"answer": "unknown", "best": None},
    ],
)
def test_everything_that_was_said_is_in_the_digest(framework, change):
    rows = [said(INCOME, 3.0)]
    plain = score_digest(framework, build_record(None, rows), seed=0, draws=100)
    assert score_digest(framework, build_record(None, [rows[0] | change]), seed=0, draws=100) != plain
    assert score_digest(framework, build_record("planning", rows), seed=0, draws=100) != plain
    assert score_digest(framework, build_record(None, rows), seed=1, draws=100) != plain
    assert score_digest(framework, build_record(None, rows), seed=0, draws=101) != plain


def test_answers_are_stored_as_plain_words():
    assessment = make_assessment()
    rate(assessment, Answer.UNKNOWN.value, INCOME)
    (row,) = record_of_assessment(assessment)["ratings"]
    assert row == {
        "indicator": INCOME,
        "assessor": 1,
        "answer": "unknown",
        "confidence": "medium",
        "best": None,
        "lowest": None,
        "highest": None,
    }
    assert type(row["answer"]) is str
