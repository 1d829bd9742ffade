"""The pages of rounds: one's own score while it is private, finishing, revealing, the spread and the discussion."""

from __future__ import annotations

import re
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Comment, Evidence, Finish
from assessments.presentation.roles import Roles
from assessments.presentation.spread import Strip
from assessments.services import comment, create_assessment, reveal_round
from missions.models import Mission, Role
from missions.services import remove_member, set_member
from ocpo.jobs.models import Job
from tests.cast import AS_OF, MEMBERS, close, indicator, make_assessment, make_mission, make_person, rate
from tests.shown import tight

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
OTHER = "i2-local-predation"
OWN_ONLY = "Your own ratings only. The common result comes when the first round is revealed."


@pytest.fixture
def private():
    """The lead says 1, the assessor 4; on the other indicator they say 2 and 3."""
    mission = make_mission(members=MEMBERS)
    assessment = create_assessment(
        mission=mission, author=mission.created_by, phase=mission.phase, as_of=AS_OF, is_private=True
    )
    for person, (one, other) in {"planner": (1, 2), "colleague": (4, 3)}.items():
        rate(assessment, one, CODE, by=make_person(person), rationale=f"Reason of the {person}")
        rate(assessment, other, OTHER, by=make_person(person))
    settle(assessment)
    return assessment


@pytest.fixture
def revealed(private):
    reveal_round(assessment=private, person=private.created_by)
    settle(private)
    return private


def settle(assessment):
    recompute(assessment_id=assessment.pk)
    Job.objects.all().delete()
    assessment.refresh_from_db()


def html_of(client, assessment, part="", status=200):
    answer = client.get(f"/assessments/{assessment.pk}/{part}")
    assert answer.status_code == status
    return answer.content.decode()


def strips(html, code):
    """Return what the strips of an indicator say in words, round by round."""
    (article,) = re.findall(rf'<article class="spread" id="{code}".*?</article>', html, re.DOTALL)
    return [" ".join(words.split()) for words in re.findall(r'data-strip="\d">(.*?)</p>', article, re.DOTALL)]


# --- While the first round is private


def test_it_works(private, sign_in):
    """The lead sees who has finished, reveals, and the spread stands there by role."""
    lead, colleague = sign_in("planner"), sign_in("colleague")
    colleague.post(f"/assessments/{private.pk}/round/finish/", {"is_finished": "1"})
    html = tight(html_of(lead, private))
    assert "<dt>Finished</dt><dd>colleague</dd>" in html
    assert "<dt>Not finished</dt><dd>planner</dd>" in html
    asked = html_of(lead, private, "round/reveal/")
    assert "1 person has not finished" in asked
    answer = lead.post(f"/assessments/{private.pk}/round/reveal/")
    assert answer.url == f"/assessments/{private.pk}/spread/"
    assert strips(html_of(lead, private, "spread/"), CODE) == ["1 you, 4 assessor", "1 you, 4 assessor"]
    assert strips(html_of(colleague, private, "spread/"), CODE) == ["1 lead, 4 you", "1 lead, 4 you"]
    assert strips(html_of(sign_in("viewer"), private, "spread/"), CODE) == ["1 lead, 4 assessor", "1 lead, 4 assessor"]


def test_who_rates_sees_their_own_score_and_is_told_so(private, sign_in):
    html = html_of(sign_in("colleague"), private)
    assert OWN_ONLY in html
    assert "Reason of the colleague" in html
    assert "Reason of the planner" not in html
    assert 'data-code="mission-risk"' in html
    assert "Score of your own ratings" in html_of(sign_in("colleague"), private, "sheet/")


@pytest.mark.parametrize("name", ["reviewer", "viewer"])
def test_who_does_not_rate_sees_a_line_and_no_number(private, sign_in, name):
    html = html_of(sign_in(name), private)
    assert "The first round is private. The common result comes when it is revealed." in html
    assert "data-code" not in html
    assert "Not yet rated" not in html


