"""The portfolio: what it shows, whom it shows it to, and what it costs."""

import re
from datetime import date

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Marking, State
from assessments.presentation import Axes
from assessments.presentation.portfolio import portfolio_marking, portfolio_rows
from assessments.services import add_evidence, archive_assessment
from missions.models import Mission, Role
from missions.services import set_member
from tests.cast import make_assessment, make_mission, make_person, rate
from tests.shown import one_line, tight

pytestmark = pytest.mark.django_db


def scored_mission(code: str, level: int = 3):
    mission = make_mission(code=code)
    scored_assessment(mission, level)
    return mission


def scored_assessment(mission: Mission, level: int, **facts: object) -> Assessment:
    assessment = make_assessment(mission)
    rate(assessment, level)
    recompute(assessment_id=assessment.pk)
    Assessment.objects.filter(pk=assessment.pk).update(**facts)
    return assessment


@pytest.fixture
def planner_api(api):
    return api("planner")


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
        assert b"UNSECRET" not in answer.getvalue()


def test_filters_hold_in_the_address(sign_in):
    scored_mission("unone")
    scored_mission("untwo")
    html = sign_in("planner").get("/?q=two").content.decode()
    assert "UNTWO" in html
    assert "UNONE" not in html
    assert "No mission fits" in sign_in("planner").get("/?q=nothing").content.decode()


def test_a_choice_that_does_not_exist_is_named_and_shows_every_mission(sign_in):
    scored_mission("unone")
    html = sign_in("planner").get("/?band=purple").content.decode()
    assert "UNONE" in html
    assert "asks for a choice that does not exist" in html
    assert "asks for a choice" not in sign_in("planner").get("/?band=low").content.decode()


def test_filters_stay_folded_until_one_is_set(sign_in):
    scored_mission("unone")
    client = sign_in("planner")
    assert "<details>" in client.get("/?q=one&sort=-risk").content.decode()
    html = client.get("/?band=low&sample=no").content.decode()
    assert "<details open>" in html
    assert "Filters, 2 set" in html


def test_each_cell_names_its_column_for_a_narrow_screen(sign_in):
    scored_mission("unone")
    make_mission(code="unnew")
    row = "".join(sign_in("planner").get("/").content.decode().split("<tbody>")[1].split("</tbody>"))
    first, second = (re.findall('data-label="([^"]+)"', part) for part in row.split("</tr>")[:2])
    assert first == second
    assert len(first) == len(set(first)) == 11
    assert first[0] == "Mission risk"
    assert first[-1] == "Operations combat crime"


def test_the_chart_gives_each_cell_of_the_table_a_number_or_what_is_possible(sign_in):
    """Also where two missions bear one name: they keep a line each."""
    scored_mission("unone")
    again = make_mission(code="unoneagain")
    Mission.objects.filter(pk=again.pk).update(name="UNONE")
    thin = make_assessment(again)
    rate(thin, 4, thin.asked_indicators()[0].code)
    recompute(assessment_id=thin.pk)
    chart = sign_in("planner").get("/portfolio/heat.json").json()
    assert chart["layout"]["yaxis"]["ticktext"] == ["UNONE", "UNONE"]
    valued, possible = chart["data"]
    assert valued["text"] == [["75"] * 6, [""] * 6]
    assert possible["z"] == [[None] * 6, [0] * 6]  # no colour, and no number beneath it
    assert possible["text"][0] == [""] * 6
    assert re.fullmatch("[0-9]+–100", possible["text"][1][0])
    assert possible["text"][1][1:] == ["–"] * 5


def test_a_mission_without_a_score_says_so(sign_in):
    make_mission(code="unnew")
    assert "Not scored yet" in sign_in("planner").get("/").content.decode()


def test_the_number_of_queries_does_not_grow(sign_in, django_assert_num_queries):
    client = sign_in("planner")
    scored_mission("un0")
    client.get("/")
    with django_assert_num_queries(13, exact=False) as few:
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
    set_member(mission=mission, person=make_person("viewer"), role=Role.VIEWER, by=mission.created_by)
    assert client.get(mission.get_absolute_url()).status_code == 200


def test_an_assessment_nobody_has_rated_does_not_take_the_place_of_the_last_one(sign_in):
    mission = scored_mission("unold")
    recompute(assessment_id=make_assessment(mission).pk)
    html = sign_in("planner").get("/").content.decode()
    assert "Substantial" in html
    assert "· 0% rated" not in html


