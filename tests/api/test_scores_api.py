"""Scores over the API: what recompute stored, where it comes from, and nothing that the pages withhold."""

import pytest

from assessments.models import Assessment, Score
from assessments.recompute import recompute
from assessments.services import publish_sample
from tests.api.conftest import ROOT
from tests.cast import make_assessment, make_mission, rate

NUMBERS = ("value", "lower", "upper", "coverage", "band", "is_enough", "is_applicable", "title", "kind")


def scored_at(mission, level: float, published: bool = False) -> Assessment:
    """Return an assessment of the mission with one indicator rated, scored, and perhaps published."""
    assessment = make_assessment(mission)
    rate(assessment, level, assessment.asked_indicators().first().code)
    recompute(assessment_id=assessment.pk)
    if published:
        publish_sample(assessment=assessment)
    return assessment


def latest(client, mission, query: str = ""):
    return client.get(f"{ROOT}/missions/{mission.code}/scores/latest/{query}")


def test_it_works(planner, scored):
    shown = planner.get(f"{ROOT}/assessments/{scored.pk}/score/").json()
    stored = Score.objects.get(assessment=scored)
    assert shown["nodes"] == {
        code: {name: node[name] for name in NUMBERS} for code, node in stored.result["nodes"].items()
    }
    assert all(node["value"] is not None for node in shown["nodes"].values() if node["is_enough"])


def test_a_score_says_where_it_comes_from(planner, scored):
    shown = latest(planner, scored.mission).json()
    stored = Score.objects.get(assessment=scored)
    assert (shown["digest"], shown["engine_version"]) == (stored.digest, stored.engine_version)
    assert shown["framework"] == {"code": "seven-interfaces", "version": stored.framework.version}
    assert (shown["mission"], shown["assessment"]) == ("unexa", scored.pk)
    assert (shown["as_of"], shown["state"], shown["phase"]) == ("2026-11-01", "draft", "start-up")
    assert shown["coverage"] == 1
    assert (shown["revision"], shown["is_current"], shown["changes_behind"]) == (scored.revision, True, 0)


def test_a_score_that_is_behind_its_ratings_says_so(planner, scored):
    rate(scored, 1, scored.asked_indicators().first().code)
    shown = latest(planner, scored.mission).json()
    assert (shown["is_current"], shown["changes_behind"]) == (False, 1)


def test_without_enough_evidence_only_the_bounds_are_given(planner, mission):
    assessment = scored_at(mission, 4)
    rows = planner.get(f"{ROOT}/scores/").json()["results"]
    for nodes in (latest(planner, mission).json()["nodes"].values(), rows):
        short = [node for node in nodes if not node["is_enough"] and node["is_applicable"]]
        assert short
        for node in short:
            assert (node["value"], node["band"]) == (None, None)
            assert node["lower"] < node["upper"]
    # The engine's own value is stored, since it counts upward: withholding it is up to the API.
    stored = Score.objects.get(assessment=assessment).summary.values()
    assert any(node["value"] is not None and not node["is_enough"] for node in stored)


def test_latest_is_the_newest_published_and_before_that_the_newest_of_all(planner, mission):
    assert latest(planner, mission).status_code == 404
    first = scored_at(mission, 1)
    assert (latest(planner, mission).json()["assessment"], latest(planner, mission).json()["state"]) == (
        first.pk,
        "draft",
    )
    assert latest(planner, mission, "?state=published").status_code == 404
    published = scored_at(mission, 2, published=True)
    draft = scored_at(mission, 3)
    found = {query: latest(planner, mission, query).json() for query in ("", "?state=published", "?state=any")}
    assert {query: shown["assessment"] for query, shown in found.items()} == {
        "": published.pk,
        "?state=published": published.pk,
        "?state=any": draft.pk,
    }
    assert (found[""]["state"], found["?state=any"]["state"]) == ("published", "draft")
    assert latest(planner, mission, "?state=draft").status_code == 400


def test_the_history_holds_one_score_for_each_assessment(planner, mission):
    made = [scored_at(mission, level, published=level == 1) for level in (1, 2, 3)]
    make_assessment(mission)
    at = f"{ROOT}/missions/{mission.code}/scores/"
    assert [row["assessment"] for row in planner.get(at).json()["results"]] == [one.pk for one in reversed(made)]
    assert [row["assessment"] for row in planner.get(f"{at}?state=published").json()["results"]] == [made[0].pk]


def test_rows_are_one_for_each_node_of_each_score(planner, scored):
    rows = planner.get(f"{ROOT}/scores/").json()["results"]
    summary = Score.objects.get(assessment=scored).summary
    assert [row["node"] for row in rows] == list(summary)
    for row in rows:
        assert {name: row[name] for name in NUMBERS} == {name: summary[row["node"]][name] for name in NUMBERS}
        assert (row["mission"], row["as_of"], row["framework"]) == ("unexa", "2026-11-01", "seven-interfaces")
    targets = planner.get(f"{ROOT}/scores/?kind=target").json()["results"]
    assert {row["kind"] for row in targets} == {"target"}
    assert [row["node"] for row in planner.get(f"{ROOT}/scores/?node={rows[0]['node']}").json()["results"]] == [
        rows[0]["node"]
    ]
    assert planner.get(f"{ROOT}/scores/?updated_since=2099-01-01T00:00:00Z").json()["results"] == []


def test_an_assessment_without_a_score_says_that_there_is_none_yet(planner, assessment):
    response = planner.get(f"{ROOT}/assessments/{assessment.pk}/score/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("list_of", ["missions", "assessments", "scores", "history"])
def test_a_list_costs_the_same_for_one_row_and_for_20(planner, mission, list_of, count_queries):
    at = f"{ROOT}/missions/{mission.code}/scores/" if list_of == "history" else f"{ROOT}/{list_of}/"
    node = "?kind=risk" if list_of == "scores" else ""
    scored_at(mission, 2)
    for_one = count_queries(lambda: planner.get(at + node), rows=1)
    for n in range(2, 21):
        if list_of == "missions":
            make_mission(code=f"unexa-{n}")
        else:
            scored_at(mission, 2)
    assert count_queries(lambda: planner.get(at + node), rows=20) == for_one
