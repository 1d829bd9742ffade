"""What a score stores beside its values: how sure, why, what moves it, what to find out, how far assessors agree."""

import json
import time

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from tests.cast import make_assessment, make_person, rate, rate_each

pytestmark = pytest.mark.django_db

INCOME, ARMS = "i1-armed-group-income", "i1-proceeds-into-arms"


def compute_result(assessment: Assessment) -> dict:
    score = recompute(assessment_id=assessment.pk)
    assert score is not None
    return score.result


@pytest.fixture
def result() -> dict:
    """Everything rated, levels 0 to 4 in turn, but the last five."""
    assessment = make_assessment(phase=None)
    codes = [row.code for row in assessment.asked_indicators()]
    rate_each(assessment, {code: number % 5 for number, code in enumerate(codes[:-5])})
    return compute_result(assessment)


def test_it_works(result):
    assert set(result) == {
        "draws", "nodes", "contributions", "tornado", "collection_plan", "robustness", "agreement",
    }  # fmt: skip
    risk = result["nodes"]["mission-risk"]
    assert 0 < risk["lower"] <= risk["p5"] < risk["median"] < risk["p95"] <= risk["upper"] < 100
    assert risk["p5"] < risk["value"] < risk["p95"]
    assert set(risk["bands"]) == {"low", "moderate", "substantial", "high", "critical"}
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_the_probabilities_of_the_bands_sum_to_one(result):
    assert all(sum(node["bands"].values()) == pytest.approx(1.0) for node in result["nodes"].values())


def test_contributions_sum_to_the_score_and_the_response_takes_away(result):
    outputs = result["contributions"]
    assert next(iter(outputs)) == "mission-risk"
    assert len(outputs) == 4
    for code, part in outputs.items():
        value = result["nodes"][code]["value"]
        assert part["baseline"] + sum(part["points"].values()) == pytest.approx(value, abs=1e-6)
        response = [points for indicator, points in part["points"].items() if indicator.startswith("i7-")]
        assert max(response) <= 0.0
        assert min(response) < 0.0


def test_the_tornado_spans_the_score_and_an_unrated_indicator_its_whole_scale(result):
    bars = result["tornado"]["mission-risk"]
    assert len(bars) == 49
    assert len([bar for bar in bars.values() if not bar["is_rated"]]) == 5
    value = result["nodes"]["mission-risk"]["value"]
    rated = [bar for bar in bars.values() if bar["is_rated"]]
    assert all(min(bar["low"], bar["high"]) - 1e-9 <= value <= max(bar["low"], bar["high"]) + 1e-9 for bar in rated)


def test_the_plan_begins_with_what_would_narrow_the_result_most(result):
    plan = result["collection_plan"]
    assert [row["index"] for row in plan] == sorted((row["index"] for row in plan), reverse=True)
    whole = {row["variance"] / row["index"] for row in plan if row["index"] > 0.01}
    assert max(whole) == pytest.approx(min(whole))
    assert sum(row["index"] for row in plan) < 1.1


def test_what_does_not_apply_is_in_no_plan_and_no_tornado():
    assessment = make_assessment()
    rate(assessment, 2)
    rate(assessment, "not-applicable", ARMS)
    result = compute_result(assessment)
    planned = {row["indicator"] for row in result["collection_plan"]}
    assert planned == set(result["tornado"]["mission-risk"])
    assert INCOME in planned
    assert not planned & {ARMS, "i4-drawdown-income-gap"}
    assert result["nodes"][ARMS]["p5"] is None
    assert result["nodes"][ARMS]["bands"] is None


def test_nothing_rated_has_an_interval_and_nothing_to_explain():
    result = compute_result(make_assessment())
    risk = result["nodes"]["mission-risk"]
    assert risk["value"] is None
    assert 0 < risk["p5"] < risk["p95"] < 100
    assert set(result["contributions"].values()) == {None}
    assert set(result["robustness"]["nodes"].values()) == {None}
    assert len(result["collection_plan"]) == 41
    assert result["agreement"] == {"interfaces": {}, "differences": []}


def test_robustness_says_how_far_the_band_is_the_methods_choice(result):
    robust = result["robustness"]["nodes"]["mission-risk"]
    assert result["robustness"]["variants"] == 1000
    assert robust["p5"] < result["nodes"]["mission-risk"]["value"] < robust["p95"]
    assert robust["same_band"] == robust["bands"][result["nodes"]["mission-risk"]["band"]]


def test_agreement_of_two_assessors():
    """Fuels conflict: (1, 1), (2, 2), (0, 4): the last is two levels or more apart.

    Krippendorff's alpha by hand: six values 0 1 1 2 2 4 with mean ranks 1, 2.5, 2.5, 4.5, 4.5, 6. Observed
    disagreement: the pair (0, 4) alone, (6 - 1)^2 = 25 over 3 pairs. Expected: the mean of the squared differences of
    rank over the 15 pairs. Their sum is n * sum(r^2) - sum(r)^2 = 6 * (1 + 2 * 6.25 + 2 * 20.25 + 36) - 21^2 = 99,
    so alpha = 1 - (25 / 3) / (99 / 15) = -0.2626.
    """
    assessment = make_assessment(phase="planning")
    colleague = make_person("colleague")
    codes = [INCOME, ARMS, "i1-profit-as-aim"]
    for code, mine, theirs in zip(codes, (1, 2, 0), (1, 2, 4), strict=True):
        rate(assessment, mine, code)
        rate(assessment, theirs, code, by=colleague)
    rate(assessment, 3, "i2-local-predation")
    agreement = compute_result(assessment)["agreement"]
    assert agreement["interfaces"] == {
        "fuels-conflict": {"alpha": pytest.approx(1 - (25 / 3) / (99 / 15)), "assessors": 2, "indicators": 3}
    }
    assert agreement["differences"] == [{"indicator": "i1-profit-as-aim", "lowest": 0.0, "highest": 4.0}]


def test_alike_in_everything_has_no_alpha():
    assessment = make_assessment(phase="planning")
    rate(assessment, 2, INCOME)
    rate(assessment, 2, INCOME, by=make_person("colleague"))
    (found,) = compute_result(assessment)["agreement"]["interfaces"].values()
    assert found == {"alpha": None, "assessors": 2, "indicators": 1}


def test_a_recompute_is_quick():
    """Aimed at 60 ms of computing; ten times that only tells that something is badly wrong."""
    assessment = make_assessment()
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    rate(assessment, 2, INCOME)
    started = time.thread_time()
    recompute(assessment_id=assessment.pk)
    assert time.thread_time() - started < 0.6