def names(answer) -> list[str]:
    return [row.mission.name for row in answer.context["portfolio"].rows]


@pytest.fixture
def four():
    """High, low, hardly rated and not rated at all."""
    scored_mission("unhigh", 4)
    scored_mission("unlow", 1)
    thin = make_assessment(make_mission(code="unthin"))
    rate(thin, 4, "i1-armed-group-income")
    recompute(assessment_id=thin.pk)
    make_mission(code="unblank")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["UNBLANK", "UNHIGH", "UNLOW", "UNTHIN"]),
        ("-name", ["UNTHIN", "UNLOW", "UNHIGH", "UNBLANK"]),
        ("-risk", ["UNHIGH", "UNLOW", "UNBLANK", "UNTHIN"]),
        ("risk", ["UNLOW", "UNHIGH", "UNBLANK", "UNTHIN"]),
        ("-peace-operation", ["UNHIGH", "UNLOW", "UNBLANK", "UNTHIN"]),
        ("host-nation-stability", ["UNLOW", "UNHIGH", "UNBLANK", "UNTHIN"]),
        ("coverage", ["UNTHIN", "UNHIGH", "UNLOW", "UNBLANK"]),
        ("-as_of", ["UNHIGH", "UNLOW", "UNTHIN", "UNBLANK"]),
    ],
)
def test_the_address_sorts_and_what_has_no_number_comes_last(four, sign_in, order, expected):
    assert names(sign_in("planner").get(f"/?sort={order}")) == expected


def test_targets_are_sorted_by_their_numbers_not_by_their_digits(sign_in):
    """Level 4 gives 50 points, level 1 about 22, and 0 gives 0: as text 50 would come before 8.x."""
    for code, level in (("unfour", 4), ("unzero", 0), ("unone", 1)):
        scored_mission(code, level)
    assert names(sign_in("planner").get("/?sort=peace-operation")) == ["UNZERO", "UNONE", "UNFOUR"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("band=not-enough", ["UNTHIN"]),
        ("band=not-scored", ["UNBLANK"]),
        ("band=moderate", ["UNLOW"]),
        ("state=draft", ["UNHIGH", "UNLOW", "UNTHIN"]),
        ("state=published", []),
        ("sample=yes", []),
        ("sample=no&q=un", ["UNBLANK", "UNHIGH", "UNLOW", "UNTHIN"]),
        ("kind=regional", []),
        ("phase=start-up&q=low", ["UNLOW"]),
        ("band=nonsense", ["UNBLANK", "UNHIGH", "UNLOW", "UNTHIN"]),
        ("sort=nonsense", ["UNBLANK", "UNHIGH", "UNLOW", "UNTHIN"]),
    ],
)
def test_the_address_narrows(four, sign_in, query, expected):
    answer = sign_in("planner").get(f"/?{query}")
    assert names(answer) == expected
    assert ("No mission fits" in answer.content.decode()) == (not expected)


def test_the_head_of_a_column_turns_the_order_round_and_keeps_the_filter(four, sign_in):
    html = tight(sign_in("planner").get("/?q=un&sort=-risk").content.decode())
    assert 'aria-sort="descending"><a href="?q=un&amp;sort=risk"' in html


def test_while_nothing_is_published_the_newest_assessment_decides(sign_in):
    mission = scored_mission("unold", 4)
    scored_assessment(mission, 0)
    client = sign_in("planner")
    assert names(client.get("/?band=low")) == ["UNOLD"]
    assert names(client.get("/?band=substantial")) == []


@pytest.fixture
def published():
    """A mission at 1 whose published assessment is older than a draft at 4 and one submitted before that."""
    mission = scored_mission("unpub", 1)
    mission.assessments.update(state=State.PUBLISHED)
    scored_assessment(mission, 3, as_of=date(2026, 10, 1), state=State.SUBMITTED)
    scored_assessment(mission, 4, as_of=date(2027, 10, 30))
    scored_mission("unmid", 2)
    return mission


