"""The portfolio: what it shows, whom it shows it to, and what it costs."""

import pytest

from assessments.recompute import recompute
from missions.models import Role
from missions.services import set_member
from tests.cast import make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db


def scored_mission(code: str, level: int = 3):
    mission = make_mission(code=code)
    assessment = make_assessment(mission)
    rate(assessment, level)
    recompute(assessment_id=assessment.pk)
    return mission


def test_it_works(sign_in):
    scored_mission("unone")
    html = sign_in("planner").get("/").content.decode()
    assert "UNONE" in html
    assert "Substantial" in html
    assert "Not scored yet" not in html


def test_an_empty_portfolio_says_what_to_do(sign_in):
    html = sign_in("planner").get("/").content.decode()
    assert "No mission yet" in html
    assert "/missions/new/" in html


def test_others_missions_are_not_there(sign_in):
    scored_mission("unsecret")
    for path in ("/", "/portfolio.csv", "/portfolio/heat.json", "/?q=unsecret"):
        answer = sign_in("outsider").get(path)
        assert answer.status_code == 200
        assert "UNSECRET" not in answer.content.decode()


def test_filters_hold_in_the_address(sign_in):
    scored_mission("unone")
    scored_mission("untwo")
    html = sign_in("planner").get("/?q=two").content.decode()
    assert "UNTWO" in html
    assert "UNONE" not in html
    assert "No mission fits" in sign_in("planner").get("/?q=nothing").content.decode()


def test_a_mission_without_a_score_says_so(sign_in):
    make_mission(code="unnew")
    assert "Not scored yet" in sign_in("planner").get("/").content.decode()


def test_the_number_of_queries_does_not_grow(sign_in, django_assert_num_queries):
    client = sign_in("planner")
    scored_mission("un0")
    client.get("/")
    with django_assert_num_queries(8, exact=False) as few:
        client.get("/")
    for number in range(1, 20):
        assessment = make_assessment(make_mission(code=f"un{number}"))
        rate(assessment, 3, "i1-armed-group-income")
        recompute(assessment_id=assessment.pk)
    with django_assert_num_queries(len(few)):
        client.get("/")


def test_a_new_member_sees_it_from_the_next_request(sign_in):
    mission = make_mission(code="unjoin")
    client = sign_in("viewer")
    assert client.get(mission.get_absolute_url()).status_code == 404
    set_member(mission=mission, person=make_person("viewer"), role=Role.VIEWER)
    assert client.get(mission.get_absolute_url()).status_code == 200


def test_an_assessment_nobody_has_rated_does_not_take_the_place_of_the_last_one(sign_in):
    mission = scored_mission("unold")
    recompute(assessment_id=make_assessment(mission).pk)
    html = sign_in("planner").get("/").content.decode()
    assert "Substantial" in html
    assert "· 0% rated" not in html