def test_only_a_lead_sees_who_has_finished(private, sign_in):
    assert "Not finished" in html_of(sign_in("planner"), private)
    for name in ("colleague", "reviewer", "viewer"):
        assert "Not finished" not in html_of(sign_in(name), private)


@pytest.mark.parametrize("name", ["planner", "viewer"])
def test_there_is_no_spread_before_the_reveal(private, sign_in, name):
    html = html_of(sign_in(name), private, "spread/")
    assert "The first round is private" in html
    assert "data-strip" not in html


def test_mission_and_portfolio_say_that_the_round_is_private(private, sign_in):
    client = sign_in("viewer")
    assert "First round, private" in client.get("/missions/unexa/").content.decode()
    assert "First round, private" in client.get("/").content.decode()


def test_an_open_request_for_a_score_says_that_it_is_being_computed(private, sign_in):
    client = sign_in("colleague")
    assert "Up to date" in html_of(client, private, "sheet/score/")
    rate(private, 2, CODE, by=make_person("colleague"))
    assert "Being computed" in html_of(client, private, "sheet/score/")
    assert "A score is being computed; reload to see it." in html_of(client, private)
    settle(private)
    assert "Up to date" in html_of(client, private, "sheet/score/")


# --- Finishing and revealing


@pytest.mark.parametrize(
    ("name", "status"), [("planner", 302), ("colleague", 302), ("reviewer", 403), ("viewer", 403), ("outsider", 404)]
)
def test_who_may_finish(private, sign_in, name, status):
    answer = sign_in(name).post(f"/assessments/{private.pk}/round/finish/", {"is_finished": "1"})
    assert answer.status_code == status
    assert Finish.objects.count() == (status == 302)


def test_finishing_leads_back_to_where_one_was(private, sign_in):
    client, at = sign_in("colleague"), f"/assessments/{private.pk}/round/finish/"
    assert client.post(at, {"is_finished": "1"}).url == f"/assessments/{private.pk}/"
    assert "You have finished this round" in html_of(client, private)
    answer = client.post(at, {"is_finished": "0", "interface": "fuels-conflict"})
    assert answer.url == f"/assessments/{private.pk}/sheet/?interface=fuels-conflict"
    assert "I have finished" in html_of(client, private)


@pytest.mark.parametrize(("name", "status"), [("planner", 302), ("colleague", 403), ("viewer", 403), ("outsider", 404)])
def test_who_may_reveal(private, sign_in, name, status):
    client = sign_in(name)
    asked = client.get(f"/assessments/{private.pk}/round/reveal/").status_code
    assert asked == (200 if status == 302 else status)
    assert client.post(f"/assessments/{private.pk}/round/reveal/").status_code == status
    private.refresh_from_db()
    assert private.is_private == (status != 302)


def test_a_second_reveal_is_told_and_changes_nothing(revealed, sign_in):
    client = sign_in("planner")
    assert client.get(f"/assessments/{revealed.pk}/round/reveal/").status_code == 302
    answer = client.post(f"/assessments/{revealed.pk}/round/reveal/", follow=True)
    assert "The ratings are open already." in answer.content.decode()
    assert revealed.ratings.filter(round=2).count() == 4


def test_what_is_closed_has_no_button(sign_in):
    assessment = make_assessment(make_mission(members=MEMBERS))
    close(assessment)
    client = sign_in("planner")
    assert "I have finished" not in html_of(client, assessment)
    answer = client.post(f"/assessments/{assessment.pk}/round/finish/", {"is_finished": "1"}, follow=True)
    assert "This assessment is closed" in answer.content.decode()


def test_who_rates_alone_is_not_asked_whether_they_have_finished(sign_in):
    assert "I have finished" not in html_of(sign_in("planner"), make_assessment(), "sheet/")


