"""What the reference pages cost: the number of queries does not grow with what they show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interfaces.models import Case, Indicator, Interface, Measure, MissionFact, Precedent, ReferenceMission

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(sign_in) -> Client:
    return sign_in("viewer")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("few", "all_of_them"),
    [
        ("/indicators/?interface=fuels-conflict", "/indicators/"),
        ("/catalogue/?interface=fuels-conflict", "/catalogue/"),
        ("/catalogue/?view=matrix&interface=fuels-conflict", "/catalogue/?view=matrix"),
        ("/catalogue/?q=kosovo", "/catalogue/?q=a"),
    ],
)
def test_a_list_costs_the_same_number_of_queries_however_long_it_is(viewer, few, all_of_them) -> None:
    viewer.get(few)

    assert queries(viewer, few) == queries(viewer, all_of_them) < 30


def test_more_of_everything_costs_no_more_queries(viewer) -> None:
    """Twenty more cases, indicators, precedents and documents: each page asks as often as before."""
    addresses = [
        "/interfaces/",
        "/interfaces/fuels-conflict/",
        "/indicators/i1-armed-group-income/",
        "/catalogue/measures/law-enforcement-operations/",
        "/catalogue/missions/",
        "/catalogue/missions/unmik/",
        "/sources/",
        "/sources/questions/",
    ]
    before = {address: queries(viewer, address) for address in addresses}
    add_twenty_of_each()

    assert {address: queries(viewer, address) for address in addresses} == before
    assert max(before.values()) < 30


def add_twenty_of_each() -> None:
    interface = Interface.objects.get(code="fuels-conflict")
    measure = Measure.objects.get(code="law-enforcement-operations")
    mission = ReferenceMission.objects.get(code="unmik")
    like = Indicator.objects.get(code="i1-armed-group-income")
    source = like.evidence_sources.first()
    country = mission.countries.get()
    for n in range(100, 120):
        named = {"mission": mission, "is_mission_named": True, "position": n}
        Case.objects.create(interface=interface, country=country, fact="Again.", **named)
        Precedent.objects.create(measure=measure, country=country, detail="Again", **named)
        MissionFact.objects.create(text="Again.", **named).interfaces.add(interface)
        mission.documents.create(position=n, code=f"X/{n}", is_un_document=True, title="Letter", cited_for="Nothing.")
        more = Indicator.objects.get(pk=like.pk)
        more.pk, more.code, more.position = None, f"i1-more-{n}", n
        more.save(force_insert=True)
        look = like.evidence_sources.create(position=n, look_for="Again.")
        look.holders.create(component=source.components[0], position=1)
