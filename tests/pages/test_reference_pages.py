"""The reference pages: who sees them, what they say, how they narrow, and that more rows cost no more queries."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interfaces.display import percent, points, reading
from interfaces.models import Indicator, Interface, Measure, Precedent, ReferenceMission

PAGES = [
    "/interfaces/",
    "/interfaces/operations-fuel-oc/",
    "/interfaces/operations-combat-oc/",
    "/indicators/",
    "/indicators/i1-armed-group-income/",
    "/catalogue/",
    "/catalogue/?view=matrix",
    "/catalogue/measures/smuggling-surveillance/",
    "/catalogue/missions/",
    "/catalogue/missions/minustah/",
    "/sources/",
]
UNKNOWN = ["/interfaces/none/", "/indicators/none/", "/catalogue/measures/none/", "/catalogue/missions/none/"]


@pytest.fixture
def browser(sign_in) -> Client:
    return sign_in("planner")


def text_of(response) -> str:
    """The words of a page, tags and runs of white space taken out."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


def measures_on(response) -> set[str]:
    return set(re.findall(r"/catalogue/measures/([\w-]+)/", response.content.decode()))


def indicators_on(response) -> set[str]:
    return set(re.findall(r"/indicators/([\w-]+)/", response.content.decode()))


@pytest.mark.parametrize("address", PAGES)
def test_it_works(browser, address):
    response = browser.get(address)

    assert response.status_code == 200
    assert response.content.count(b"Unclassified") == 2
    assert b'aria-current="page"' in response.content


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_code_is_not_found_and_says_what_to_do(browser, address):
    response = browser.get(address)

    assert response.status_code == 404
    assert "Check the address" in text_of(response)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_inline_script_or_style(browser, address):
    html = browser.get(address).content.decode()

    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html
    assert not re.search(r"\s(style|on\w+)=\"", html)


def test_every_interface_indicator_measure_and_mission_has_a_page(browser):
    for model in (Interface, Indicator, Measure, ReferenceMission):
        for row in model.objects.all():
            assert browser.get(row.get_absolute_url()).status_code == 200, row.code


def test_the_seven_interfaces_tell_threats_from_the_response(browser):
    html = browser.get("/interfaces/").content.decode()
    threats, response = html.index(">Threats<"), html.index(">Response<")

    assert threats < html.index("Organized Crime corrupts elites") < response
    assert response < html.index("Peace Operations combat Organized Crime")


def test_an_interface_shows_mechanisms_questions_cases_and_measures(browser):
    page = text_of(browser.get("/interfaces/fuels-conflict/"))
    interface = Interface.objects.get(code="fuels-conflict")

    for mechanism in interface.mechanisms.all():
        assert mechanism.title in page
        assert mechanism.bearing_reason in page
    for indicator in Indicator.objects.of_interface("fuels-conflict"):
        assert indicator.question in page
    for case in interface.cases.all():
        assert case.fact in page
    for measure in Measure.objects.acting_on("fuels-conflict"):
        assert measure.title in page


def test_an_interface_tells_the_papers_link_from_judgement(browser):
    html = browser.get("/interfaces/fuels-conflict/").content.decode()
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>.*?badge--(\w+).*?</tr>", html, re.S)

    assert ("The peace operation itself", "judgement") in rows
    assert ("Mandate implementation", "paper") in rows


def test_an_indicator_shows_five_levels_and_who_holds_the_evidence(browser):
    indicator = Indicator.objects.get(code="i1-profit-as-aim")
    response = browser.get(indicator.get_absolute_url())
    page = text_of(response)

    assert response.content.count(b"rung__text") == 5
    for level in indicator.scale:
        assert level.descriptor in page
    assert indicator.applies_when in page
    assert "Political affairs" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", lambda: Indicator.objects.all()),
        ("?interface=corrupts-elites", lambda: Indicator.objects.of_interface("corrupts-elites")),
        ("?phase=drawdown", lambda: Indicator.objects.in_phase("drawdown")),
        (
            "?interface=corrupts-elites&interface=fuels-conflict&phase=planning",
            lambda: Indicator.objects.in_phase("planning").filter(
                mechanism__interface__code__in=["corrupts-elites", "fuels-conflict"]
            ),
        ),
        ("?interface=none", lambda: Indicator.objects.all()),
    ],
)
def test_indicators_narrow_by_interface_and_phase(browser, query, expected):
    assert indicators_on(browser.get(f"/indicators/{query}")) == {row.code for row in expected()}


@pytest.mark.parametrize("view", ["list", "matrix"])
@pytest.mark.parametrize(
    ("query", "lookup"),
    [
        ("interface=corrupts-elites", {"effects__interface__code": "corrupts-elites"}),
        ("phase=planning", {"phases__code": "planning"}),
        ("component=maritime", {"components__code": "maritime"}),
        ("motivation=livelihood", {"suits__code": "livelihood"}),
        ("prerequisite=executive-mandate", {"prerequisites__code": "executive-mandate"}),
        (
            "interface=corrupts-elites&phase=planning",
            {"effects__interface__code": "corrupts-elites", "phases__code": "planning"},
        ),
    ],
)
def test_each_facet_of_the_catalogue_narrows_to_its_measures(browser, view, query, lookup):
    expected = set(Measure.objects.filter(**lookup).values_list("code", flat=True))

    assert 0 < len(expected) < Measure.objects.count()
    assert measures_on(browser.get(f"/catalogue/?{query}&view={view}")) == expected


def test_values_of_one_facet_add_up(browser):
    both = measures_on(browser.get("/catalogue/?component=maritime&component=aviation"))

    assert both == {row.code for row in Measure.objects.filter(components__code__in=["maritime", "aviation"])}


