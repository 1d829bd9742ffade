"""The reference pages: what they show, whom they show it to, and how they narrow."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from interfaces.models import (
    Case,
    Discrepancy,
    Document,
    Indicator,
    Interface,
    Measure,
    MissionFact,
    OpenQuestion,
    Precedent,
    ReferenceMission,
)
from tests.shown import one_line

pytestmark = pytest.mark.django_db

LISTS = [
    "/interfaces/",
    "/indicators/",
    "/catalogue/",
    "/catalogue/?view=matrix",
    "/catalogue/missions/",
    "/sources/",
    "/sources/questions/",
]
DETAILS = [
    "/interfaces/corrupts-elites/",
    "/indicators/i1-armed-group-income/",
    "/catalogue/measures/specialised-unit-creation/",
    "/catalogue/missions/minustah/",
]


@pytest.fixture
def viewer(sign_in) -> Client:
    return sign_in("viewer")


def text_of(client: Client, address: str, query: dict[str, Any] | None = None) -> str:
    """Return what a page says, without tags, its white space closed up."""
    response = client.get(address, query)
    assert response.status_code == 200, address
    return said(response.content.decode())


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def closed_up(words: str) -> str:
    return " ".join(words.split())


def measures_on(client: Client, address: str, query: dict[str, Any] | None = None) -> list[str]:
    """Return the codes of the measures that a page of the catalogue links to, in its order."""
    html = client.get(address, query).content.decode()
    return re.findall(r'href="/catalogue/measures/([-a-z0-9]+)/"', html)


@pytest.mark.parametrize("address", [*LISTS, *DETAILS])
def test_it_works(viewer, address) -> None:
    response = viewer.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert re.search(r"<h1[^>]*>.+?</h1>", response.content.decode(), re.DOTALL)


@pytest.mark.parametrize("address", [*LISTS, *DETAILS])
def test_signed_out_one_is_sent_to_sign_in_and_back(client, address) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=/")


@pytest.mark.parametrize("address", DETAILS)
def test_a_code_that_does_not_exist_is_404(viewer, address) -> None:
    folder = address.rstrip("/").rsplit("/", 1)[0]

    assert viewer.get(f"{folder}/no-such-code/").status_code == 404


@pytest.mark.parametrize("address", [*LISTS, *DETAILS])
def test_reading_pages_take_no_posts(viewer, address) -> None:
    assert viewer.post(address).status_code == 405


@pytest.mark.parametrize("address", [*LISTS, *DETAILS])
def test_no_page_holds_what_the_content_security_policy_forbids(viewer, address) -> None:
    html = viewer.get(address).content.decode()

    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", html)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)


@pytest.mark.parametrize("model", [Interface, Indicator, Measure, ReferenceMission], ids=lambda model: model.__name__)
def test_every_row_has_a_page_of_its_own(viewer, model) -> None:
    for row in model.objects.all():
        assert viewer.get(row.get_absolute_url()).status_code == 200, row


def test_the_list_tells_six_threats_from_the_response(viewer) -> None:
    words = text_of(viewer, "/interfaces/")
    titles = list(Interface.objects.values_list("title", flat=True))

    places = [words.index(title) for title in titles]
    assert places == sorted(places)
    assert words.index(titles[5]) < words.index(" Response ", words.index(titles[5])) < words.index(titles[6])
    assert "Judgement" in words


def test_an_interface_shows_mechanisms_indicators_cases_and_what_it_threatens(viewer) -> None:
    interface = Interface.objects.get(code="fuels-conflict")
    words = text_of(viewer, "/interfaces/fuels-conflict/")

    shown = [
        interface.definition,
        *interface.mechanisms.values_list("title", flat=True),
        *interface.mechanisms.values_list("bearing_reason", flat=True),
        *Indicator.objects.of_interface("fuels-conflict").values_list("title", flat=True),
        *interface.relevances.values_list("reason", flat=True),
        *interface.cases.values_list("fact", flat=True),
        *interface.measures.values_list("title", flat=True),
    ]
    missing = [each for each in shown if closed_up(each) not in words]
    assert missing == []


def test_every_case_is_shown_with_its_citation(viewer) -> None:
    pages = {row.pk: text_of(viewer, row.get_absolute_url()) for row in Interface.objects.all()}

    for case in Case.objects.all():
        assert closed_up(case.fact) in pages[case.interface_id]
        assert all(cite in pages[case.interface_id] for cite in case.cite), case


def test_the_response_is_never_called_a_threat(viewer) -> None:
    words = text_of(viewer, "/interfaces/operations-combat-oc/")

    assert "What a strong response protects" in words
    assert "What it threatens" not in words
    assert "All 33 measures of the catalogue are part of this response" in words


def test_the_indicators_are_narrowed_by_interface_and_phase(viewer) -> None:
    assert "49 of 49 indicators" in text_of(viewer, "/indicators/")
    narrow = Indicator.objects.of_interface("corrupts-elites").in_phase("planning")
    words = text_of(viewer, "/indicators/", {"interface": "corrupts-elites", "phase": "planning"})

    assert f"{narrow.count()} of 49 indicators" in words
    assert all(row.title in words for row in narrow)
    assert Indicator.objects.get(code="i1-armed-group-income").title not in words


def test_an_indicator_shows_five_descriptors_and_who_holds_the_evidence(viewer) -> None:
    indicator = Indicator.objects.with_scale().get(code="i1-armed-group-income")
    words = text_of(viewer, "/indicators/i1-armed-group-income/")

    assert indicator.question in words
    assert [words.count(level.descriptor) for level in indicator.scale] == [1, 1, 1, 1, 1]
    for source in indicator.evidence_sources.all():
        holders = "; ".join(component.title for component in source.components)
        assert f"{source.look_for} {holders}" in words
    assert "II, Organized Crime Fuels Conflict; fn 24, 25" in words
    assert indicator.proxy_name in words


def test_an_indicators_topic_and_scale_say_where_each_comes_from(viewer) -> None:
    words = text_of(viewer, "/indicators/i1-armed-group-income/")

    assert "Topic: Basis: Paper" in words
    assert "Scale Basis: Judgement" in words


def test_indicators_lead_on_to_their_neighbours(viewer) -> None:
    first = viewer.get("/indicators/i1-armed-group-income/").content.decode()
    second = viewer.get("/indicators/i1-proceeds-into-arms/").content.decode()

    assert 'rel="prev"' not in first
    assert 'href="/indicators/i1-proceeds-into-arms/" rel="next"' in first
    assert 'href="/indicators/i1-armed-group-income/" rel="prev"' in second


def test_the_catalogue_has_15_areas_and_33_measures_in_order(viewer) -> None:
    words = text_of(viewer, "/catalogue/")

    assert "33 measures in 15 areas" in words
    assert measures_on(viewer, "/catalogue/") == list(Measure.objects.values_list("code", flat=True))


def test_a_search_needs_every_word(viewer) -> None:
    assert measures_on(viewer, "/catalogue/", {"q": "kosovo judges"}) == ["international-judges"]
    assert "1 of 33 measures for “kosovo judges”" in text_of(viewer, "/catalogue/", {"q": "kosovo judges"})


def test_a_search_without_a_hit_says_what_to_do(viewer) -> None:
    words = text_of(viewer, "/catalogue/", {"q": "zeppelin"})

    assert "No measure fits" in words
    assert "Use fewer words" in words


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "%", "\x00", "'; --", "x" * 5000, "é" * 200])
def test_odd_words_break_nothing_and_are_escaped(viewer, words) -> None:
    response = viewer.get("/catalogue/", {"q": words})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_facets_narrow_together_and_values_of_one_facet_widen(viewer) -> None:
    one = set(measures_on(viewer, "/catalogue/", {"interface": "corrupts-elites"}))
    two = set(measures_on(viewer, "/catalogue/", {"interface": "operations-co-opt-oc"}))
    either = measures_on(viewer, "/catalogue/", {"interface": ["corrupts-elites", "operations-co-opt-oc"]})
    both = measures_on(viewer, "/catalogue/", {"interface": "corrupts-elites", "phase": "drawdown"})

    assert one == set(Measure.objects.filter(effects__interface__code="corrupts-elites").values_list("code", flat=True))
    assert set(either) == one | two
    assert set(both) < one


def test_used_by_a_mission_means_its_own_precedents_and_those_of_all(viewer) -> None:
    wanted = Measure.objects.used_by("minustah").values_list("code", flat=True)

    assert measures_on(viewer, "/catalogue/", {"mission": "minustah"}) == list(wanted)
    assert "zero-tolerance" in wanted


def test_a_facet_that_does_not_exist_is_passed_over(viewer) -> None:
    assert "33 of 33 measures" in text_of(viewer, "/catalogue/", {"interface": "nothing", "colour": "red"})


def test_a_facets_count_is_what_choosing_it_gives(viewer) -> None:
    html = one_line(viewer.get("/catalogue/", {"phase": "drawdown"}).content.decode())
    options = re.findall(r'<a href="(\?[^"]*interface=[^"]*)" rel="nofollow".*?class="count">(\d+)<', html)

    assert len(options) > 3
    for address, count in options:
        words = text_of(viewer, f"/catalogue/{unescape(address)}")
        assert f"{count} of 33 measures" in words


def test_searching_keeps_the_facets_and_the_view(viewer) -> None:
    html = viewer.get("/catalogue/", {"phase": "drawdown", "view": "matrix"}).content.decode()

    assert '<input type="hidden" name="phase" value="drawdown">' in html
    assert '<input type="hidden" name="view" value="matrix">' in html


def test_the_matrix_has_a_cell_for_every_measure_and_threat(viewer) -> None:
    html = viewer.get("/catalogue/", {"view": "matrix"}).content.decode()
    table = html[html.index("effects-matrix") : html.index("</table>", html.index("effects-matrix"))]

    assert len(re.findall(r"<td[ >]", table)) == 33 * 6
    assert len(re.findall('class="pips[ "]', table)) == sum(row.effects.count() for row in Measure.objects.all())
    assert "Combat" not in said(table)


def test_a_measure_shows_its_precedents_and_how_safe_their_pairing_is(viewer) -> None:
    for measure in Measure.objects.for_catalogue():
        words = text_of(viewer, measure.get_absolute_url())
        assert closed_up(measure.pairing_note) in words, measure
        assert all(closed_up(each.detail) in words for each in measure.precedents.all()), measure
        assert all(each.mission.acronym in words for each in measure.precedents.all() if each.mission), measure
        assert all(closed_up(risk.text) in words for risk in measure.risks.all()), measure
        assert measure.area.cite[0] in words, measure


def test_an_inferred_mission_and_an_uncertain_pairing_are_marked(viewer) -> None:
    inferred = text_of(viewer, "/catalogue/measures/specialised-unit-creation/")
    clear = text_of(viewer, "/catalogue/measures/law-enforcement-operations/")

    assert inferred.count("Mission: our attribution") == 3
    assert "ambiguous" in inferred.lower()
    assert "Mission: our attribution" not in clear
    assert "notice--warning" not in viewer.get("/catalogue/measures/law-enforcement-operations/").content.decode()


def test_a_measure_of_all_missions_says_so(viewer) -> None:
    assert "All missions" in text_of(viewer, "/catalogue/measures/zero-tolerance/")


def test_a_measure_keeps_paper_and_judgement_apart(viewer) -> None:
    words = text_of(viewer, "/catalogue/measures/specialised-unit-creation/")

    assert "Title: Basis: Paper" in words
    assert "Description: Basis: Judgement" in words
    assert "Precedents Basis: Paper" in words
    assert "What it acts on Basis: Judgement" in words


def test_the_13_missions_of_the_paper_are_listed(viewer) -> None:
    words = text_of(viewer, "/catalogue/missions/")

    assert all(row.acronym in words for row in ReferenceMission.objects.all())


def test_a_mission_shows_facts_mandate_time_lags_documents_and_measures(viewer) -> None:
    words = text_of(viewer, "/catalogue/missions/minustah/")

    assert "United Nations Stabilization Mission in Haiti" in words
    for fact in MissionFact.objects.filter(mission__code="minustah"):
        assert closed_up(fact.text) in words
        assert all(cite in words for cite in fact.cite)
    assert "5 years" in words
    assert "S/RES/2070" in words
    for precedent in Precedent.objects.filter(mission__code="minustah").select_related("measure"):
        assert precedent.measure.title in words


def test_a_missions_name_and_years_are_marked_as_public_knowledge(viewer) -> None:
    assert "Basis: Public knowledge" in text_of(viewer, "/catalogue/missions/minustah/")


def test_a_case_gives_the_country_first_and_marks_a_mission_of_our_attribution(viewer) -> None:
    for interface in Interface.objects.all():
        html = viewer.get(interface.get_absolute_url()).content.decode()
        table = said(html[html.index("Cases from the paper") : html.index("Measures that act on it")])
        inferred = [case for case in interface.cases.all() if case.mission and not case.is_mission_named]
        assert table.count("Our attribution") == len(inferred), interface
        for case in inferred:
            place = f"{case.country.name} {case.mission.acronym} Our attribution {closed_up(case.fact)}"
            assert place in table, case


def test_a_mission_parts_what_names_it_from_what_names_its_country_only(viewer) -> None:
    words = text_of(viewer, "/catalogue/missions/minustah/")
    ours = words.index("What the paper says of Haiti Basis: Paper")

    assert words.index("What the paper says of MINUSTAH Basis: Paper") < ours
    assert "Here the paper names Haiti and not MINUSTAH" in words
    for fact in MissionFact.objects.filter(mission__code="minustah"):
        assert (words.index(closed_up(fact.text)) < ours) == fact.is_mission_named, fact
    assert "What the paper says of UNIOGBIS" not in text_of(viewer, "/catalogue/missions/uniogbis/")


def test_how_long_it_took_is_the_papers_and_speaks_of_being_established(viewer) -> None:
    words = text_of(viewer, "/catalogue/missions/unmik/")

    assert "How long it took Basis: Paper more than 3 years until its Organized Crime Bureau was established" in words
    assert "worked" in words.split("until its Organized Crime Bureau")[1]
    assert "until a measure worked" not in words


def test_no_page_of_a_mission_shows_a_fragment_for_what_the_paper_leaves_out(viewer) -> None:
    for mission in ReferenceMission.objects.all():
        assert "not stated" not in text_of(viewer, mission.get_absolute_url()), mission


def test_the_border_measures_show_the_corrected_words(viewer) -> None:
    words = text_of(viewer, "/catalogue/")

    assert "including coasts, ports, airports" in words
    assert "Strengthen border security and border management" in words
    assert "costs, ports" not in words
    assert "border-security -management" not in words


def test_documents_open_at_their_public_address_by_a_click(viewer) -> None:
    html = viewer.get("/sources/").content.decode()

    for document in Document.objects.exclude(url=""):
        text = document.code if document.is_un_document else document.title
        assert f'href="{document.url}" rel="noopener noreferrer">{unescape(text)}</a>' in unescape(html), document
    assert 'href="https://undocs.org/S/2012/889"' in viewer.get("/catalogue/missions/uniogbis/").content.decode()


def test_a_citation_of_a_question_leads_to_where_it_can_be_read(viewer) -> None:
    html = viewer.get("/catalogue/measures/planning-operational-support/").content.decode()
    page = viewer.get("/sources/questions/").content.decode()

    assert '<a href="/sources/questions/#q9">IV, Questions for Discussion, Q9</a>' in html
    for question in OpenQuestion.objects.with_places():
        assert page.count(f'id="{question.code}"') == 1
        entry = said(page[page.index(f'id="{question.code}"') :].split("<li id=")[0])
        assert closed_up(question.text) in entry
        assert closed_up(question.asks) in entry
        assert all(measure.title in entry for measure in question.measures.all())
    bullet = viewer.get("/interfaces/corrupts-elites/").content.decode()
    assert 'href="/sources/questions/#d4"' in bullet


def test_the_sources_hold_documents_and_what_does_not_fit(viewer) -> None:
    words = text_of(viewer, "/sources/")

    assert "Wibke Hansen" in words
    for document in Document.objects.all():
        assert closed_up(document.code if document.is_un_document else document.title) in words, document
    assert all(closed_up(row.text) in words for row in Discrepancy.objects.all())