def test_a_private_round_is_offered_where_two_can_rate(sign_in):
    make_mission(members=MEMBERS)
    make_mission(code="unexb")
    client = sign_in("planner")
    assert "Rate privately first" in client.get("/missions/unexa/assessments/new/").content.decode()
    assert "Rate privately first" not in client.get("/missions/unexb/assessments/new/").content.decode()
    given = {"phase": "start-up", "as_of": "2026-11-01", "is_private": "on"}
    client.post("/missions/unexa/assessments/new/", given)
    client.post("/missions/unexb/assessments/new/", given)
    opened = dict(Assessment.objects.values_list("mission__code", "is_private"))
    assert opened == {"unexa": True, "unexb": False}


# --- The spread


def test_what_lies_two_levels_apart_comes_first(revealed, sign_in):
    html = html_of(sign_in("planner"), revealed, "spread/")
    apart, close, single = (html.index(f'id="{part}"') for part in ("apart", "close", "single"))
    assert apart < html.index(f'id="{CODE}"') < close < html.index(f'id="{OTHER}"') < single


def test_both_rounds_stand_beside_each_other(revealed, sign_in):
    rate(revealed, 2, CODE, by=make_person("colleague"))
    settle(revealed)
    html = html_of(sign_in("planner"), revealed, "spread/")
    assert strips(html, CODE) == ["1 you, 4 assessor", "1 you, 2 assessor"]
    assert html.index('id="close"') < html.index(f'id="{CODE}"')


