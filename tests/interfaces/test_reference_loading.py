"""The reference model as loaded: its size, some of its content, and that a second run changes nothing."""

from __future__ import annotations

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db.models import Count, Model

from interfaces import models
from interfaces.models import Area, Framework, Indicator, Interface, Measure, Mechanism, Precedent, ReferenceMission
from interfaces.reference import load_reference
from tests.interfaces.folder import SHIPPED, copy_shipped, everything_stored, replace_once, tables_of_the_model

pytestmark = pytest.mark.django_db
SIZES: list[tuple[type[Model], int]] = [
    (models.Interface, 7),
    (models.Target, 3),
    (models.Mechanism, 25),
    (models.Relevance, 7 * 3),
    (models.Indicator, 49),
    (models.Level, 49 * 5),
    (models.Case, 34),
    (models.Area, 15),
    (models.Measure, 33),
    (models.Precedent, 45),
    (models.ReferenceMission, 13),
    (models.Phase, 4),
    (models.PoliceFunction, 2),
    (models.PoliceActivity, 13),
    (models.CriticalQuestion, 2),
    (models.Paper, 1),
    (models.Framework, 1),
]


def shipped(name: str) -> dict:
    return yaml.safe_load((SHIPPED / "reference" / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("model", "size"), SIZES, ids=[model.__name__ for model, _size in SIZES])
def test_it_works(model: type[Model], size: int) -> None:
    assert model._default_manager.count() == size


def test_no_table_of_the_model_stays_empty() -> None:
    empty = [model._meta.label for model in tables_of_the_model() if not model._default_manager.exists()]

    assert empty == []


def test_the_interfaces_stand_in_the_order_of_box_1() -> None:
    assert list(Interface.objects.values_list("number", "code")) == [
        (1, "fuels-conflict"),
        (2, "undermines-security"),
        (3, "peacekeepers-participate"),
        (4, "operations-fuel-oc"),
        (5, "operations-co-opt-oc"),
        (6, "corrupts-elites"),
        (7, "operations-combat-oc"),
    ]


def test_only_the_seventh_interface_is_a_response() -> None:
    assert [row.code for row in Interface.objects.all() if row.is_response] == ["operations-combat-oc"]


def test_every_mechanism_of_a_threat_says_where_it_hits_and_why() -> None:
    for mechanism in Mechanism.objects.filter(interface__role="threat").prefetch_related("bearings"):
        assert len(mechanism.bearings.all()) == 3, mechanism.code
        assert mechanism.bearing_reason, mechanism.code


def test_armed_group_funding_bears_most_on_the_host_nation() -> None:
    bearings = Mechanism.objects.get(code="armed-group-funding").bearings

    assert dict(bearings.values_list("target__code", "bearing")) == {
        "peace-operation": 2,
        "mandate-implementation": 2,
        "host-nation-stability": 3,
    }


def test_every_indicator_has_five_different_descriptors_from_0_to_4() -> None:
    for indicator in Indicator.objects.prefetch_related("levels"):
        assert [level.level for level in indicator.scale] == [0, 1, 2, 3, 4], indicator.code
        assert len({level.descriptor for level in indicator.scale}) == 5, indicator.code
        assert all(level.label for level in indicator.scale), indicator.code


def test_every_indicator_says_what_to_look_for_and_who_holds_it_most_likely_first() -> None:
    for row in shipped("indicators")["indicators"]:
        indicator = Indicator.objects.with_scale().get(code=row["code"])
        stored = [
            (source.look_for, [component.code for component in source.components])
            for source in indicator.evidence_sources.all()
        ]
        assert stored == [(entry["look_for"], entry["holder"]) for entry in row["evidence"]]


def test_an_indicator_without_a_proxy_has_none() -> None:
    assert Indicator.objects.get(code="i1-armed-group-income").has_proxy
    assert not Indicator.objects.get(code="i1-profit-as-aim").has_proxy


def test_areas_and_measures_stand_in_the_order_of_the_annex() -> None:
    per_area = Area.objects.annotate(count=Count("measures")).values_list("number", "count")

    assert list(per_area) == list(enumerate([1, 2, 2, 1, 2, 4, 4, 2, 2, 3, 2, 2, 2, 1, 3], 1))
    wanted = [measure["number"] for area in shipped("countermeasures")["areas"] for measure in area["measures"]]
    assert list(Measure.objects.values_list("number", flat=True)) == wanted


def test_every_precedent_is_stored_as_the_file_has_it() -> None:
    stored = [
        (row.measure.code, row.mission and row.mission.code, row.country and row.country.code, row.detail)
        for row in Precedent.objects.select_related("measure", "mission", "country").order_by(
            "measure__position", "position"
        )
    ]
    assert stored == [
        (measure["code"], example["mission"], example["country"], example["detail"])
        for area in shipped("countermeasures")["areas"]
        for measure in area["measures"]
        for example in measure["examples"]
    ]


def test_every_measure_notes_how_safely_its_precedents_are_paired() -> None:
    uncertain = [measure for measure in Measure.objects.all() if measure.is_pairing_uncertain]

    assert all(measure.pairing_note for measure in Measure.objects.all())
    assert 0 < len(uncertain) < 33
    assert Measure.objects.get(code="specialised-unit-creation").pairing_confidence == "ambiguous"


def test_zero_tolerance_is_the_one_measure_of_all_missions() -> None:
    for_all = [measure.code for measure in Measure.objects.for_catalogue() if measure.is_for_all_missions]

    assert for_all == ["zero-tolerance"]


def test_no_measure_acts_on_the_response_it_is_part_of() -> None:
    assert not Measure.objects.acting_on("operations-combat-oc").exists()


def test_a_mission_brings_its_facts_documents_and_time_lags() -> None:
    minustah = ReferenceMission.objects.get(code="minustah")

    assert minustah.acronym == "MINUSTAH"
    assert [row.code for row in minustah.documents.all()] == ["S/RES/2070"]
    assert [str(lag) for lag in minustah.time_lags.all()] == [
        "Maritime component added after deployment: stated as 5 years"
    ]
    assert minustah.facts.filter(interfaces__code="corrupts-elites").exists()
    assert [row.document.code for row in minustah.provisions.all() if row.document] == ["S/RES/2070"]


def test_actors_motivations_relations_and_trades_are_all_there() -> None:
    actors, vocabulary = shipped("actors"), shipped("vocabulary")

    assert models.Actor.objects.count() == len(actors["actors"]) > 0
    assert models.IllicitEconomy.objects.count() == len(actors["illicit_economies"]) > 0
    assert [row.code for row in models.Motivation.objects.all()] == [row["code"] for row in vocabulary["motivations"]]
    relations = [row["code"] for row in vocabulary["state_relations"]]
    assert [row.code for row in models.StateRelation.objects.all()] == relations


def test_paper_and_judgement_stay_apart_and_the_paper_is_always_cited() -> None:
    for model in tables_of_the_model():
        names = {field.name for field in model._meta.concrete_fields}
        if {"basis", "cite"} <= names:
            stated = model._default_manager.filter(basis="paper")
            assert all(row.cite for row in stated), model._meta.label
        if "basis" in names:
            assert not model._default_manager.exclude(basis__in=models.Basis.values).exists(), model._meta.label


def test_numbers_and_scales_are_marked_as_judgement() -> None:
    marks = [
        models.Relevance.number_basis,
        models.Bearing.number_basis,
        models.MeasureEffect.number_basis,
        models.Measure.mapping_basis,
        models.Indicator.scale_basis,
    ]

    assert set(marks) == {models.Basis.JUDGEMENT}


def test_a_second_run_changes_nothing(django_assert_max_num_queries) -> None:
    before = everything_stored()

    with django_assert_max_num_queries(6):
        report = load_reference(SHIPPED)

    assert report.is_unchanged
    assert everything_stored() == before


def test_a_second_run_that_reads_everything_again_changes_no_row() -> None:
    before = everything_stored()

    report = load_reference(SHIPPED, force=True)

    after = everything_stored()
    assert report.is_unchanged
    edition = models.ReferenceEdition._meta.label
    assert {**after, edition: None} == {**before, edition: None}
    assert after[edition][0]["digest"] == before[edition][0]["digest"]


def test_a_changed_text_changes_that_row_and_keeps_its_identity(tmp_path) -> None:
    folder = copy_shipped(tmp_path)
    before = Measure.objects.get(code="off-limits-lists")
    replace_once(folder, "reference/countermeasures.yaml", before.title, "Lists of places to avoid")

    report = load_reference(folder)

    after = Measure.objects.get(code="off-limits-lists")
    assert report.changes == 1
    assert (after.pk, after.title) == (before.pk, "Lists of places to avoid")
    assert load_reference(SHIPPED).changes == 1
    assert Measure.objects.get(code="off-limits-lists").title == before.title


def test_a_lost_link_comes_back() -> None:
    measure = Measure.objects.get(code="off-limits-lists")
    phases = sorted(phase.code for phase in measure.phases.all())
    measure.phases.clear()

    report = load_reference(SHIPPED, force=True)

    assert report.changes == len(phases) > 0
    assert sorted(phase.code for phase in measure.phases.all()) == phases


def test_a_row_the_files_do_not_know_is_removed() -> None:
    interface = Interface.objects.get(code="corrupts-elites")
    models.Case.objects.create(interface=interface, position=99, fact="Invented by hand.")

    report = load_reference(SHIPPED, force=True)

    assert report.changes == 1
    assert not models.Case.objects.filter(position=99).exists()


def test_a_higher_framework_version_becomes_current_beside_the_old_one(tmp_path) -> None:
    folder = copy_shipped(tmp_path)
    replace_once(folder, "frameworks/seven-interfaces.yaml", 'version: "1.0"', 'version: "1.10"')

    report = load_reference(folder)

    assert [str(framework) for framework in report.frameworks] == ["seven-interfaces 1.10"]
    versions = dict(Framework.objects.values_list("version", "is_current"))
    assert versions == {"1.0": False, "1.10": True}


def test_a_lower_framework_version_is_kept_but_not_current(tmp_path) -> None:
    folder = copy_shipped(tmp_path)
    replace_once(folder, "frameworks/seven-interfaces.yaml", 'version: "1.0"', 'version: "0.9"')

    load_reference(folder)

    assert [framework.version for framework in Framework.objects.current()] == ["1.0"]


def test_the_framework_is_stored_word_for_word() -> None:
    text = (SHIPPED / "frameworks" / "seven-interfaces.yaml").read_text(encoding="utf-8")
    framework = Framework.objects.current().get(code="seven-interfaces")

    assert framework.text == text
    assert framework.digest == Framework.digest_of(text)


def test_the_command_says_that_all_is_up_to_date() -> None:
    out = StringIO()

    call_command("load_reference", stdout=out)

    assert "up to date" in out.getvalue()


def test_the_command_says_what_it_added(tmp_path) -> None:
    folder = copy_shipped(tmp_path)
    replace_once(folder, "frameworks/seven-interfaces.yaml", 'version: "1.0"', 'version: "2.0"')
    out = StringIO()

    call_command("load_reference", folder=folder, stdout=out)

    assert "Added framework seven-interfaces 2.0." in out.getvalue()


def test_the_command_fails_with_file_path_and_reason(tmp_path) -> None:
    folder = copy_shipped(tmp_path)
    replace_once(folder, "reference/indicators.yaml", "polarity: higher-is-more-threat", "polarity: sideways")

    with pytest.raises(CommandError) as refused:
        call_command("load_reference", folder=folder)

    lines = str(refused.value).splitlines()
    assert lines[0] == "The reference was not loaded; nothing changed."
    assert lines[1].startswith("fixtures/reference/indicators.yaml: indicators[0].polarity: 'sideways' is not allowed;")
