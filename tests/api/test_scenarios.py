"""Scenarios over the API: made, read, changed and deleted beside an assessment, never overwritten unseen."""

import pytest

from assessments.models import Assessment, Scenario
from interfaces.models import Measure
from tests.api.conftest import ROOT
from tests.cast import make_person, make_scenario, rate

LEVEL_0 = {"answer": "rated", "best": 0.0, "lowest": None, "highest": None, "confidence": "medium"}
INCOME, ARMS = "i1-armed-group-income", "i1-proceeds-into-arms"


@pytest.fixture
def at(scored: Assessment) -> str:
    return f"{ROOT}/assessments/{scored.pk}/scenarios/"


def given(**more):
    return {"name": "Fewer arms", "changes": {"ratings": {INCOME: {"answer": "rated", "best": 0}}}} | more


def test_it_works(planner, scored, at):
    measure = Measure.objects.first().code
    made = planner.post(at, given(note="Customs hold.", measures=[measure]), format="json")
    assert made.status_code == 201, made.content
    shown = planner.get(made["Location"])
    assert (shown.json(), shown["ETag"]) == (made.json(), made["ETag"])
    body = shown.json()
    assert body["changes"]["ratings"][INCOME]["best"] == 0
    assert (body["note"], body["measures"], body["created_by"]) == ("Customs hold.", [measure], "planner")
    gap = body["difference"]["headline"]
    assert gap["value"] == body["nodes"]["mission-risk"]["value"] - body["base"]["mission-risk"]["value"] < 0
    assert (gap["lower"], body["is_current"], body["base_digest"]) == (1.0, True, scored.current_score.digest)
    assert planner.get(at).json()["results"] == [body]