def test_agreement_stands_for_both_rounds(revealed, sign_in):
    """Round 1: 1 and 4 on one item of the interface; round 2: both say 1, and 2 on another, which is full agreement."""
    rate(revealed, 1, CODE, by=make_person("colleague"))
    for name in ("planner", "colleague"):
        rate(revealed, 2, "i1-proceeds-into-arms", by=make_person(name))
    settle(revealed)
    html = html_of(sign_in("planner"), revealed, "spread/")
    (row,) = re.findall(r'<tr data-alpha="fuels-conflict">.*?</tr>', html, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
    score = revealed.current_score.result["agreement"]["interfaces"]["fuels-conflict"]
    assert (score["alpha"], score["indicators"]) == (1.0, 2)
    assert cells == ["0.00", "1.00", "2"]


def opened_openly(revealed):
    """An assessment rated openly from the start, with the same two ratings."""
    assessment = make_assessment(revealed.mission)
    for rating in revealed.ratings.filter(round=2, indicator__code=CODE):
        rate(assessment, rating.best, CODE, by=rating.assessor, rationale=rating.rationale)
    return assessment


def started_from(revealed):
    """The next assessment, which took everyone's ratings over."""
    opening = {"mission": revealed.mission, "author": revealed.created_by, "phase": revealed.phase, "as_of": AS_OF}
    return create_assessment(**opening, based_on=revealed)


@pytest.mark.parametrize("made", [lambda revealed: revealed, opened_openly, started_from])
def test_no_page_names_who_rated_in_whatever_round(revealed, sign_in, made):
    """One rule everywhere, or one page would undo another: after the reveal, in an open round, in a copied one."""
    assessment = made(revealed)
    settle(assessment)
    client = sign_in("viewer")
    for part in ("", "spread/", f"nodes/{CODE}/"):
        html = html_of(client, assessment, part)
        assert "Reason of the colleague" in html
        assert "Assessor" in html
        assert not re.search(r"(?<!Reason of the )(colleague|planner)", html), part
    own = html_of(sign_in("colleague"), assessment)
    assert "· You ·" in own
    assert "· Lead ·" in own


def test_answers_stand_in_the_order_of_what_they_say(revealed, sign_in):
    """Not in that of the people's accounts, which would be the same for every indicator."""
    rate(revealed, 3, OTHER, by=revealed.created_by)
    rate(revealed, 2, OTHER, by=make_person("colleague"))
    html = html_of(sign_in("viewer"), revealed)
    first, second = (
        html[html.index(code) :].split('<div class="answer">')[1:3] for code in (f"/{CODE}/", f"/{OTHER}/")
    )
    assert [("Lead" in answer, "Assessor" in answer) for answer in first] == [(True, False), (False, True)]
    assert [("Lead" in answer, "Assessor" in answer) for answer in second] == [(False, True), (True, False)]


def test_a_role_that_one_person_holds_may_tell_who_it_is_and_the_page_says_so(revealed, sign_in):
    page = html_of(sign_in("viewer"), revealed, "spread/")
    assert "These roles are held by one person each on this mission and may tell who rated: assessor, lead." in page
    set_member(
        mission=revealed.mission, person=make_person("third"), role=Role.ASSESSOR, by=revealed.mission.created_by
    )
    page = html_of(sign_in("viewer"), revealed, "spread/")
    assert "One role is held by one person on this mission and may tell who rated: lead." in page
    set_member(mission=revealed.mission, person=make_person("fourth"), role=Role.LEAD, by=revealed.mission.created_by)
    assert "may tell who rated" not in html_of(sign_in("viewer"), revealed, "spread/")


def test_the_role_shown_is_todays(revealed, sign_in):
    set_member(
        mission=revealed.mission, person=make_person("colleague"), role=Role.LEAD, by=revealed.mission.created_by
    )
    viewer = sign_in("viewer")
    assert strips(html_of(viewer, revealed, "spread/"), CODE)[1] == "1 lead, 4 lead"
    remove_member(mission=revealed.mission, person=make_person("colleague"), by=revealed.mission.created_by)
    page = html_of(viewer, revealed, "spread/")
    assert strips(page, CODE)[1] == "1 lead, 4 former member"
    assert page.count("strip__dot--former") == 1 + 4, "in the key, and two levels in two rounds"


def test_reasons_and_evidence_are_given_by_role(revealed, sign_in):
    piece = Evidence.objects.create(
        assessment=revealed, title="Customs ledger", reliability="B", credibility="2", added_by=revealed.created_by
    )
    rate(revealed, 1, CODE, rationale="Reason of the planner", evidence=frozenset([piece.pk]))
    html = html_of(sign_in("colleague"), revealed, "spread/")
    assert "Customs ledger" in html
    assert "B2" in html


def strip(*answers, own=None):
    """A strip of levels (or other answers) by assessors 1, 2, ...; the first one leads."""
    assessment = make_assessment(make_mission(code=f"strip-{Mission.objects.count()}"))
    made = [rate(assessment, answer, CODE, by=make_person(f"a{n}"))[0] for n, answer in enumerate(answers)]
    members = {rating.assessor_id: "lead" if rating is made[0] else "assessor" for rating in made}
    return Strip(1, made, Roles(made[own].assessor if own is not None else make_person("viewer"), members))


@pytest.mark.parametrize("levels", [(0,), (1, 4), (2, 2, 2), (0, 4, 3, 3, 1)])
def test_a_strip_has_a_dot_for_every_level_and_the_median(levels):
    drawn = strip(*levels)
    assert sorted(dot.level for dot in drawn.dots) == sorted(levels)
    assert drawn.median == median(levels)
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == len(levels)
    assert all(0 < dot.x < drawn.width and 0 < dot.y < drawn.axis for dot in drawn.dots)
    ticks = {tick.level: tick.x for tick in drawn.ticks}
    assert all(dot.x == ticks[dot.level] for dot in drawn.dots)


def test_the_order_of_dots_tells_nothing_of_who_came_first():
    assert strip(3, 1, 3, 2).words == "1 assessor, 2 assessor, 3 lead, 3 assessor"
    assert strip(3, 2, 1, 3).words == strip(3, 1, 3, 2).words


def test_other_answers_are_counted_and_no_level():
    drawn = strip(3, "unknown", "unknown", "not-applicable")
    assert drawn.words == "3 lead, 1 × not applicable, 2 × not known"
    assert drawn.median == 3.0
    assert strip().words == "Nobody rated this"
    assert (strip("unknown").median, strip("unknown").median_x) == (None, None)


@pytest.mark.parametrize(("levels", "is_apart"), [((1, 2), False), ((1, 3), True), ((0, 1, 2), True), ((4,), False)])
def test_two_levels_are_apart(levels, is_apart):
    assert strip(*levels).is_apart == is_apart


# --- The discussion


def say(client, assessment, text="Which harbour?", code=CODE):
    return client.post(f"/assessments/{assessment.pk}/spread/{code}/", {"text": text})


def test_a_comment_stands_under_its_indicator(revealed, sign_in):
    client = sign_in("colleague")
    assert say(client, revealed).url == f"/assessments/{revealed.pk}/spread/#{CODE}"
    html = html_of(sign_in("viewer"), revealed, "spread/")
    (article,) = re.findall(rf'<article class="spread" id="{CODE}".*?</article>', html, re.DOTALL)
    assert "Which harbour?" in article
    assert "<strong>colleague</strong>" in article
    assert "Add comment" not in html


def test_a_comment_is_text_and_nothing_else(revealed, sign_in):
    say(sign_in("colleague"), revealed, "<script>alert(1)</script>")
    html = html_of(sign_in("planner"), revealed, "spread/")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_comment_that_cannot_be_kept_stands_in_its_form_again(revealed, sign_in, text):
    answer = say(sign_in("colleague"), revealed, text)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Check what you entered" in html
    assert 'href="#id_text"' in html
    assert html.count('id="id_text"') == 1
    assert text.strip() in html
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("planner", 302), ("colleague", 302), ("reviewer", 403), ("viewer", 403), ("outsider", 404)]
)
def test_who_may_take_part(revealed, sign_in, name, status):
    assert say(sign_in(name), revealed).status_code == status
    assert Comment.objects.count() == (status == 302)


