"""Every page and table that shows an assessment is marked like the evidence its ratings rest on."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, State
from assessments.services import add_evidence, submit_assessment
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, make_scenario, rate
from tests.shown import tight

pytestmark = pytest.mark.django_db
SECRET, PLAIN = "strictly-confidential", "unclassified"
TITLES = {SECRET: "Strictly confidential", "confidential": "Confidential", PLAIN: "Unclassified"}
PAGES = (
    "/",
    "/missions/unexa/",
    "/compare/?a={pk}&a={other}",
    "/assessments/{pk}/",
    "/assessments/{pk}/nodes/mission-risk/",
    "/assessments/{pk}/review/",
    "/assessments/{pk}/spread/",
    "/assessments/{pk}/scenarios/new/",
    "/assessments/{pk}/scenarios/{scenario}/",
    "/assessments/{pk}/scenarios/{scenario}/edit/",
)
OFFERING = (
    "/assessments/{pk}/sheet/",
    "/assessments/{pk}/evidence/",
    "/assessments/{pk}/ratings/{indicator}/evidence/",
)
TABLES = {
    "/portfolio.csv": "portfolio",
    "/compare.csv?a={pk}&a={other}": "comparison",
    "/missions/unexa/over-time.csv": "unexa-over-time",
    "/assessments/{pk}/nodes.csv": "unexa-{pk}-nodes",
    "/assessments/{pk}/tornado.csv": "unexa-{pk}-tornado",
}
FIRST = "i1-armed-group-income"


def scored(mission, as_of: date) -> Assessment:
    assessment = make_assessment(mission)
    Assessment.objects.filter(pk=assessment.pk).update(as_of=as_of)
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.fixture
def places() -> dict[str, object]:
    """Two assessments of one mission, all rated, with a scenario of the newer one."""
    mission = make_mission(members=MEMBERS)
    other, newer = (scored(mission, date(2026, month, 1)) for month in (1, 6))
    scenario = make_scenario(newer)
    return {"pk": newer.pk, "other": other.pk, "scenario": scenario.pk, "indicator": FIRST}


def enter(pk: object, marking: str, *, is_used: bool) -> None:
    """Enter a piece of evidence in an assessment and, where it is used, let its first rating rest on it."""
    assessment = Assessment.objects.get(pk=pk)
    piece = add_evidence(assessment=assessment, person=make_person("planner"), title="Whisper", marking=marking)
    if is_used:
        assessment.ratings.get(indicator__code=FIRST).evidence.add(piece)


def shown(client, address: str) -> set[str]:
    """Return what the marking lines and the chart captions of a page say."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    html = tight(answer.content.decode())
    lines = re.findall(r'<aside class="marking[^>]*>([^<]*)</aside>', html)
    assert len(lines) == 2, address
    captions = re.findall(r'<p class="chart__meta">(?:<span>[^<]*</span>)?<span>([^<]*)</span><a', html)
    assert len(captions) == html.count("chart__meta"), address
    return {*lines, *captions}


@pytest.mark.parametrize("address", [*PAGES, *OFFERING])
def test_a_page_is_marked_like_the_evidence_used(sign_in, places, address):
    enter(places["pk"], SECRET, is_used=True)
    assert shown(sign_in("planner"), address.format(**places)) == {TITLES[SECRET]}


@pytest.mark.parametrize("address", PAGES)
def test_evidence_that_nothing_shown_rests_on_does_not_mark_a_page(sign_in, places, address):
    enter(places["pk"], SECRET, is_used=False)
    assert shown(sign_in("planner"), address.format(**places)) == {TITLES[PLAIN]}


@pytest.mark.parametrize("address", OFFERING)
def test_where_evidence_is_offered_it_marks_the_page(sign_in, places, address):
    enter(places["other"], SECRET, is_used=False)
    assert shown(sign_in("planner"), address.format(**places)) == {TITLES[SECRET]}


def test_a_result_that_tells_what_changed_is_marked_like_the_one_before_it_too(sign_in, places):
    enter(places["other"], SECRET, is_used=True)
    enter(places["pk"], "confidential", is_used=True)
    client = sign_in("planner")
    assert shown(client, f"/assessments/{places['pk']}/") == {TITLES[SECRET]}
    assert shown(client, f"/assessments/{places['pk']}/nodes/mission-risk/") == {TITLES["confidential"]}


def test_the_queue_of_a_reviewer_is_marked_like_what_waits_in_it(sign_in, places):
    client = sign_in("reviewer")
    enter(places["pk"], SECRET, is_used=True)
    assert shown(client, "/review/") == {TITLES[PLAIN]}
    submit_assessment(assessment=Assessment.objects.get(pk=places["pk"]), person=make_person("planner"))
    assert shown(client, "/review/") == {TITLES[SECRET]}


@pytest.mark.parametrize("address", TABLES)
def test_a_table_carries_its_marking_in_its_name_and_in_each_row(sign_in, places, address):
    for marking in (PLAIN, SECRET):
        enter(places["pk"], marking, is_used=True)
        Assessment.objects.update(state=State.PUBLISHED)
        answer = sign_in("planner").get(address.format(**places))
        name = TABLES[address].format(**places)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}-{marking}.csv"'
        head, *rows = answer.getvalue().decode().splitlines()
        assert head.endswith(",marking")
        assert any(row.endswith(f",{marking}") for row in rows)
        Assessment.objects.update(state=State.DRAFT)


def test_rows_of_several_assessments_carry_each_their_own(sign_in, places):
    enter(places["pk"], "confidential", is_used=True)
    answer = sign_in("planner").get("/compare.csv?a={pk}&a={other}".format(**places))
    endings = {tuple(line.split(",")[i] for i in (0, -1)) for line in answer.getvalue().decode().splitlines()[1:]}
    assert endings == {(str(places["pk"]), "confidential"), (str(places["other"]), "unclassified")}


def test_markings_cost_no_query_per_mission(sign_in, places, django_assert_num_queries):
    client = sign_in("planner")
    client.get("/")
    with django_assert_num_queries(13, exact=False) as few:
        client.get("/")
    for number in range(4):
        assessment = scored(make_mission(code=f"un{number}"), date(2026, 1, 1))
        enter(assessment.pk, "confidential", is_used=True)
    with django_assert_num_queries(len(few)):
        client.get("/")
