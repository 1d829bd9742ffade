"""How sure, why, what to find out and how far assessors agree: over the API as it is stored, withheld as on pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Score
from interfaces.models import Indicator
from tests.api.conftest import ROOT
from tests.cast import make_person, rate, rate_each

INCOME, ARMS = "i1-armed-group-income", "i1-proceeds-into-arms"


def get(client, assessment, part="score/"):
    response = client.get(f"{ROOT}/assessments/{assessment.pk}/{part}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def varied(assessment, score_anew):
    """Levels 0 to 4 in turn, the last three indicators unrated, two assessors of two indicators."""
    codes = [row.code for row in assessment.asked_indicators()][:-3]
    rate_each(assessment, {code: number % 5 for number, code in enumerate(codes)})
    rate(assessment, 4, INCOME, ARMS, by=make_person("colleague"))
    score_anew(assessment)
    assessment.refresh_from_db()
    return assessment


def test_it_works(planner, varied):
    score, stored = get(planner, varied), varied.current_score.result
    for name in ("draws", "contributions", "tornado", "robustness"):
        assert score[name] == stored[name], name
    enough = {code: node for code, node in stored["nodes"].items() if node["is_enough"]}
    assert {code: score["nodes"][code] for code in enough} == enough
    risk = score["nodes"]["mission-risk"]
    assert risk["p5"] < risk["median"] < risk["p95"]
    assert sum(risk["bands"].values()) == pytest.approx(1.0)
    part = score["contributions"]["mission-risk"]
    assert part["baseline"] + sum(part["points"].values()) == pytest.approx(risk["value"], abs=1e-6)


def test_the_document_links_to_the_rest(planner, varied):
    links = get(planner, varied)["links"]
    for name in ("working", "collection_plan", "agreement"):
        assert planner.get(links[name]).status_code == 200


@pytest.fixture
def thin(assessment, score_anew):
    """Too little evidence for mission risk, though the engine has a value."""
    rate(assessment, 3, "i2-local-predation", "i7-operative-mandate")
    score_anew(assessment)
    assessment.refresh_from_db()
    return assessment


def test_without_enough_evidence_only_the_bounds_are_given(planner, thin):
    stored = thin.current_score.result
    assert stored["nodes"]["mission-risk"]["value"] is not None, "the case needs a value to withhold"
    documents = [
        get(planner, thin)["nodes"]["mission-risk"],
        get(planner, thin, "score/working/")["nodes"]["mission-risk"],
        planner.get(f"{ROOT}/missions/unexa/scores/").json()["results"][0]["nodes"]["mission-risk"],
        planner.get(f"{ROOT}/scores/?node=mission-risk").json()["results"][0],
    ]
    for node in documents:
        assert {node.get(name) for name in ("value", "mean", "median", "p5", "p95", "band", "bands")} == {None}
        for name in ("lower", "upper"):
            assert node[name] == stored["nodes"]["mission-risk"][name]


def test_no_explanation_gives_a_withheld_value_away(planner, thin):
    """Points sum to the value, and a bar of an indicator without effect is the value."""
    score, stored = get(planner, thin), thin.current_score.result
    for part in ("contributions", "tornado"):
        assert stored[part]["mission-risk"] is not None
        assert score[part]["mission-risk"] is None
    assert stored["robustness"]["nodes"]["mission-risk"] is not None
    assert score["robustness"]["nodes"]["mission-risk"] is None


def test_rows_for_tables_have_the_interval(planner, varied):
    (row,) = planner.get(f"{ROOT}/scores/?node=mission-risk").json()["results"]
    node = get(planner, varied)["nodes"]["mission-risk"]
    assert {name: row[name] for name in ("value", "mean", "median", "p5", "p95")} == {
        name: node[name] for name in ("value", "mean", "median", "p5", "p95")
    }


def test_the_collection_plan_says_who_would_know(planner, varied):
    plan = get(planner, varied, "collection-plan/")
    assert plan["digest"] == varied.current_score.digest
    rows = plan["indicators"]
    stored = varied.current_score.result["collection_plan"]
    assert [{name: row[name] for name in stored[0]} for row in rows] == stored
    by_code = {row["indicator"]: row for row in rows}
    unrated = [code for code, row in by_code.items() if not row["is_rated"]]
    assert len(unrated) == 3
    found = by_code["i2-local-predation"]
    indicator = Indicator.objects.get(code="i2-local-predation")
    assert found["title"] == indicator.title
    sources = [[component.code for component in source.components] for source in indicator.evidence_sources.all()]
    assert found["holders"][0] == sources[0][0]
    assert sorted(found["holders"]) == sorted({code for source in sources for code in source})


def test_the_plan_takes_the_same_number_of_queries_for_one_indicator_and_for_all(planner, varied):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            get(planner, varied, "collection-plan/")
        return len(asked)

    whole = queries()
    result = varied.current_score.result
    result["collection_plan"] = result["collection_plan"][:1]
    Score.objects.filter(pk=varied.current_score.pk).update(result=result)
    assert queries() == whole


def test_agreement_is_given_where_two_assessed(planner, varied):
    agreement = get(planner, varied, "agreement/")["agreement"]
    assert agreement == varied.current_score.result["agreement"]
    assert set(agreement["interfaces"]) == {"fuels-conflict"}
    assert {row["indicator"] for row in agreement["differences"]} == {INCOME, ARMS}


def test_a_score_of_an_older_engine_is_shown_with_what_it_has(planner, varied):
    score = varied.current_score
    for node in (*score.result["nodes"].values(), *score.summary.values()):
        for name in ("mean", "median", "p5", "p95", "bands"):
            del node[name]
    older = {"nodes": score.result["nodes"]}
    Score.objects.filter(pk=score.pk).update(engine_version="1.0.0", result=older, summary=score.summary)
    shown = get(planner, varied)
    assert shown["nodes"]["mission-risk"]["value"] == older["nodes"]["mission-risk"]["value"]
    for name in ("p5", "p95", "mean", "median", "bands"):
        assert shown["nodes"]["mission-risk"][name] is None
    assert {shown[name] for name in ("draws", "contributions", "tornado", "robustness")} == {None}
    assert get(planner, varied, "collection-plan/")["indicators"] is None
    assert get(planner, varied, "agreement/")["agreement"] is None
    assert get(planner, varied, "score/working/")["draws"] is None
    assert planner.get(f"{ROOT}/scores/?node=mission-risk").json()["results"][0]["p5"] is None
    assert planner.get(f"{ROOT}/missions/unexa/scores/").status_code == 200


@pytest.mark.parametrize("part", ["score/", "score/working/", "collection-plan/", "agreement/"])
def test_before_the_first_score_each_says_that_nothing_is_computed(planner, assessment, part):
    response = planner.get(f"{ROOT}/assessments/{assessment.pk}/{part}")
    assert response.status_code == 404
    assert "computed" in response.json()["detail"]
