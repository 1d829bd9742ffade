"""The reference model over the API: sizes, order, filters, precedents, cost, conditional requests, sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from interfaces.api.views import ROUTES
from interfaces.models import Framework, Indicator, Measure, Precedent
from tests.interfaces.files import content

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
LISTS = [f"{ROOT}{prefix}/" for prefix, _viewset, _name in ROUTES if prefix != "vocabulary"]
DETAILS = [
    f"{ROOT}interfaces/corrupts-elites/",
    f"{ROOT}indicators/i1-armed-group-income/",
    f"{ROOT}catalogue/areas/border-security/",
    f"{ROOT}catalogue/measures/specialised-unit-creation/",
    f"{ROOT}reference/missions/minustah/",
    f"{ROOT}questions/q9/",
    f"{ROOT}frameworks/seven-interfaces/",
]


@pytest.fixture
def client(api) -> APIClient:
    return api("viewer")


def rows(client: APIClient, address: str, **query: Any) -> list[dict[str, Any]]:
    response = client.get(f"{ROOT}{address}/", query)
    assert response.status_code == 200, response.content
    assert response.json()["next"] is None
    return response.json()["results"]


def codes(client: APIClient, address: str, **query: Any) -> list[str]:
    return [row["code"] for row in rows(client, address, **query)]


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("interfaces", 7),
        ("indicators", 49),
        ("catalogue/areas", 15),
        ("catalogue/measures", 33),
        ("reference/missions", 13),
        ("questions", 18),
        ("frameworks", 1),
    ],
)
def test_it_works(client, address, size) -> None:
    assert len(rows(client, address)) == size


def test_lists_keep_the_order_of_the_paper(client) -> None:
    areas = content("countermeasures.yaml")["areas"]

    assert [row["number"] for row in rows(client, "interfaces")] == [1, 2, 3, 4, 5, 6, 7]
    assert codes(client, "indicators") == [row["code"] for row in content("indicators.yaml")["indicators"]]
    assert [(row["number"], row["code"]) for row in rows(client, "catalogue/areas")] == [
        (number, area["code"]) for number, area in enumerate(areas, 1)
    ]
    assert codes(client, "catalogue/measures") == [row["code"] for area in areas for row in area["measures"]]
    assert codes(client, "reference/missions") == [row["code"] for row in content("missions.yaml")["missions"]]


def test_an_area_lists_its_measures_in_order(client) -> None:
    wanted = {row["code"]: [m["code"] for m in row["measures"]] for row in content("countermeasures.yaml")["areas"]}

    assert {row["code"]: row["measures"] for row in rows(client, "catalogue/areas")} == wanted


def test_pages_of_a_list_follow_each_other_without_gap_or_repeat(client) -> None:
    seen, address = [], f"{ROOT}indicators/?page_size=10"
    while address:
        page = client.get(address).json()
        seen += [row["code"] for row in page["results"]]
        address = page["next"]

    assert seen == list(Indicator.objects.values_list("code", flat=True))


def test_an_interface_brings_mechanisms_relevance_and_cases_with_basis_and_citation(client) -> None:
    row = client.get(f"{ROOT}interfaces/fuels-conflict/").json()

    assert [each["code"] for each in row["mechanisms"]] == [
        "armed-group-funding",
        "economic-spoilers",
        "war-economy-persistence",
    ]
    assert [(each["target"], each["relevance"], each["basis"]) for each in row["relevance"]] == [
        ("peace-operation", 1, "judgement"),
        ("mandate-implementation", 3, "paper"),
        ("host-nation-stability", 3, "paper"),
    ]
    first = row["mechanisms"][0]
    assert {each["target"]: each["bearing"] for each in first["bears_on"]}["host-nation-stability"] == 3
    assert first["bears_on_reason"]
    assert first["cite"] == ["II, Organized Crime Fuels Conflict; fn 24, 25"]
    assert first["indicators"] == ["i1-armed-group-income", "i1-proceeds-into-arms"]
    assert all(case["cite"] for case in row["cases"])


def test_relevance_and_bearing_say_that_their_numbers_are_judgement(client) -> None:
    row = client.get(f"{ROOT}interfaces/fuels-conflict/").json()

    assert {each["relevance_basis"] for each in row["relevance"]} == {"judgement"}
    assert {each["basis"] for mechanism in row["mechanisms"] for each in mechanism["bears_on"]} == {"judgement"}


def test_all_34_cases_are_given(client) -> None:
    assert sum(len(row["cases"]) for row in rows(client, "interfaces")) == 34


def test_a_case_a_fact_and_a_provision_say_whether_the_paper_names_the_mission(client) -> None:
    cases = client.get(f"{ROOT}interfaces/corrupts-elites/").json()["cases"]
    assert [(each["mission"], each["is_mission_named"]) for each in cases][:2] == [
        ("uniogbis", False),
        ("minustah", False),
    ]
    mission = client.get(f"{ROOT}reference/missions/uniogbis/").json()
    assert not any(each["is_mission_named"] for each in [*mission["facts"], *mission["provisions"]])
    mission = client.get(f"{ROOT}reference/missions/unmik/").json()
    assert {each["is_mission_named"] for each in mission["facts"]} == {True, False}


def test_a_question_says_what_it_asks_and_where_to_look_as_judgement(client) -> None:
    row = client.get(f"{ROOT}questions/q9/").json()

    assert (row["kind"], row["number"]) == ("discussion", 9)
    assert row["measures"] == ["planning-operational-support", "investigation-support"]
    assert row["advice_basis"] == "judgement"
    assert row["cite"] == ["IV, Questions for Discussion, Q9"]
    assert codes(client, "questions")[:5] == ["d1", "d2", "d3", "d4", "q1"]


def test_an_indicator_brings_its_scale_and_who_holds_the_evidence(client) -> None:
    row = client.get(f"{ROOT}indicators/i1-armed-group-income/").json()

    assert [step["level"] for step in row["scale"]] == [0, 1, 2, 3, 4]
    assert all(step["descriptor"] for step in row["scale"])
    assert (row["scale_basis"], row["basis"]) == ("judgement", "paper")
    assert [source["holders"] for source in row["evidence"]] == [
        ["panel-of-experts", "jmac"],
        ["military", "civil-affairs"],
    ]
    assert row["proxy"]["unit"] == "% of listed groups"


def test_an_indicator_without_proxy_says_null(client) -> None:
    assert client.get(f"{ROOT}indicators/i1-profit-as-aim/").json()["proxy"] is None


def test_every_precedent_carries_mission_detail_and_the_pairing_note(client) -> None:
    found = [(row, precedent) for row in rows(client, "catalogue/measures") for precedent in row["precedents"]]

    assert len(found) == 45
    for measure, precedent in found:
        assert (precedent["mission"] is None) == precedent["is_all_missions"], measure["code"]
        assert precedent["detail"], measure["code"]
        assert precedent["pairing_note"] == measure["pairing_note"] != ""
        assert precedent["pairing_confidence"] in ("clear", "probable", "ambiguous")


def test_an_inferred_mission_is_told_apart_from_a_named_one(client) -> None:
    row = client.get(f"{ROOT}catalogue/measures/specialised-unit-creation/").json()

    assert [(each["mission"], each["is_mission_named"]) for each in row["precedents"]] == [
        ("unmil", False),
        ("unoci", False),
        ("unamsil", False),
    ]
    assert row["pairing_confidence"] == "ambiguous"
    assert row["mapping_basis"] == "judgement"
    assert row["cite"] == ["Annex, Table 1, row 5"]


@pytest.mark.parametrize(
    ("parameter", "code", "holds"),
    [
        ("interface", "corrupts-elites", lambda row, code: code in [each["interface"] for each in row["effects"]]),
        ("area", "border-security", lambda row, code: row["area"] == code),
        ("component", "jmac", lambda row, code: code in row["components"]),
        ("phase", "drawdown", lambda row, code: code in row["phases"]),
        ("motivation", "livelihood", lambda row, code: code in row["suits"]),
        ("prerequisite", "functioning-courts", lambda row, code: code in row["prerequisites"]),
        (
            "mission",
            "minustah",
            lambda row, code: any(each["mission"] == code or each["is_all_missions"] for each in row["precedents"]),
        ),
    ],
)
def test_measures_are_narrowed_to_exactly_those_that_fit(client, parameter, code, holds) -> None:
    fitting = [row["code"] for row in rows(client, "catalogue/measures") if holds(row, code)]

    assert codes(client, "catalogue/measures", **{parameter: code}) == fitting
    assert 0 < len(fitting) < 33


@pytest.mark.parametrize(
    ("parameter", "code", "holds"),
    [
        ("interface", "corrupts-elites", lambda row, code: row["interface"] == code),
        ("mechanism", "elite-capture", lambda row, code: row["mechanism"] == code),
        ("phase", "planning", lambda row, code: code in row["phases"]),
    ],
)
def test_indicators_are_narrowed_to_exactly_those_that_fit(client, parameter, code, holds) -> None:
    fitting = [row["code"] for row in rows(client, "indicators") if holds(row, code)]

    assert codes(client, "indicators", **{parameter: code}) == fitting
    assert 0 < len(fitting) < 49


def test_filters_narrow_together(client) -> None:
    both = codes(client, "catalogue/measures", interface="corrupts-elites", phase="start-up")
    one = codes(client, "catalogue/measures", interface="corrupts-elites")
    other = codes(client, "catalogue/measures", phase="start-up")

    assert both == [code for code in one if code in other]
    assert len(both) < len(one)


def test_a_search_finds_every_word_wherever_it_stands(client) -> None:
    assert codes(client, "catalogue/measures", search="kosovo judges") == ["international-judges"]
    assert codes(client, "catalogue/measures", search="KOSOVO   Judges") == ["international-judges"]
    assert codes(client, "catalogue/measures", search="nowhere-to-be-found") == []


def test_no_measure_stands_twice_when_filters_and_search_join_many_rows(client) -> None:
    found = codes(client, "catalogue/measures", search="unmik", mission="unmik")

    assert len(found) == len(set(found)) > 1


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("interfaces", {"cursor", "page_size"}),
        ("indicators", {"cursor", "interface", "mechanism", "page_size", "phase"}),
        (
            "catalogue/measures",
            {
                "area",
                "component",
                "cursor",
                "interface",
                "mission",
                "motivation",
                "page_size",
                "phase",
                "prerequisite",
                "search",
            },
        ),
    ],
)
def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(client, address, known) -> None:
    response = client.get(f"{ROOT}{address}/", {"colour": "red"})

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["parameter"] == "colour"
    assert all(name in error["detail"] for name in known)


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        *(
            ("catalogue/measures", name)
            for name in ("interface", "area", "component", "phase", "motivation", "prerequisite", "mission")
        ),
        *(("indicators", name) for name in ("interface", "mechanism", "phase")),
    ],
)
@pytest.mark.parametrize("code", ["no-such-code", "0", "\x00"])
def test_an_unknown_code_is_refused_not_an_empty_list(client, address, parameter, code) -> None:
    response = client.get(f"{ROOT}{address}/", {parameter: code})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_an_unknown_code_is_answered_with_the_codes_there_are(client) -> None:
    response = client.get(f"{ROOT}catalogue/measures/", {"phase": "aftermath"})

    assert all(code in response.json()["errors"][0]["detail"] for code in ("planning", "start-up", "drawdown"))


@pytest.mark.parametrize("address", DETAILS)
def test_one_row_is_found_by_its_code(client, address) -> None:
    assert client.get(address).json()["code"] == address.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("address", DETAILS)
def test_a_code_that_does_not_exist_is_404(client, address) -> None:
    folder = address.rstrip("/").rsplit("/", 1)[0]

    assert client.get(f"{folder}/no-such-code/").status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_the_reference_cannot_be_written_over_the_api(client, address) -> None:
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(address, {}, format="json").status_code == 405


def queries(client: APIClient, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_number_of_queries_however_long_it_is(client, address) -> None:
    assert queries(client, f"{address}?page_size=6") == queries(client, f"{address}?page_size=1000")


def test_a_measure_with_more_precedents_costs_no_more_queries(client) -> None:
    address = f"{ROOT}catalogue/measures/law-enforcement-operations/"
    before = queries(client, address)
    measure = Measure.objects.get(code="law-enforcement-operations")
    like = measure.precedents.get()
    for position in range(50, 60):
        Precedent.objects.create(
            measure=measure, position=position, mission=like.mission, detail="Again", is_mission_named=True
        )

    assert queries(client, address) == before


@pytest.mark.parametrize("address", [*LISTS, *DETAILS])
def test_what_a_client_has_already_is_not_sent_again(client, address) -> None:
    first = client.get(address)
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_changed_row_is_sent_again(client) -> None:
    address = f"{ROOT}indicators/i1-armed-group-income/"
    first = client.get(address)
    Indicator.objects.filter(code="i1-armed-group-income").update(why="Because.")

    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("address", [*LISTS, *DETAILS, f"{ROOT}catalogue/measures/?colour=red"])
def test_signed_out_nothing_is_shown(address) -> None:
    response = APIClient().get(address)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")


def test_a_session_reads_the_reference_too(sign_in) -> None:
    assert sign_in("viewer").get(f"{ROOT}interfaces/").status_code == 200


def test_a_framework_has_every_version_in_the_list_and_its_current_one_at_its_address(client) -> None:
    current = Framework.objects.get()
    Framework.objects.create(code=current.code, version="0.9", title="Earlier", text=current.text, digest="0" * 64)

    assert {row["version"] for row in rows(client, "frameworks")} == {current.version, "0.9"}
    assert client.get(f"{ROOT}frameworks/{current.code}/").json()["version"] == current.version
