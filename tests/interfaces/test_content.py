"""What the loaded reference says: sizes, order, and samples held against the paper's outline."""

import re

import pytest
from django.db.models import Count

from interfaces.models import (
    Actor,
    Area,
    Basis,
    Bearing,
    Case,
    Component,
    Country,
    CriticalQuestion,
    Definition,
    Discrepancy,
    Document,
    IllicitEconomy,
    Indicator,
    Interface,
    Level,
    Measure,
    MeasureEffect,
    Mechanism,
    MissionFact,
    Motivation,
    NamedBody,
    OpenQuestion,
    Paper,
    Phase,
    PoliceActivity,
    PoliceFunction,
    Precedent,
    Prerequisite,
    ReferenceMission,
    Region,
    Relevance,
    Remark,
    Section,
    StateRelation,
    Target,
    TimeLag,
)
from interfaces.reference.layout import FILES
from tests.interfaces.files import content

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (Paper, 1),
        (Section, 18),
        (Target, 3),
        (Phase, 4),
        (Component, 25),
        (Motivation, 4),
        (StateRelation, 4),
        (Prerequisite, 17),
        (Interface, 7),
        (Mechanism, 25),
        (Relevance, 21),
        (Bearing, 63),
        (Case, 34),
        (Indicator, 49),
        (Level, 245),
        (Area, 15),
        (Measure, 33),
        (Precedent, 45),
        (ReferenceMission, 13),
        (Region, 5),
        (NamedBody, 20),
        (Discrepancy, 8),
        (OpenQuestion, 18),
        (Actor, 15),
        (IllicitEconomy, 20),
        (CriticalQuestion, 2),
        (PoliceFunction, 2),
        (PoliceActivity, 13),
    ],
)
def test_the_model_has_its_size(model, count):
    assert model.objects.count() == count


def test_29_documents_of_the_united_nations_and_11_other_sources():
    assert (Document.objects.united_nations().count(), Document.objects.other().count()) == (29, 11)


def test_the_paper_names_16_countries_and_three_more_hosted_unprofor():
    named = [country for country in Country.objects.all() if country.is_named_in_paper]
    assert len(named) == 16
    background = set(Country.objects.all()) - set(named)
    assert background == set(ReferenceMission.objects.get(code="unprofor").countries.all())


def test_interfaces_come_in_the_order_of_box_1():
    assert list(Interface.objects.values_list("number", "code")) == [
        (1, "fuels-conflict"),
        (2, "undermines-security"),
        (3, "peacekeepers-participate"),
        (4, "operations-fuel-oc"),
        (5, "operations-co-opt-oc"),
        (6, "corrupts-elites"),
        (7, "operations-combat-oc"),
    ]


def test_only_the_seventh_interface_is_a_response():
    assert [interface.number for interface in Interface.objects.all() if interface.is_response] == [7]
    assert Interface.objects.threats().count() == 6


def test_every_indicator_has_five_levels_with_their_own_words():
    for indicator in Indicator.objects.with_scale():
        assert [step.level for step in indicator.scale] == [0, 1, 2, 3, 4]
        assert len({step.descriptor for step in indicator.scale}) == 5


def test_levels_are_named_by_threat_or_by_response():
    threat, response = Indicator.objects.get(number="1.1"), Indicator.objects.get(number="7.1")
    assert [step.label for step in threat.scale] == ["absent", "limited", "moderate", "serious", "severe"]
    assert [step.label for step in response.scale] == ["none", "minimal", "partial", "substantial", "full"]
    assert (threat.is_response, response.is_response) == (False, True)


def test_every_mechanism_is_measured():
    assert not Mechanism.objects.annotate(measures=Count("indicators")).filter(measures=0).exists()


def test_indicators_are_numbered_within_their_interface():
    indicators = list(Indicator.objects.with_interface())
    assert [each.number for each in indicators][:7] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1"]
    assert all(each.number.startswith(f"{each.interface.number}.") for each in indicators)


def test_holders_of_evidence_come_with_the_most_likely_first():
    source = Indicator.objects.get(code="i1-armed-group-income").evidence_sources.first()
    assert [component.code for component in source.components] == ["panel-of-experts", "jmac"]


