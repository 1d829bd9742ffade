"""Rounds over the API: finishing, revealing, and a private first round that has no score for anyone."""

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Finish
from assessments.services import create_assessment
from tests.api.conftest import ROOT
from tests.cast import AS_OF, close, make_person, rate

SCORES = ("score/", "score/working/", "agreement/", "collection-plan/")


@pytest.fixture
def private(mission):
    """Two people rated everything alone; each one's own score is computed."""
    assessment = create_assessment(
        mission=mission, author=mission.created_by, phase=mission.phase, as_of=AS_OF, is_private=True
    )
    rate(assessment, 3)
    rate(assessment, 1, by=make_person("colleague"))
    recompute(assessment_id=assessment.pk)
    return assessment


def at(assessment, part=""):
    return f"{ROOT}/assessments/{assessment.pk}/{part}"


def test_it_works(api, private):
    lead, colleague = api("planner"), api("colleague")
    assert colleague.post(at(private, "finish/"), {}, format="json").status_code == 200
    assert Finish.objects.get().person.username == "colleague"
    shown = lead.post(at(private, "reveal/"), {}, format="json").json()
    assert (shown["is_private"], shown["round"], shown["state"]) == (False, 2, "draft")
    assert shown == lead.get(at(private)).json()
    recompute(assessment_id=private.pk)
    assert colleague.get(at(private, "score/")).status_code == 200


@pytest.mark.parametrize("part", SCORES)
@pytest.mark.parametrize("username", ["planner", "colleague", "reviewer", "viewer"])
def test_before_the_reveal_nobody_gets_a_score(api, private, part, username):
    answer = api(username).get(at(private, part))
    assert answer.status_code == 404
    assert "private" in answer.json()["detail"]
    private.refresh_from_db()
    assert private.scores.count() == 2


def test_before_the_reveal_no_list_has_a_row_of_it(api, private):
    client = api("planner")
    assert client.get(f"{ROOT}/missions/unexa/scores/").json()["results"] == []
    assert client.get(f"{ROOT}/missions/unexa/scores/latest/").status_code == 404
    assert client.get(f"{ROOT}/scores/").json()["results"] == []
    (row,) = client.get(f"{ROOT}/assessments/").json()["results"]
    assert (row["is_private"], row["round"], row["changes_behind"]) == (True, 1, 0)


def test_a_private_round_is_asked_for_when_an_assessment_is_opened(planner, mission):
    given = {"mission": "unexa", "phase": None, "as_of": "2026-11-02"}
    assert planner.post(f"{ROOT}/assessments/", given | {"is_private": True}, format="json").json()["is_private"]
    assert not planner.post(f"{ROOT}/assessments/", given, format="json").json()["is_private"]


@pytest.mark.parametrize(
    ("username", "finish", "reveal"),
    [
        ("planner", 200, 200),
        ("colleague", 200, 403),
        ("reviewer", 403, 403),
        ("viewer", 403, 403),
        ("outsider", 404, 404),
    ],
)
def test_who_may_finish_and_who_may_reveal(api, private, username, finish, reveal):
    client = api(username)
    assert client.post(at(private, "finish/"), {}, format="json").status_code == finish
    assert client.post(at(private, "reveal/"), {}, format="json").status_code == reveal
    private.refresh_from_db()
    assert private.is_private == (reveal != 200)


def test_finishing_is_taken_back(api, private):
    client = api("colleague")
    client.post(at(private, "finish/"), {}, format="json")
    client.post(at(private, "finish/"), {"is_finished": False}, format="json")
    assert not Finish.objects.exists()


@pytest.mark.parametrize(("part", "body"), [("finish/", {"finished": True}), ("reveal/", {"now": True})])
def test_a_misspelt_field_is_refused(api, private, part, body):
    assert api("planner").post(at(private, part), body, format="json").status_code == 422


def test_what_the_state_forbids_is_a_conflict(api, assessment):
    client = api("planner")
    assert client.post(at(assessment, "reveal/"), {}, format="json").status_code == 409
    close(assessment)
    assert client.post(at(assessment, "finish/"), {}, format="json").status_code == 409


def test_the_revision_counts_from_the_reveal_on(api, private):
    """Before, it would tell how much the others do; one's own ratings keep their ETag whatever they do."""
    colleague = api("colleague")
    rating = at(private, "ratings/i1-armed-group-income/")
    before = {address: colleague.get(address)["ETag"] for address in (at(private), f"{ROOT}/assessments/", rating)}
    rate(private, 4, "i1-armed-group-income")
    assert colleague.get(at(private)).json()["revision"] is None
    assert {address: colleague.get(address)["ETag"] for address in before} == before
    revealed = api("planner").post(at(private, "reveal/"), {}, format="json").json()
    private.refresh_from_db()
    assert revealed["revision"] == private.revision > 80
