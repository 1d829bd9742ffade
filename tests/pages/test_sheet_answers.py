"""What a card of the scoring sheet says about an answer: what it lacks, what went with it, what was revealed since."""

import re

import pytest

from assessments.models import Rating
from assessments.services import create_assessment, reveal_round
from missions.models import Role
from tests.cast import AS_OF, MEMBERS, make_assessment, make_mission, make_person, rate
from tests.shown import one_line

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
HTMX = {"HTTP_HX_REQUEST": "true"}
ANSWER = {"answer": "3", "confidence": "medium", "version": "0"}


@pytest.fixture
def assessment():
    return make_assessment(make_mission(members=MEMBERS))


@pytest.fixture
def private():
    mission = make_mission(members={"colleague": Role.ASSESSOR})
    return create_assessment(
        mission=mission, author=mission.created_by, phase=mission.phase, as_of=AS_OF, is_private=True
    )


def save(client, assessment, **more):
    return client.post(f"/assessments/{assessment.pk}/ratings/{CODE}/", ANSWER | more, **HTMX)


def test_a_range_goes_with_the_level_and_the_card_says_so(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment, lowest="2", highest="4")
    answer = save(client, assessment, answer="unknown", lowest="2", highest="4", version="2")
    assert answer.headers["HX-Trigger"] == "range-dropped"
    assert "The plausible range was taken out" in answer.content.decode()
    rating = assessment.ratings.get()
    assert (rating.answer, rating.lowest, rating.highest) == ("unknown", None, None)


@pytest.mark.parametrize("answer", ["3", "unknown"])
def test_nothing_is_said_to_be_lost_where_nothing_was(sign_in, assessment, answer):
    told = save(sign_in("planner"), assessment, answer=answer, lowest="2" if answer == "3" else "")
    assert "HX-Trigger" not in told.headers
    assert "taken out" not in told.content.decode()


def test_not_applicable_is_saved_and_asks_for_its_reason(sign_in, assessment):
    client = sign_in("planner")
    html = save(client, assessment, answer="not-applicable").content.decode()
    assert "Saved" in html
    assert "A reason is missing" in html
    assert assessment.ratings.get().answer == "not-applicable"
    assert "A reason is missing" in client.get(f"/assessments/{assessment.pk}/sheet/").content.decode()
    html = save(client, assessment, answer="not-applicable", rationale="No armed group", version="2").content.decode()
    assert "A reason is missing" not in html


def test_the_panel_counts_answers_not_ratings(sign_in, assessment):
    html = save(sign_in("planner"), assessment, answer="unknown").content.decode()
    assert re.search(r"<span>1 of \d+ answered</span>", html)


@pytest.mark.parametrize("rated_before", [True, False])
def test_what_was_written_before_the_reveal_is_asked_about(sign_in, private, rated_before):
    client = sign_in("planner")
    if rated_before:
        save(client, private, round="1")
    version = str(private.ratings.get().version) if rated_before else "0"
    rate(private, 1, CODE, by=make_person("colleague"))
    reveal_round(assessment=private, person=make_person("planner"))
    written = {"answer": "2", "rationale": "Written in private", "version": version, "round": "1"}
    html = (answer := save(client, private, **written)).content.decode()
    assert answer.status_code == 409
    assert "The first round was revealed while you wrote" in html
    assert "changed elsewhere" not in html
    assert "Written in private" in html
    assert not Rating.objects.filter(rationale="Written in private").exists()
    assert save(client, private, **written).status_code == 409  # a second try settles nothing
    seen = re.search(r'name="seen" value="(\d+)"', html)[1]
    answer = save(client, private, **written, seen=seen)
    assert answer.status_code == 200
    assert f'id="round-{CODE}" value="2"' in one_line(answer.content.decode())
    assert Rating.objects.get(rationale="Written in private").round == 2


def test_an_answer_whose_reply_was_lost_before_the_reveal_is_no_conflict(sign_in, private):
    client = sign_in("planner")
    save(client, private, round="1")
    reveal_round(assessment=private, person=make_person("planner"))
    assert save(client, private, round="1").status_code == 200


def test_a_conflict_says_what_differs(sign_in, assessment):
    client = sign_in("planner")
    save(client, assessment, lowest="2", highest="4", rationale="Same")
    html = save(client, assessment, lowest="2.0", highest="3.5", rationale="Same").content.decode()
    marked = re.findall(r"<dt>([\w ]+) \(differs\)</dt>", html)
    assert marked == ["Plausible range", "Plausible range"]