def test_a_published_assessment_speaks_however_much_a_newer_draft_says(published, sign_in, planner_api):
    client = sign_in("planner")
    row = client.get("/?q=unpub").context["portfolio"].rows[0]
    assert (row.assessment.state, row.score.risk["value"]) == ("published", row.assessment.current_score.risk)
    assert names(client.get("/?sort=-risk")) == ["UNMID", "UNPUB"]
    assert names(client.get("/?state=published")) == ["UNPUB"]
    assert names(client.get("/?q=unpub&state=draft")) == []
    lines = client.get("/portfolio.csv?q=unpub").getvalue().decode().splitlines()
    latest = planner_api.get("/api/v1/missions/unpub/scores/latest/").json()
    assert latest["assessment"] == row.assessment.pk
    assert f"unpub,2026-11-01,published,mission-risk,{latest['nodes']['mission-risk']['value']}," in "\n".join(lines)


def test_a_newer_draft_is_said_and_linked_and_an_older_one_is_not(published, sign_in):
    draft = published.assessments.get(state=State.DRAFT)
    html = tight(sign_in("planner").get("/?q=unpub").content.decode())
    assert f'<a href="/assessments/{draft.pk}/">Draft of 30 Oct 2027 in progress</a>' in html
    assert "submitted for review" not in html
    published.assessments.filter(pk=draft.pk).update(state=State.SUBMITTED)
    html = tight(sign_in("planner").get("/?q=unpub").content.decode())
    assert f'<a href="/assessments/{draft.pk}/">Assessment of 30 Oct 2027 submitted for review</a>' in html
    published.assessments.filter(pk=draft.pk).update(as_of=date(2026, 9, 1))
    assert "in progress" not in sign_in("planner").get("/?q=unpub").content.decode()
    assert "UNPUB" not in sign_in("outsider").get("/").content.decode()


def test_a_private_first_round_is_said_and_gives_no_number(sign_in):
    mission = make_mission(code="unquiet")
    assessment = make_assessment(mission)
    assessment.is_private = True
    assessment.save()
    rate(assessment, 4)
    recompute(assessment_id=assessment.pk)
    answer = sign_in("planner").get("/")
    assert "First round, private" in answer.content.decode()
    assert answer.context["portfolio"].rows[0].score is None


def test_what_was_chosen_for_comparison_stays_chosen(four, sign_in):
    client = sign_in("planner")
    high, low = (row.assessment.pk for row in client.get("/?sort=-risk").context["portfolio"].rows[:2])
    html = one_line(client.get(f"/?q=high&a={high}&a={low}").content.decode())
    assert f'value="{high}" aria-label="Choose for comparison: UNHIGH" checked' in html
    assert html.count(f'<input type="hidden" name="a" value="{low}">') == 2  # with the filter, and with Compare


def test_where_nothing_speaks_for_a_mission_only_an_open_assessment_is_under_way():
    mission = make_mission()
    (row,) = portfolio_rows([mission], Axes.read(), mission.created_by)
    assert (row.assessment, row.under_way, row.marking) == (None, None, Marking.UNCLASSIFIED)
    draft = make_assessment(mission)
    (row,) = portfolio_rows([mission], Axes.read(), mission.created_by)
    assert row.under_way == draft
    Assessment.objects.filter(pk=draft.pk).update(state=State.PUBLISHED)
    (row,) = portfolio_rows([mission], Axes.read(), mission.created_by)
    assert (row.assessment, row.under_way) == (None, None)
    Assessment.objects.filter(pk=draft.pk).update(state=State.DRAFT)
    archive_assessment(assessment=draft, person=mission.created_by)
    (row,) = portfolio_rows([mission], Axes.read(), mission.created_by)
    assert row.under_way is None


def test_a_table_has_the_marking_of_the_missions_it_shows_and_of_no_other():
    plain, marked = scored_mission("unplain"), make_mission(code="unmarked")
    assessment, lead = make_assessment(marked), marked.created_by
    piece = add_evidence(assessment=assessment, person=lead, title="Port log", marking=Marking.CONFIDENTIAL)
    rate(assessment, 3, evidence=frozenset([piece.pk]))
    recompute(assessment_id=assessment.pk)
    found = [portfolio_marking(missions, lead) for missions in ([plain], [marked], [plain, marked], [])]
    assert found == [Marking.UNCLASSIFIED, Marking.CONFIDENTIAL, Marking.CONFIDENTIAL, Marking.UNCLASSIFIED]
