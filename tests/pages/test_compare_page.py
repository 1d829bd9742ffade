"""Side by side: what is compared, what is marked as a difference, whom it is shown to, and what it costs."""

import csv
import io

import pytest

from assessments.charts.comparisons import over_time, over_time_summary
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score, State
from assessments.presentation import Axes
from assessments.presentation.comparisons import trend_columns
from missions.models import Role
from tests.cast import make_assessment, make_mission, rate

pytestmark = pytest.mark.django_db


def scored(code: str, level: int, **members: str) -> Assessment:
    return rescored(make_assessment(make_mission(code=code, members=members)), level)


def rescored(assessment: Assessment, level: int) -> Assessment:
    rate(assessment, level)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


def address(*assessments: Assessment, at: str = "/compare/") -> str:
    return at + "?" + "&".join(f"a={one.pk}" for one in assessments)


def test_it_works(sign_in):
    """Level 4 everywhere (residual 50 of 100: all threats 100, response 100 at m 0.5) stands far above level 1."""
    high, low = scored("unhigh", 4), scored("unlow", 1)
    html = sign_in("planner").get(address(low, high)).content.decode()
    assert "UNHIGH" in html
    assert "UNLOW" in html
    assert "B stands above A in more than 99 of 100 draws" in html or "B stands above A in 100 of 100 draws" in html
    assert "Almost certain" in html


def test_equal_ratings_are_not_marked_as_different(sign_in):
    html = sign_in("planner").get(address(scored("unone", 2), scored("untwo", 2))).content.decode()
    assert "A stands above B in 50 of 100 draws" in html
    assert "too close to call" in html
    assert "compare__marked" not in html


def test_the_interfaces_that_differ_are_marked_and_the_others_are_not(sign_in):
    base, other = scored("unone", 2), make_assessment(make_mission(code="untwo"))
    rate(other, 2)
    gangs = [row.code for row in other.asked_indicators() if row.interface.code == "fuels-conflict"]
    rate(other, 4, *gangs)
    recompute(assessment_id=other.pk)
    answer = sign_in("planner").get(address(base, other))
    marked = {row.code for row in answer.context["comparison"].interfaces if row.difference}
    assert marked == {"fuels-conflict"}


def test_the_place_among_three_is_an_interval(sign_in):
    three = [scored("unone", 2), scored("untwo", 2), scored("unthree", 4)]
    comparison = sign_in("planner").get(address(*three)).context["comparison"]
    places = {each.column.letter: (each.low, each.high) for each in comparison.places}
    assert places["C"] == (1, 1)
    assert places["A"] == places["B"] == (2, 2)  # the same draws, the same ratings: a tie shares the better place
    two = sign_in("planner").get(address(*three[:2])).context["comparison"]
    assert two.places == []


def test_two_dates_of_one_mission(sign_in):
    mission = make_mission()
    first, second = (rescored(make_assessment(mission), level) for level in (1, 3))
    html = sign_in("planner").get(address(first, second)).content.decode()
    assert "B stands above A" in html
    page = sign_in("planner").get(mission.get_absolute_url()).content.decode()
    assert f'name="a" value="{first.pk}"' in page
    assert 'action="/compare/"' in page


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"engine_version": "0.0.1"}, "present version of the engine"),
        ({"seed": 5}, "different draws"),
    ],
)
def test_what_did_not_come_from_the_same_draws_is_not_set_in_order(sign_in, change, reason):
    high, low = scored("unhigh", 4), scored("unlow", 1)
    Score.objects.filter(pk=low.current_score_id).update(**change)
    html = sign_in("planner").get(address(low, high)).content.decode()
    assert reason in html
    assert "of 100 draws" not in html
    assert "Bands differ" in html


def test_without_enough_evidence_nothing_is_set_in_order(sign_in):
    thin = make_assessment(make_mission(code="unthin"))
    rate(thin, 4, "i1-armed-group-income")
    recompute(assessment_id=thin.pk)
    html = sign_in("planner").get(address(thin, scored("unfull", 1))).content.decode()
    assert "Not enough evidence" in html
    assert "Fewer than two of them have enough evidence for a value." in html


def test_what_has_no_score_yet_has_a_column_without_numbers(sign_in):
    html = sign_in("planner").get(address(scored("unone", 2), make_assessment(make_mission(code="unnew"))))
    assert "Not scored yet" in html.content.decode()
    assert "Fewer than two of them have a score." in html.content.decode()


