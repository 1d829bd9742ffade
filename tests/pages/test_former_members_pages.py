"""Pages that say how many ratings of former members count, and the one where a lead leaves them out."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from assessments.computing.recompute import recompute
from assessments.models import Action, Assessment
from assessments.services import create_assessment, leave_out_former, return_assessment, submit_assessment
from missions.models import Role
from missions.services import remove_member, set_member
from tests.api.conftest import ROOT
from tests.cast import AS_OF, MEMBERS, close, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE, OTHER = "i1-armed-group-income", "i2-local-predation"
COUNT = "2 ratings of former members count in the result."
AMONG = "2 ratings of former members are among those of this round."


def made(**more) -> Assessment:
    """An assessment that the lead, the colleague and a third person rated; the colleague was removed since."""
    mission = make_mission(members=MEMBERS | {"third": Role.ASSESSOR})
    opening = {"mission": mission, "author": mission.created_by, "phase": mission.phase, "as_of": AS_OF}
    assessment = create_assessment(**opening, **more)
    rate(assessment, 1, CODE)
    rate(assessment, 4, CODE, OTHER, by=make_person("colleague"))
    remove_member(mission=mission, person=make_person("colleague"), by=mission.created_by)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


def read(client: Client, assessment: Assessment, part: str = "") -> str:
    answer = client.get(f"/assessments/{assessment.pk}/{part}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_works(sign_in):
    """The lead reads how many count, is asked once more, and leaves them out."""
    assessment, lead = made(), sign_in("planner")
    for part in ("", "sheet/", "spread/"):
        page = read(lead, assessment, part)
        assert COUNT in page
        assert f'href="/assessments/{assessment.pk}/round/former/"' in page
    asked = read(lead, assessment, "round/former/")
    assert "2 ratings were given by people who are no longer members of the mission." in asked
    assert "The first round stays as it was revealed." not in asked
    answer = lead.post(f"/assessments/{assessment.pk}/round/former/", follow=True)
    page = unescape(answer.content.decode())
    assert "2 ratings were left out." in page
    assert "former members count" not in page
    assert "Ratings of former members left out" in read(sign_in("viewer"), assessment, "review/")


def test_everyone_reads_how_many_count_and_only_a_lead_is_offered_more(sign_in):
    assessment = made()
    for name in ("third", "reviewer", "viewer"):
        page = read(sign_in(name), assessment)
        assert COUNT in page
        assert "round/former/" not in page


def test_before_the_reveal_only_a_lead_reads_it(sign_in):
    assessment = made(is_private=True)
    assert AMONG in read(sign_in("planner"), assessment)
    assert AMONG in read(sign_in("planner"), assessment, "round/reveal/")
    for name in ("third", "reviewer", "viewer"):
        assert "former member" not in read(sign_in(name), assessment)


@pytest.mark.parametrize(
    ("name", "asked", "done"),
    [("planner", 200, 302), ("third", 403, 403), ("viewer", 403, 403), ("colleague", 404, 404)],
)
def test_who_may_leave_them_out(sign_in, name, asked, done):
    assessment, client = made(), sign_in(name)
    at = f"/assessments/{assessment.pk}/round/former/"
    assert client.get(at).status_code == asked
    assert client.post(at).status_code == done
    assert assessment.ratings.current().count() == (1 if done == 302 else 3)


def test_where_there_is_nothing_to_leave_out_the_page_leads_back(sign_in):
    assessment, client = made(), sign_in("planner")
    at = f"/assessments/{assessment.pk}/round/former/"
    client.post(at)
    assert client.get(at).url == f"/assessments/{assessment.pk}/"
    assert "There are no ratings of former members." in client.post(at, follow=True).content.decode()


def test_what_is_closed_says_so(sign_in):
    assessment, client = made(), sign_in("planner")
    close(assessment)
    at = f"/assessments/{assessment.pk}/round/former/"
    assert client.get(at).status_code == 302
    assert "This assessment is closed" in client.post(at, follow=True).content.decode()
    assert assessment.ratings.current().count() == 3


def test_who_starts_from_an_assessment_reads_how_many_come_along(sign_in):
    assessment, client = made(), sign_in("planner")
    page = unescape(client.get("/missions/unexa/assessments/new/").content.decode())
    assert "1 Nov 2026 (Draft), 2 ratings of former members</option>" in page
    leave_out_former(assessment=assessment, person=assessment.created_by)
    page = unescape(client.get("/missions/unexa/assessments/new/").content.decode())
    assert "1 Nov 2026 (Draft)</option>" in page


def test_the_reasons_of_a_return_stay_in_sight_after_ratings_were_left_out(sign_in):
    assessment = made()
    submit_assessment(assessment=assessment, person=assessment.created_by)
    return_assessment(assessment=assessment, reviewer=make_person("reviewer"), reason="Look at the port again.")
    leave_out_former(assessment=assessment, person=assessment.created_by)
    assert "Look at the port again." in read(sign_in("planner"), assessment)


def test_the_api_lists_the_step_and_hides_its_revision_before_the_reveal(api):
    assessment = made(is_private=True)
    leave_out_former(assessment=assessment, person=assessment.created_by)
    (step,) = api("third").get(f"{ROOT}/assessments/{assessment.pk}/review-steps/").json()["results"]
    assert (step["action"], step["person"]) == (Action.LEFT_OUT, "planner")
    assert (step["revision"], step["reason"]) == (None, "")


def test_a_former_member_s_role_says_so_on_the_result(sign_in):
    assessment = made()
    assert "· Former member ·" in read(sign_in("planner"), assessment)
    set_member(
        mission=assessment.mission, person=make_person("colleague"), role=Role.VIEWER, by=assessment.mission.created_by
    )
    assert "Former member ·" not in read(sign_in("planner"), assessment)