def test_areas_and_measures_come_in_the_order_of_the_annex():
    areas = Area.objects.prefetch_related("measures")
    assert [area.number for area in areas] == list(range(1, 16))
    assert [area.measures.count() for area in areas] == [1, 2, 2, 1, 2, 4, 4, 2, 2, 3, 2, 2, 2, 1, 3]
    assert [measure.number for measure in Measure.objects.all()][:5] == ["1.1", "2.1", "2.2", "3.1", "3.2"]


def test_a_measure_keeps_its_mapping_and_its_risks():
    measure = Measure.objects.get(code="law-enforcement-operations")
    effects = {(effect.interface.code, effect.strength, effect.effect) for effect in measure.effects.all()}
    assert ("undermines-security", 3, "direct") in effects
    assert {each.code for each in measure.suits.all()} == {"end-in-itself"}
    assert {each.code for each in measure.unsuited.all()} == {"livelihood"}
    assert {each.code for each in measure.prerequisites.all()} == {
        "executive-mandate",
        "specialised-personnel",
        "functioning-courts",
    }
    assert measure.risks.first().cite == ["II, Organized Crime Undermines Security; fn 26"]


def test_no_measure_is_listed_as_acting_on_the_response():
    assert not MeasureEffect.objects.filter(interface__role=Interface.Role.RESPONSE).exists()


def test_uncertain_pairings_say_why():
    uncertain = [measure for measure in Measure.objects.all() if measure.is_pairing_uncertain]
    assert uncertain
    assert all(measure.pairing_note for measure in uncertain)
    assert Measure.objects.get(code="specialised-unit-creation").pairing_confidence == "ambiguous"


def test_a_precedent_says_whether_the_annex_names_the_mission():
    named, inferred = (
        Measure.objects.get(code=code).precedents.first() for code in ("coast-patrol", "specialised-unit-creation")
    )
    assert (named.mission.code, named.is_mission_named) == ("minustah", True)
    assert (inferred.mission.code, inferred.is_mission_named) == ("unmil", False)


def test_zero_tolerance_holds_for_all_missions():
    only = Precedent.objects.get(is_all_missions=True)
    assert only.measure.code == "zero-tolerance"
    assert only.measure.is_for_all_missions


def test_time_lags_of_the_paper():
    lags = {lag.mission.code: (lag.qualifier, lag.value, lag.unit) for lag in TimeLag.objects.all()}
    assert lags == {"unmik": ("more than", 3, "years"), "minustah": ("", 5, "years")}


def test_a_time_lag_reads_as_a_sentence_and_says_what_was_in_place():
    texts = {str(lag) for lag in TimeLag.objects.all()}
    assert texts == {
        "more than 3 years until its Organized Crime Bureau was established",
        "5 years until a maritime component was added",
    }


def test_measures_act_on_what_the_file_says():
    rows = [row for area in content("countermeasures.yaml")["areas"] for row in area["measures"]]
    written = {(row["code"], link["interface"], link["strength"]) for row in rows for link in row["interfaces"]}
    assert set(MeasureEffect.objects.values_list("measure__code", "interface__code", "strength")) == written


@pytest.mark.parametrize(
    "measure", ["coast-patrol", "coast-guard-support", "services-infrastructure", "public-campaigns"]
)
def test_a_measure_without_a_way_of_reaching_elites_is_not_said_to_act_on_them(measure):
    assert not MeasureEffect.objects.filter(measure__code=measure, interface__code="corrupts-elites").exists()


def test_support_to_forces_of_the_host_state_needs_human_rights_due_diligence():
    needing = {each.code for each in Measure.objects.filter(prerequisites__code="human-rights-due-diligence")}
    supported = Measure.objects.filter(prerequisites__code="vetted-counterpart").values_list("code", flat=True)
    assert needing == set(supported)
    assert {"planning-operational-support", "specialised-police-training", "specialised-unit-creation"} <= needing


def test_intrusive_control_rests_on_leverage_and_not_on_consent():
    needs = set(Measure.objects.get(code="concession-control").prerequisites.values_list("code", flat=True))
    assert "outside-leverage" in needs
    assert "host-state-consent" not in needs


