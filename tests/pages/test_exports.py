"""Tables and charts to take away: what they hold, what they withhold, how they are marked."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from assessments.computing.recompute import recompute
from assessments.computing.withheld import WITHHELD
from assessments.models import Assessment, State
from assessments.views import portfolio
from tests.cast import MEMBERS, make_assessment, make_mission, rate, rate_each

pytestmark = pytest.mark.django_db
POSSIBLE = ("lower", "upper", "coverage")
OF_ONE = ("nodes.csv", "tornado.csv", "tornado.json", "profile.json")


@pytest.fixture
def thin() -> Assessment:
    """An assessment with enough evidence for one mechanism and for nothing above it, published twice."""
    mission = make_mission(members=MEMBERS)
    for _time in range(2):
        assessment = make_assessment(mission)
        rate(assessment, 3, "i1-armed-group-income", "i7-operative-mandate", confidence="low")
        elites = assessment.asked_indicators().of_interface("corrupts-elites")
        rate_each(assessment, {row.code: level for row, level in zip(elites, (1, 2, 4), strict=False)})
        recompute(assessment_id=assessment.pk)
    mission.assessments.update(state=State.PUBLISHED)
    return Assessment.objects.get(pk=assessment.pk)


def addresses(assessment: Assessment) -> list[str]:
    """Return the address of every table and chart that an assessment stands in."""
    code, pk = assessment.mission.code, assessment.pk
    one, other = assessment.mission.assessments.values_list("pk", flat=True)
    return [
        *(f"/assessments/{pk}/{name}" for name in OF_ONE),
        *("/portfolio.csv", "/portfolio/heat.json"),
        *(f"/compare{name}?a={one}&a={other}" for name in (".csv", "/profile.json")),
        *(f"/missions/{code}/over-time{name}" for name in (".csv", ".json")),
    ]


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.getvalue().decode()


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text_of(answer))))


def test_no_table_or_chart_gives_a_number_that_the_page_withholds(sign_in, thin):
    nodes = thin.current_score.result["nodes"].values()
    withheld = [node for node in nodes if not node["is_enough"]]
    shown = {node[name] for node in nodes for name in POSSIBLE}
    shown |= {node[name] for node in nodes if node["is_enough"] for name in ("value", "mean", "median", "p5", "p95")}
    names = [name for name in WITHHELD if name not in ("band", "bands")]
    secret = {node[name] for node in withheld for name in names} - shown - {None}
    assert len(secret) > 20
    client = sign_in("planner")
    for address in addresses(thin):
        text = text_of(client.get(address))
        assert [number for number in secret if repr(number) in text] == [], address


@pytest.mark.parametrize("address", ["/portfolio.csv", "/assessments/{}/nodes.csv", "/missions/unexa/over-time.csv"])
def test_a_table_leaves_empty_what_is_withheld_and_gives_what_is_possible(sign_in, thin, address):
    rows = rows_of(sign_in("planner").get(address.format(thin.pk)))
    row = next(row for row in rows if row.get("node", row.get("code")) == "mission-risk")
    assert {row[name] for name in WITHHELD if name in row} == {""}
    node = thin.current_score.result["nodes"]["mission-risk"]
    assert [float(row[name]) for name in POSSIBLE] == [node[name] for name in POSSIBLE]


def missions(count: int) -> None:
    """Give the planner that many missions; each other one has a score."""
    made = [make_mission(code=f"un{number:02d}") for number in range(count)]
    for mission in made[::2]:
        assessment = make_assessment(mission)
        rate(assessment, 3, "i1-armed-group-income")
        recompute(assessment_id=assessment.pk)
    return made


def test_the_portfolios_table_holds_every_mission_that_the_filters_leave(sign_in, monkeypatch):
    monkeypatch.setattr(portfolio, "PAGE_SIZE", 2)
    monkeypatch.setattr(portfolio, "CSV_CHUNK", 3)
    missions(7)
    client = sign_in("planner")
    assert "All 7 missions (CSV)" in client.get("/").content.decode()
    rows = rows_of(client.get("/portfolio.csv?sort=-name&page=2"))
    assert list(dict.fromkeys(row["mission"] for row in rows)) == [f"un{number:02d}" for number in range(6, -1, -1)]
    blank = [row for row in rows if row["mission"] == "un01"]
    assert [(row["node"], row["value"], row["marking"]) for row in blank] == [("", "", "unclassified")]
    assert {row["mission"] for row in rows_of(client.get("/portfolio.csv?q=un03"))} == {"un03"}


def test_its_queries_grow_with_portions_and_not_with_missions(sign_in, django_assert_num_queries):
    client = sign_in("planner")
    missions(2)
    text_of(client.get("/portfolio.csv"))
    with django_assert_num_queries(15, exact=False) as few:
        text_of(client.get("/portfolio.csv"))
    for number in range(10, 20):
        make_mission(code=f"un{number}")
    with django_assert_num_queries(len(few)):
        text_of(client.get("/portfolio.csv"))
