"""What is stored says what the files say: holders, precedents, cites, bases and weights, row for row."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db.models import Model

from interfaces import models
from interfaces.models import Basis, Framework, Indicator, Interface, Measure, Mechanism, Precedent, ReferenceMission
from interfaces.reference import load_reference
from tests.interfaces.files import FIXTURES, LOADER, content

pytestmark = pytest.mark.django_db


def tables_of_the_model() -> list[type[Model]]:
    """Every table of the reference model, links between rows included."""
    return list(apps.get_app_config("interfaces").get_models(include_auto_created=True))


def everything_stored() -> dict[str, list[Any]]:
    """Return every row of every table, with its id."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in tables_of_the_model()}


@pytest.fixture(scope="module")
def nodes() -> dict[str, dict[str, Any]]:
    """Return the shipped framework's nodes by code, parsed without the scoring core."""
    text = (FIXTURES / "frameworks" / "seven-interfaces.yaml").read_text(encoding="utf-8")
    return {node["code"]: node for node in yaml.load(text, LOADER)["nodes"]}


def test_it_works() -> None:
    empty = [model._meta.label for model in tables_of_the_model() if not model._default_manager.exists()]

    assert empty == []


def test_a_load_that_reads_everything_again_leaves_every_row_as_it_was() -> None:
    before = everything_stored()

    load_reference(FIXTURES, force=True)

    edition = models.ReferenceEdition._meta.label
    assert {**everything_stored(), edition: None} == {**before, edition: None}


def test_every_indicator_says_what_to_look_for_and_who_holds_it_most_likely_first() -> None:
    stored = {
        indicator.code: [
            (source.look_for, [component.code for component in source.components])
            for source in indicator.evidence_sources.all()
        ]
        for indicator in Indicator.objects.with_scale()
    }
    assert stored == {
        row["code"]: [(entry["look_for"], entry["holder"]) for entry in row["evidence"]]
        for row in content("indicators.yaml")["indicators"]
    }


def test_every_level_keeps_its_own_words() -> None:
    stored = {row.code: [level.descriptor for level in row.scale] for row in Indicator.objects.with_scale()}

    assert stored == {
        row["code"]: [step["descriptor"] for step in row["scale"]] for row in content("indicators.yaml")["indicators"]
    }


def test_an_indicator_without_a_proxy_has_none() -> None:
    without = {row["code"] for row in content("indicators.yaml")["indicators"] if row["proxy"] is None}

    assert {row.code for row in Indicator.objects.all() if not row.has_proxy} == without != set()


def test_every_precedent_stands_with_the_measure_the_file_gives_it_to() -> None:
    rows = Precedent.objects.select_related("measure", "mission", "country").order_by("measure__position", "position")
    stored = [
        (row.measure.code, row.mission and row.mission.code, row.country and row.country.code, row.detail)
        for row in rows
    ]
    assert stored == [
        (measure["code"], example["mission"], example["country"], example["detail"])
        for area in content("countermeasures.yaml")["areas"]
        for measure in area["measures"]
        for example in measure["examples"]
    ]


def test_every_measure_keeps_its_pairing_note() -> None:
    stored = list(Measure.objects.values_list("code", "pairing_confidence", "pairing_note"))

    assert stored == [
        (measure["code"], measure["pairing"]["confidence"], measure["pairing"]["note"])
        for area in content("countermeasures.yaml")["areas"]
        for measure in area["measures"]
    ]


def test_every_case_keeps_its_mission_country_and_citation() -> None:
    stored = [
        (case.interface.code, case.mission and case.mission.code, case.country and case.country.code, case.cite)
        for case in models.Case.objects.order_by("interface__number", "position")
    ]
    assert stored == [
        (row["code"], case["mission"], case["country"], case["cite"])
        for row in content("interfaces.yaml")["interfaces"]
        for case in row["evidence"]
    ]


def test_every_mechanism_of_a_threat_says_where_it_hits_and_why() -> None:
    for mechanism in Mechanism.objects.filter(interface__role="threat").prefetch_related("bearings"):
        assert len(mechanism.bearings.all()) == 3, mechanism.code
        assert mechanism.bearing_reason, mechanism.code


def test_a_mission_brings_its_facts_documents_and_mandate() -> None:
    minustah = ReferenceMission.objects.get(code="minustah")

    assert [row.code for row in minustah.documents.all()] == ["S/RES/2070"]
    assert [row.document.code for row in minustah.provisions.all() if row.document] == ["S/RES/2070"]
    assert minustah.facts.filter(interfaces__code="corrupts-elites").exists()
    assert all(fact.cite for fact in minustah.facts.all())


def test_whatever_is_stated_in_the_paper_cites_it() -> None:
    for model in tables_of_the_model():
        if {"basis", "cite"} <= {field.name for field in model._meta.concrete_fields}:
            stated = model._default_manager.filter(basis=Basis.PAPER)
            assert all(row.cite for row in stated), model._meta.label


def test_numbers_scales_and_mappings_are_judgement() -> None:
    marks = {
        models.Relevance.number_basis,
        models.Bearing.number_basis,
        models.MeasureEffect.number_basis,
        models.Measure.mapping_basis,
        models.Indicator.scale_basis,
    }

    assert marks == {Basis.JUDGEMENT}


def test_the_framework_weighs_interfaces_as_the_model_does(nodes) -> None:
    """The weight of an interface in a target is its relevance; none means that it is left out."""
    for target in models.Target.objects.all():
        relevances = target.relevances.filter(interface__role=Interface.Role.THREAT, relevance__gt=0)
        wanted = {f"{row.interface.code}.{target.code}": row.relevance for row in relevances}
        assert nodes[f"inherent-{target.code}"]["children"] == wanted


def test_the_framework_weighs_mechanisms_as_the_model_does(nodes) -> None:
    """The weight of a mechanism in a cell is its bearing on the target; none means that it is left out."""
    cells = {code: node["children"] for code, node in nodes.items() if node["kind"] == "cell"}
    wanted: dict[str, dict[str, int]] = {}
    for bearing in models.Bearing.objects.filter(bearing__gt=0).select_related("mechanism__interface", "target"):
        cell = f"{bearing.mechanism.interface.code}.{bearing.target.code}"
        wanted.setdefault(cell, {})[bearing.mechanism.code] = bearing.bearing

    used = {code for target in models.Target.objects.all() for code in nodes[f"inherent-{target.code}"]["children"]}
    assert cells == {code: weights for code, weights in wanted.items() if code in used}


def test_the_framework_asks_the_models_indicators_in_the_models_phases() -> None:
    document = yaml.load(Framework.objects.current().get(code="seven-interfaces").text, LOADER)
    phases = document["phases"]
    asked = {row["code"]: (row["title"], row.get("phases", phases)) for row in document["indicators"]}

    assert asked == {
        row.code: (row.title, [phase.code for phase in row.phases.all()])
        for row in Indicator.objects.prefetch_related("phases")
    }


def test_the_framework_puts_every_indicator_under_its_mechanism(nodes) -> None:
    under = {code: set(node["children"]) for code, node in nodes.items() if node["kind"] == "mechanism"}

    assert under == {
        row.code: {indicator.code for indicator in row.indicators.all()}
        for row in Mechanism.objects.prefetch_related("indicators")
    }