def test_fewer_than_two_or_more_than_four_are_asked_to_choose_again(sign_in):
    five = [make_assessment(make_mission(code=f"un{number}")) for number in range(5)]
    client = sign_in("planner")
    assert "Choose 2 to 4 assessments" in client.get("/compare/").content.decode()
    assert "Choose 2 to 4 assessments" in client.get(address(five[0])).content.decode()
    assert "Choose at most 4" in client.get(address(*five)).content.decode()
    assert f'href="/?a={five[0].pk}"' in client.get(address(five[0])).content.decode()


@pytest.mark.parametrize("at", ["/compare/", "/compare/profile.json", "/compare.csv"])
def test_one_hidden_assessment_hides_the_whole_comparison(sign_in, at):
    own, hidden = scored("unown", 2, viewer=Role.VIEWER), scored("unhidden", 3)
    client = sign_in("viewer")
    missing = client.get(f"{at}?a={own.pk}&a=9999999")
    refused = client.get(address(own, hidden, at=at))
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content
    assert client.get(address(own, at=at)).status_code == 200


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "99999999999999999999", "²"])
def test_what_is_no_number_of_an_assessment_is_absent(sign_in, key):
    assert sign_in("planner").get("/compare/", {"a": key}).status_code == 404


def test_the_table_holds_what_the_page_shows(sign_in):
    high, low = scored("unhigh", 4), scored("unlow", 1)
    rows = list(
        csv.DictReader(io.StringIO(sign_in("planner").get(address(low, high, at="/compare.csv")).getvalue().decode()))
    )
    risks = {row["mission"]: float(row["value"]) for row in rows if row["node"] == "mission-risk"}
    assert risks == {
        one.mission.code: one.current_score.result["nodes"]["mission-risk"]["value"] for one in (high, low)
    }


def test_the_chart_has_a_trace_for_each(sign_in):
    drawing = (
        sign_in("planner").get(address(scored("unhigh", 4), scored("unlow", 1), at="/compare/profile.json")).json()
    )
    assert [trace["name"] for trace in drawing["data"]] == ["A", "B"]
    assert len(drawing["data"][0]["x"]) == 7


def test_the_number_of_queries_is_the_same_for_two_and_for_four(sign_in, django_assert_num_queries):
    four = [scored(f"un{number}", number) for number in range(4)]
    client = sign_in("planner")
    client.get(address(*four))
    with django_assert_num_queries(10, exact=False) as few:
        client.get(address(*four[:2]))
    with django_assert_num_queries(len(few)):
        client.get(address(*four))


def published(mission, level: int, as_of: str) -> Assessment:
    assessment = rescored(make_assessment(mission), level)
    Assessment.objects.filter(pk=assessment.pk).update(state=State.PUBLISHED, as_of=as_of)
    return assessment


def test_a_mission_shows_its_published_assessments_over_time(sign_in):
    mission = make_mission()
    first = published(mission, 1, "2025-05-01")
    client = sign_in("planner")
    assert "Assessments over time" not in client.get("/missions/unexa/").content.decode()
    second = published(mission, 3, "2026-05-01")
    rescored(make_assessment(mission), 4)  # a draft: not part of it
    html = client.get("/missions/unexa/").content.decode()
    assert "Assessments over time" in html
    assert f"/compare/?a={first.pk}&amp;a={second.pk}" in html
    drawing = client.get("/missions/unexa/over-time.json").json()
    assert drawing["data"][0]["x"] == ["2025-05-01", "2026-05-01"]
    before, after = drawing["data"][0]["y"]
    assert before < after
    table = client.get("/missions/unexa/over-time.csv").getvalue().decode()
    assert table.count("mission-risk") == 2


def test_over_time_a_date_without_enough_evidence_has_no_value(sign_in):
    """Neither in the drawing nor in its sentence; two dates with a value make a comparison."""
    mission = make_mission()
    published(mission, 1, "2025-05-01")
    thin = make_assessment(mission)
    rate(thin, 4, "i1-armed-group-income")
    recompute(assessment_id=thin.pk)
    Assessment.objects.filter(pk=thin.pk).update(state=State.PUBLISHED, as_of="2026-05-01")
    columns = trend_columns(mission, Axes.read())
    (trace,) = over_time(columns)["data"]
    assert [value is None for value in trace["y"]] == [False, True]
    assert [text == "" for text in trace["text"]] == [False, True]
    few = "Fewer than two published assessments have enough evidence for a value."
    assert over_time_summary(columns) == few
    published(mission, 3, "2026-10-01")
    sentence = over_time_summary(trend_columns(mission, Axes.read()))
    assert "1 May 2025" in sentence
    assert "1 Oct 2026" in sentence