def test_a_change_keeps_what_it_does_not_name(planner, at):
    made = planner.post(at, given(note="Customs hold."), format="json")
    changed = planner.patch(made["Location"], {"name": "Renamed"}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert changed.status_code == 200, changed.content
    kept = ("note", "changes", "measures", "difference")
    assert {name: changed.json()[name] for name in kept} == {name: made.json()[name] for name in kept}
    assert (changed.json()["name"], changed.json()["version"]) == ("Renamed", 2)
    moved = {"changes": {"phase": None, "ratings": {}}}
    moved = planner.patch(made["Location"], moved, format="json", HTTP_IF_MATCH=changed["ETag"])
    assert moved.json()["changes"] == {"phase": None, "ratings": {}}


@pytest.mark.parametrize("phase", ["drawdown", None, "start-up"])
def test_a_changed_phase_is_read_back(planner, at, phase):
    changes = {"ratings": {ARMS: {"answer": "rated", "best": 0}}, "phase": phase}
    made = planner.post(at, given(changes=changes), format="json")
    assert made.status_code == 201, made.content
    stored = {} if phase == "start-up" else {"phase": phase}
    assert made.json()["changes"] == stored | {"ratings": {ARMS: LEVEL_0}}
    assert planner.get(made["Location"]).json() == made.json()
    assert planner.get(at).json()["results"] == [made.json()]


def test_a_phase_changed_on_the_page_is_read_back(planner, sign_in, scored, at):
    """Both ways of writing store the same; rows that are stored already are read like these."""
    form = {"name": "Later", "phase": "drawdown", "version": "0"}
    page = sign_in("planner").post(f"/assessments/{scored.pk}/scenarios/new/", form)
    assert page.status_code == 302
    assert Scenario.objects.get().changes == {"phase": "drawdown", "ratings": {}}
    (shown,) = planner.get(at).json()["results"]
    assert shown["changes"] == {"phase": "drawdown", "ratings": {}}
    assert sign_in("viewer").get(page["Location"]).status_code == 200


def test_of_two_changes_to_one_version_the_second_is_refused(planner, at):
    made = planner.post(at, given(), format="json")
    one = planner.patch(made["Location"], {"name": "One"}, format="json", HTTP_IF_MATCH=made["ETag"])
    other = planner.patch(made["Location"], {"name": "Other"}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert (one.status_code, other.status_code) == (200, 412)
    assert (other.json()["current"], other["ETag"]) == (one.json(), one["ETag"])
    assert planner.delete(made["Location"], HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert planner.delete(made["Location"]).status_code == 428
    assert planner.delete(made["Location"], HTTP_IF_MATCH=one["ETag"]).status_code == 204
    assert planner.get(made["Location"]).status_code == 404


def test_a_new_score_changes_the_etag_but_is_no_conflict(planner, scored, at, score_anew):
    made = planner.post(at, given(), format="json")
    rate(scored, 1, ARMS)
    score_anew(scored)
    shown = planner.get(made["Location"])
    assert shown["ETag"] != made["ETag"]
    assert shown.json()["is_current"]
    response = planner.patch(made["Location"], {"name": "One"}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert response.status_code == 200


def test_while_it_waits_for_its_score_it_says_so(planner, scored, at):
    made = planner.post(at, given(), format="json")
    Scenario.objects.update(base_digest="0" * 64)
    assert not planner.get(made["Location"]).json()["is_current"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"title": "x"}, "/title"),
        ({"measures": ["no-such-measure"]}, "/measures/0"),
        ({"changes": {"ratings": {}}}, ""),
        ({"changes": {}}, "/changes/ratings"),
        ({"changes": {"phase": "afterlife", "ratings": {}}}, "/changes/phase"),
        ({"changes": {"phase": ["drawdown"], "ratings": {}}}, "/changes/phase"),
        ({"changes": {"ratings": {INCOME: {"answer": "rated", "best": "3"}}}}, f"/changes/ratings/{INCOME}/best"),
        ({"changes": {"ratings": {INCOME: {"answer": "rated", "best": 7}}}}, f"/changes/ratings/{INCOME}/best"),
        ({"changes": {"ratings": {INCOME: {"answer": "rated", "level": 1}}}}, f"/changes/ratings/{INCOME}/level"),
        ({"changes": {"ratings": {"nothing": {"answer": "unknown"}}}}, "/changes/ratings/nothing/answer"),
    ],
)
def test_each_mistake_is_pointed_at_and_changes_nothing(planner, at, change, pointer):
    response = planner.post(at, given(**change), format="json")
    assert response.status_code == 422, response.content
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not Scenario.objects.exists()


def test_before_there_is_a_common_score_it_is_409(planner, assessment):
    at = f"{ROOT}/assessments/{assessment.pk}/scenarios/"
    assert planner.post(at, given(), format="json").status_code == 409
    Assessment.objects.update(is_private=True)
    response = planner.post(at, given(), format="json")
    assert (response.status_code, "revealed" in response.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("username", "status"),
    [("planner", 201), ("colleague", 201), ("reviewer", 403), ("viewer", 403), ("outsider", 404)],
)
def test_who_can_rate_can_make_one(api, at, username, status):
    assert api(username).post(at, given(), format="json").status_code == status


@pytest.mark.parametrize(("username", "status"), [("planner", 200), ("colleague", 200), ("viewer", 403)])
def test_its_maker_and_a_lead_change_it(api, scored, username, status):
    scenario = make_scenario(scored, by=make_person("colleague"))
    at = f"{ROOT}/assessments/{scored.pk}/scenarios/{scenario.pk}/"
    seen = api(username).get(at)["ETag"]
    response = api(username).patch(at, {"name": "Mine"}, format="json", HTTP_IF_MATCH=seen)
    assert response.status_code == status
    if status == 403:
        assert api(username).delete(at, HTTP_IF_MATCH=seen).status_code == 403


def test_what_is_withheld_stays_withheld(planner, assessment, score_anew):
    rate(assessment, 3, INCOME)
    score_anew(assessment)
    made = planner.post(f"{ROOT}/assessments/{assessment.pk}/scenarios/", given(), format="json").json()
    for side in ("base", "nodes"):
        assert made[side]["mission-risk"]["value"] is None
    assert (made["difference"]["headline"]["value"], made["difference"]["headline"]["median"]) == (None, None)


def test_a_list_costs_the_same_with_one_and_with_six(planner, scored, at, count_queries):
    make_scenario(scored)
    one = count_queries(lambda: planner.get(at), rows=1)
    for number in range(5):
        make_scenario(scored, name=f"N{number}").measures.set(Measure.objects.all()[:3])
    assert count_queries(lambda: planner.get(at), rows=6) == one


@pytest.mark.parametrize("sent", [["drawdown"], {"code": "drawdown"}, 1, True])
def test_a_phase_that_is_no_text_is_told_so(planner, at, sent):
    refused = planner.post(at, given(changes={"phase": sent, "ratings": {}}), format="json").json()
    assert [error["detail"] for error in refused["errors"]] == ["Give a code as text."]


def test_an_unknown_phase_is_told_in_plain_words(planner, at):
    refused = planner.post(at, given(changes={"phase": "afterlife", "ratings": {}}), format="json").json()
    assert [error["detail"] for error in refused["errors"]] == ["There is no such code."]