@pytest.mark.parametrize("measure", ["joint-committees", "cadaster-systems"])
def test_what_needs_the_consent_of_those_who_profit_does_not_suit_them(measure):
    row = Measure.objects.get(code=measure)
    assert "political-resource" not in {each.code for each in row.suits.all()}
    assert "political-resource" in {each.code for each in row.unsuited.all()}


def test_a_case_names_the_mission_only_where_the_paper_does():
    """In section II the paper names neither UNAMSIL nor UNMIL, and UNIOGBIS nowhere."""
    named = set(Case.objects.filter(is_mission_named=True).values_list("mission__code", flat=True))
    assert named == {"monusco", "unprofor", "unmik", "kfor", "eulex-kosovo", "minustah", "minusma", "unipsil"}
    assert not Case.objects.filter(is_mission_named=True, mission__isnull=True).exists()
    assert not Case.objects.filter(is_mission_named=False, mission__isnull=False, country__isnull=True).exists()
    named = set(MissionFact.objects.filter(is_mission_named=True).values_list("mission__code", flat=True))
    assert not named & {"unamsil", "uniogbis"}


def test_every_document_of_the_united_nations_has_its_public_address():
    for document in Document.objects.united_nations():
        assert document.url == f"https://undocs.org/{document.code}"


def test_no_row_points_to_the_row_above():
    texts = [
        *Document.objects.values_list("cited_for", flat=True),
        *Measure.objects.values_list("pairing_note", flat=True),
        *Case.objects.values_list("fact", flat=True),
        *MissionFact.objects.values_list("text", flat=True),
        *Remark.objects.values_list("text", flat=True),
    ]
    assert [text for text in texts if re.search(r"^As (above|\d)|^See \d|not stated", text)] == []
    assert [text for text in texts if not text.endswith((".", "!", "?", "”"))] == []


def test_questions_and_discrepancies_cite_their_own_place_in_order():
    rows = OpenQuestion.objects.all()
    assert [row.code for row in rows] == [*(f"d{n}" for n in range(1, 5)), *(f"q{n}" for n in range(1, 15))]
    assert {row.cite[0].rsplit(", ", 1)[1] for row in rows} == {
        *(f"bullet {n}" for n in range(1, 5)),
        *(f"Q{n}" for n in range(1, 15)),
    }


def test_a_term_says_where_it_comes_from():
    for term in Definition.objects.all():
        assert (term.basis == Basis.JUDGEMENT) == (not term.source and not term.cite), term
    terms = [term.lower() for term in Definition.objects.values_list("term", flat=True)]
    assert terms == sorted(terms)


def test_motivations_keep_what_works_and_what_fails():
    livelihood = Motivation.objects.get(code="livelihood")
    assert "reintegration" in livelihood.works
    assert [actor.code for actor in livelihood.typical_actors.all()] == ["ex-combatants"]


def test_actors_know_their_relation_to_the_state():
    elites = Actor.objects.get(code="political-elites")
    assert elites.is_state_actor
    assert [relation.code for relation in elites.relations.all()] == ["tolerated", "embedded"]


def test_no_citation_of_the_files_is_lost():
    written = {text for name in FILES for text in _citations(content(name))}
    stored = {
        text
        for model in Interface._meta.apps.get_app_config("interfaces").get_models()
        if any(field.name == "cite" for field in model._meta.concrete_fields)
        for cite in model.objects.values_list("cite", flat=True)
        for text in cite
    }
    assert stored == written


def _citations(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from value if key in ("cite", "note_cite") else _citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from _citations(value)


def test_every_basis_is_one_of_the_four():
    for model in (Mechanism, Relevance, Indicator, Actor, Motivation, ReferenceMission, PoliceActivity):
        assert set(model.objects.values_list("basis", flat=True)) <= set(Basis.values)


def test_indicators_name_each_other_by_number_not_by_code():
    texts = {
        row.code: " ".join((row.title, row.question, row.why, row.applies_when)) for row in Indicator.objects.all()
    }
    assert [code for code, text in texts.items() if any(other in text for other in texts)] == []
    numbers = {row.number for row in Indicator.objects.all()}
    named = {number for text in texts.values() for number in re.findall(r"(?:indicator|belongs to) (\d\.\d+)", text)}
    assert {"5.3", "5.6", "2.3", "6.1"} <= named <= numbers