def test_the_mission_facet_counts_measures_of_all_missions_too(browser):
    assert measures_on(browser.get("/catalogue/?mission=minustah")) == {
        row.code for row in Measure.objects.used_by("minustah")
    }


def test_a_facet_count_foretells_what_choosing_it_gives(browser):
    facets = browser.get("/catalogue/?phase=planning").context["narrowing"].options
    offered = [option for facet in facets if facet["name"] != "phase" for option in facet["options"]]

    assert len(offered) > 10
    for option in offered:
        assert browser.get(f"/catalogue/{option['url']}").context["count"] == option["count"], option["title"]


def test_choosing_a_facet_again_takes_it_away(browser):
    narrowing = browser.get("/catalogue/?q=police&phase=planning&view=matrix").context["narrowing"]
    (removal,) = narrowing.removals

    after = browser.get(f"/catalogue/{removal['url']}").context
    assert not after["narrowing"].is_narrowed
    assert (after["words"], after["view"]) == ("police", "matrix")


def test_searching_finds_words_of_measures_and_of_their_precedents(browser):
    kimberley = Measure.objects.get(title__icontains="kimberley")

    assert measures_on(browser.get("/catalogue/?q=kimberley")) == {kimberley.code}
    assert "coast-patrol" in measures_on(browser.get("/catalogue/?q=coast haiti"))
    assert "coast-patrol" not in measures_on(browser.get("/catalogue/?q=coast liberia"))


def test_a_search_that_finds_nothing_says_what_to_do(browser):
    page = text_of(browser.get("/catalogue/?q=zeppelin"))

    assert "No measure fits" in page
    assert "Show all measures" in page


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 500, "interface=%27%3B--", "view=%3Cscript%3E", "q=<b>bold</b>"]
)
def test_odd_addresses_are_answered_calmly(browser, query):
    response = browser.get(f"/catalogue/?{query}")

    assert response.status_code == 200
    assert b"<b>bold" not in response.content


@pytest.mark.django_db
def test_a_measure_shows_its_precedents_and_how_safely_they_are_paired(browser):
    for measure in Measure.objects.for_catalogue():
        page = text_of(browser.get(measure.get_absolute_url()))
        assert measure.pairing_note in page
        assert f"Pairing {measure.pairing_confidence}:" in page
        for precedent in measure.precedents.all():
            assert precedent.detail in page
        for risk in measure.risks.all():
            assert risk.text in page


def test_a_mission_that_the_annex_does_not_name_is_marked_as_inferred(browser):
    inferred = Precedent.objects.filter(is_mission_named=False, mission__isnull=False)
    named = Measure.objects.exclude(precedents__is_mission_named=False).first()

    assert inferred.exists()
    for precedent in inferred:
        assert "Mission inferred" in text_of(browser.get(precedent.measure.get_absolute_url()))
        assert "Mission inferred" in text_of(browser.get(precedent.mission.get_absolute_url()))
    assert "Mission inferred" not in text_of(browser.get(named.get_absolute_url()))


def test_a_mission_of_the_paper_shows_facts_mandate_and_time_lag(browser):
    mission = ReferenceMission.objects.get(code="minustah")
    page = text_of(browser.get(mission.get_absolute_url()))

    assert "5 years" in page
    for row in [*mission.facts.all(), *mission.provisions.all()]:
        assert str(row) in page
    for precedent in mission.precedents.all():
        assert precedent.measure.title in page


def test_sources_name_the_paper_its_documents_and_what_does_not_fit(browser):
    page = text_of(browser.get("/sources/"))

    assert "Interfaces Between Peace Operations and Organized Crime" in page
    assert "S/RES/2070" in page
    assert "12 Oct 2012" in page
    assert "S/RES/2066 is dated 12 September 2012" in page


@pytest.mark.parametrize(
    ("few", "many"),
    [
        ("/catalogue/?q=patrolling", "/catalogue/"),
        ("/catalogue/?q=patrolling&view=matrix", "/catalogue/?view=matrix"),
        ("/indicators/?interface=fuels-conflict", "/indicators/"),
    ],
)
def test_a_page_asks_as_often_for_few_rows_as_for_many(browser, few, many):
    assert queries_of(browser, few) == queries_of(browser, many)


def test_no_mission_or_measure_costs_more_than_one_with_everything(browser):
    """A relation with no rows saves the questions about what hangs on it; nothing may add any."""
    for model, fullest in ((ReferenceMission, "minustah"), (Measure, "smuggling-surveillance")):
        most = queries_of(browser, model.objects.get(code=fullest).get_absolute_url())
        for row in model.objects.all():
            assert queries_of(browser, row.get_absolute_url()) <= most, row.code


def test_scores_are_shown_in_whole_points_rounded_half_up():
    assert [points(value) for value in (62.5, 62.49999, 0.5, 1.5, 0.0, 100.0, None)] == [
        "63",
        "62",
        "1",
        "2",
        "0",
        "100",
        "–",
    ]


def test_only_a_full_share_reads_as_all():
    assert [percent(share) for share in (0.999, 1.0, 0.001, 0.0, 0.825, None)] == [
        "99%",
        "100%",
        "1%",
        "0%",
        "83%",
        "–",
    ]


def test_too_little_evidence_is_never_shown_as_a_number():
    value = {"value": 40.0, "lower": 10.0, "upper": 85.0, "coverage": 0.3, "is_enough": False, "band": None}

    assert reading(value, "threat")["state"] == "thin"
    assert reading(value, "threat")["text"] == "Not enough evidence: between 10 and 85"
    assert reading(None, "threat")["state"] == "unrated"
