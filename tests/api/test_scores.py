"""Scores over the API: where each number comes from, and no number that the pages would not show."""

from datetime import date

import pytest

from assessments.models import Assessment
from tests.api.conftest import ROOT
from tests.cast import make_assessment, make_mission, rate

PROVENANCE = {
    "mission", "assessment", "as_of", "phase", "framework", "engine_version", "state", "seed", "digest", "revision",
    "is_current", "changes_behind", "coverage", "computed_at", "nodes",
}  # fmt: skip


def test_it_works(planner, scored):
    score = planner.get(f"{ROOT}/assessments/{scored.pk}/score/").json()
    assert set(score) >= PROVENANCE
    assert (score["mission"], score["assessment"], score["state"]) == ("unexa", scored.pk, "draft")
    assert (score["is_current"], score["changes_behind"], score["coverage"]) == (True, 0, 1.0)
    assert score["revision"] == scored.revision
    assert score["nodes"]["i2-local-predation"]["value"] == 75.0
    risk = score["nodes"]["mission-risk"]
    assert set(risk) == {
        "title", "kind", "value", "mean", "median", "p5", "p95", "lower", "upper", "coverage", "is_enough",
        "is_applicable", "band", "bands",
    }  # fmt: skip
    assert risk["value"] == risk["lower"] == risk["upper"]


def test_numbers_are_given_unrounded(planner, scored):
    score = planner.get(f"{ROOT}/assessments/{scored.pk}/score/").json()
    stored = scored.current_score.result["nodes"]
    assert {code: node["value"] for code, node in score["nodes"].items()} == {
        code: node["value"] for code, node in stored.items()
    }
    assert any(len(str(node["value"])) > 12 for node in score["nodes"].values())


def test_before_the_first_score_it_says_that_nothing_is_computed(planner, assessment):
    response = planner.get(f"{ROOT}/assessments/{assessment.pk}/score/")
    assert response.status_code == 404
    assert "computed" in response.json()["detail"]


def test_a_score_that_is_behind_says_so(planner, scored):
    rate(scored, 0, "i2-local-predation")
    score = planner.get(f"{ROOT}/assessments/{scored.pk}/score/").json()
    assert (score["is_current"], score["changes_behind"]) == (False, 1)
    assert score["revision"] == scored.revision - 1


def test_without_enough_evidence_only_the_bounds_are_given(planner, assessment, score_anew):
    rate(assessment, 3, "i2-local-predation", "i7-operative-mandate")
    score = score_anew(assessment)
    stored = score.result["nodes"]["mission-risk"]
    assert stored["value"] is not None, "the case needs a value that the engine knows and pages withhold"
    documents = [
        planner.get(f"{ROOT}/assessments/{assessment.pk}/score/").json()["nodes"]["mission-risk"],
        planner.get(f"{ROOT}/missions/unexa/scores/").json()["results"][0]["nodes"]["mission-risk"],
        planner.get(f"{ROOT}/scores/?node=mission-risk").json()["results"][0],
    ]
    for node in documents:
        assert (node["is_enough"], node["value"], node["band"]) == (False, None, None)
        assert (node["lower"], node["upper"]) == (stored["lower"], stored["upper"])


@pytest.fixture
def history(mission, score_anew) -> dict[str, Assessment]:
    """Three scored assessments; the published one is not the newest, the last opened one not either."""
    made = {}
    for name, as_of, level in (("published", 2, 1), ("newest", 3, 2), ("backdated", 1, 3)):
        assessment = make_assessment(mission)
        Assessment.objects.filter(pk=assessment.pk).update(as_of=date(2026, 11, as_of))
        rate(assessment, level)
        score_anew(assessment)
        made[name] = assessment
    return made


def latest(client, query=""):
    return client.get(f"{ROOT}/missions/unexa/scores/latest/{query}")


def test_latest_is_the_newest_of_all_while_nothing_is_published(planner, history):
    assert latest(planner).json()["assessment"] == history["newest"].pk
    assert latest(planner).json()["state"] == "draft"
    assert latest(planner, "?state=published").status_code == 404


def test_latest_is_the_newest_published_from_then_on(planner, history):
    Assessment.objects.filter(pk=history["published"].pk).update(state="published")
    for query in ("", "?state=published"):
        assert latest(planner, query).json()["assessment"] == history["published"].pk
    assert latest(planner, "?state=any").json()["assessment"] == history["newest"].pk


def test_latest_passes_over_what_is_not_computed_yet(planner, mission, scored):
    make_assessment(mission)
    assert latest(planner).json()["assessment"] == scored.pk


def test_latest_passes_over_an_assessment_that_nobody_has_answered(planner, mission, scored, score_anew):
    blank = make_assessment(mission)
    score_anew(blank)
    assert latest(planner).json()["assessment"] == scored.pk
    assert latest(planner, "?state=any").json()["assessment"] == blank.pk


def test_a_mission_without_a_score_has_no_latest(planner, assessment):
    assert latest(planner).status_code == 404


def test_the_history_has_one_score_for_each_assessment(planner, history):
    rows = planner.get(f"{ROOT}/missions/unexa/scores/").json()["results"]
    assert [row["assessment"] for row in rows] == [history[name].pk for name in ("backdated", "newest", "published")]
    assert {row["nodes"]["mission-risk"]["kind"] for row in rows} == {"risk"}
    Assessment.objects.filter(pk=history["published"].pk).update(state="published")
    rows = planner.get(f"{ROOT}/missions/unexa/scores/?state=published").json()["results"]
    assert [row["assessment"] for row in rows] == [history["published"].pk]


def rows_of(client, query=""):
    return client.get(f"{ROOT}/scores/{query}").json()["results"]


def test_rows_are_one_for_each_mission_date_and_node(planner, history):
    rows = rows_of(planner)
    keys = [(row["mission"], row["as_of"], row["node"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {row["kind"] for row in rows} == {"risk", "inherent", "target", "interface"}
    assert len([row for row in rows if row["kind"] == "interface"]) == 3 * 7
    assert {type(value) for row in rows for value in row.values()} <= {str, int, float, bool, type(None)}


def test_rows_are_narrowed_by_mission_node_kind_state_and_time(planner, history, score_anew):
    other = make_assessment(make_mission(code="unexb"))
    rate(other, 2)
    moment = score_anew(other).computed_at.isoformat()
    assert {row["mission"] for row in rows_of(planner, "?mission=unexb")} == {"unexb"}
    assert {row["node"] for row in rows_of(planner, "?node=mission-risk")} == {"mission-risk"}
    assert {row["kind"] for row in rows_of(planner, "?kind=target")} == {"target"}
    assert {row["mission"] for row in rows_of(planner, f"?updated_since={moment.replace('+', '%2B')}")} == {"unexb"}
    assert rows_of(planner, "?state=published") == []
    assert rows_of(planner, "?mission=unexb&kind=risk&node=mission-risk")[0]["value"] == pytest.approx(
        rows_of(planner, "?mission=unexa&kind=risk")[1]["value"]
    )


def test_pages_of_rows_give_each_row_once(planner, history):
    seen, address = [], f"{ROOT}/scores/?page_size=2"
    while address:
        page = planner.get(address).json()
        seen += page["results"]
        address = page["next"]
    assert seen == rows_of(planner)
