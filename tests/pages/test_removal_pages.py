"""Pages that ask before they delete, the banner of what is archived, and lists that leave it out."""

from __future__ import annotations

import re

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from missions.models import Mission
from missions.services import archive_mission
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"


@pytest.fixture
def assessment(cast) -> Assessment:
    found = make_assessment(make_mission(members=MEMBERS))
    rate(found, 3, CODE)
    recompute(assessment_id=found.pk)
    return Assessment.objects.get(pk=found.pk)


def seen_on(page) -> str:
    return re.search(r'name="seen" value="([\d-]+)"', page.content.decode())[1]


def test_a_lead_is_asked_and_told_what_goes(sign_in, assessment):
    planner, at = sign_in("planner"), "/missions/unexa/delete/"
    html = planner.get(at).content.decode()
    assert "1 assessment" in html
    assert "1 rating" in html
    seen = re.search(r'name="seen" value="([\d-]+)"', html)[1]
    rate(assessment, 2, "i1-proceeds-into-arms")
    refused = planner.post(at, {"seen": seen})
    assert refused.status_code == 409
    assert "since you opened this page" in refused.content.decode()
    seen = re.search(r'name="seen" value="([\d-]+)"', refused.content.decode())[1]
    assert planner.post(at, {"seen": seen}).status_code == 302
    assert not Mission.objects.exists()
    for gone in ("/missions/unexa/", f"/assessments/{assessment.pk}/sheet/"):
        assert planner.get(gone).status_code == 404
    sheet = f"/assessments/{assessment.pk}/ratings/{CODE}/"
    assert planner.post(sheet, {"answer": "3"}, HTTP_HX_REQUEST="true").status_code == 404


def test_what_is_kept_says_why(sign_in, assessment):
    Assessment.objects.update(state="published")
    planner = sign_in("planner")
    html = planner.get("/missions/unexa/delete/").content.decode()
    assert "is published, so the mission is kept" in html
    assert "for good" not in html
    assert "Somebody has worked on it" not in html
    assert planner.post("/missions/unexa/delete/", {"seen": "1-1-0-0-0-0"}).status_code == 409
    html = planner.get(f"/assessments/{assessment.pk}/delete/").content.decode()
    assert "Somebody has worked on this assessment" in html
    assert planner.post(f"/assessments/{assessment.pk}/delete/").status_code == 409


def test_an_archived_mission_leaves_lists_unless_asked_for(sign_in, api, assessment):
    planner, client = sign_in("planner"), api("planner")
    lists = (
        "/api/v1/missions/",
        "/api/v1/assessments/",
        "/api/v1/missions/unexa/scores/",
        "/api/v1/scores/",
    )
    before = {at: client.get(at).json()["results"] for at in lists}
    assert all(before.values())
    archive = "/missions/unexa/archive/"
    assert planner.post(archive, {"is_archived": "1"}).status_code == 302
    for at in lists:
        assert client.get(at).json()["results"] == [], at
        for choice in ("true", "any"):
            assert len(client.get(at, {"archived": choice}).json()["results"]) == len(before[at]), at
        assert client.get(at, {"archived": "perhaps"}).status_code == 400
    shown = planner.get("/?archived=true").content.decode()
    assert "/missions/unexa/" in shown
    assert "/missions/unexa/" not in planner.get("/").content.decode()
    assert planner.get("/portfolio.csv").getvalue().count(b"unexa") == 0
    assert planner.post(archive, {"is_archived": "0"}).status_code == 302
    assert "/missions/unexa/" in planner.get("/").content.decode()


@pytest.mark.parametrize("query", ["", "&state=any"])
def test_the_latest_score_is_left_out_like_all_others_of_an_archived_mission(api, assessment, query):
    client, at = api("planner"), "/api/v1/missions/unexa/scores/latest/"
    archive_mission(mission=assessment.mission, person=make_person("planner"))
    assert client.get(f"{at}?{query}").status_code == 404
    for choice in ("true", "any"):
        assert client.get(f"{at}?archived={choice}{query}").json()["assessment"] == assessment.pk


def test_every_page_of_what_is_archived_says_so_and_a_lead_can_bring_it_back(sign_in, assessment):
    archive_mission(mission=assessment.mission, person=make_person("planner"))
    tails = ("", "sheet/", "evidence/", "spread/", "review/", "delete/")
    pages = ["/missions/unexa/", *(f"/assessments/{assessment.pk}/{tail}" for tail in tails)]
    for at in pages:
        html = sign_in("planner").get(at).content.decode()
        assert "Archived on" in html, at
        assert "Bring back" in html, at
    html = sign_in("colleague").get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    assert "Archived on" in html
    assert "Bring back" not in html
    save = f"/assessments/{assessment.pk}/ratings/{CODE}/"
    refused = sign_in("colleague").post(save, {"answer": "1", "version": "0", "confidence": "low"})
    assert refused.status_code == 422
    assert "Archived on" in refused.content.decode()


def test_an_archived_assessment_stands_apart_on_its_missions_page(sign_in, assessment):
    planner = sign_in("planner")
    planner.post(f"/assessments/{assessment.pk}/archive/", {"is_archived": "1"})
    html = planner.get("/missions/unexa/").content.decode()
    assert "Archived assessments" in html
    assert "Compare" not in html
    started_from = planner.get("/missions/unexa/assessments/new/").content.decode()
    assert 'name="based_on"' not in started_from


def test_samples_page_names_what_can_go_and_come_back(sign_in, assessment):
    Mission.objects.update(sample="fictional")
    planner = sign_in("planner")
    assert "Remove samples" in planner.get("/samples/").content.decode()
    assert "Remove samples" not in sign_in("colleague").get("/samples/").content.decode()
    planner.post("/samples/", {"action": "remove", "seen": seen_on(planner.get("/samples/"))})
    html = planner.get("/samples/").content.decode()
    assert "Load samples again" in html
    assert "unexa" in html
    assert sign_in("colleague").post("/samples/", {"action": "load"}).status_code == 403


def test_samples_are_removed_only_as_they_were_shown(sign_in, assessment):
    Mission.objects.update(sample="fictional")
    planner = sign_in("planner")
    page = planner.get("/samples/")
    for part in (
        "1 assessment",
        "1 rating",
        '<button class="button button--quiet" type="submit" name="action" value="re',
    ):
        assert part in page.content.decode()
    rate(assessment, 2, "i1-proceeds-into-arms")
    for seen in ("", seen_on(page)):
        refused = planner.post("/samples/", {"action": "remove", "seen": seen})
        assert refused.status_code == 409
        assert "None was removed." in refused.content.decode()
        assert Mission.objects.exists()
    assert planner.post("/samples/", {"action": "remove", "seen": seen_on(refused)}).status_code == 302
    assert not Mission.objects.exists()


def test_a_sample_made_since_is_not_removed_unseen(sign_in, cast):
    make_mission(members=MEMBERS)
    Mission.objects.update(sample="fictional")
    planner = sign_in("planner")
    seen = seen_on(planner.get("/samples/"))
    make_mission(code="unother", members=MEMBERS)
    Mission.objects.update(sample="fictional")
    assert planner.post("/samples/", {"action": "remove", "seen": seen}).status_code == 409
    assert Mission.objects.count() == 2


def test_a_mission_with_which_nothing_else_goes_is_told_in_one_sentence(sign_in, cast):
    make_mission(members=MEMBERS)
    html = sign_in("planner").get("/missions/unexa/delete/").content.decode()
    assert "The mission and its members go, for everyone. No assessment has been opened." in html
    assert "go, for everyone:" not in html