def test_nobody_talks_while_the_round_is_private(private, sign_in):
    answer = say(sign_in("colleague"), private)
    assert answer.status_code == 422
    assert "The discussion begins when the first round is revealed." in answer.content.decode()


def test_an_indicator_that_is_not_asked_has_no_discussion(revealed, sign_in):
    assert say(sign_in("colleague"), revealed, code="no-such").status_code == 404


# --- Cost


@pytest.mark.parametrize("part", ["", "sheet/", "spread/"])
@pytest.mark.parametrize("is_private", [True, False])
def test_one_assessor_costs_as_many_queries_as_eight(sign_in, part, is_private):
    names = [f"assessor{n}" for n in range(7)]
    counts = []
    for code, people in (("unexb", names[:1]), ("unexc", names)):
        mission = make_mission(code=code, members=dict.fromkeys(names, "assessor"))
        assessment = create_assessment(
            mission=mission, author=mission.created_by, phase=mission.phase, as_of=AS_OF, is_private=True
        )
        piece = Evidence.objects.create(assessment=assessment, title="Ledger", added_by=mission.created_by)
        rate(assessment, 2, evidence=frozenset([piece.pk]))
        for n, name in enumerate(people if code == "unexc" else []):
            rate(assessment, n % 5, by=make_person(name), rationale="Seen")
        if not is_private:
            reveal_round(assessment=assessment, person=mission.created_by)
            for name in people:
                comment(assessment=assessment, indicator=indicator(CODE), author=make_person(name), text="Why?")
        settle(assessment)
        client = sign_in("planner")
        client.get(f"/assessments/{assessment.pk}/{part}")
        with CaptureQueriesContext(connection) as queries:
            html_of(client, assessment, part)
        counts.append(len(queries))
    print(f"{part or 'result'}: {counts[0]} queries with 1 assessor, {counts[1]} with 8")
    assert counts[0] == counts[1]
