"""Scenarios: scored beside an assessment from the same draws, never touching it, following its score."""

import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import scoring
from assessments.computing.frameworks import engine_framework
from assessments.computing.inputs import build_record, estimates_from_record
from assessments.computing.recompute import recompute, renew_scenarios
from assessments.computing.results import compute_result
from assessments.computing.scenarios import changed_record
from assessments.models import Act, Assessment, Rating, Scenario, Score, State
from assessments.services import (
    Assumptions,
    ChangesError,
    WrongStateError,
    create_scenario,
    delete_scenario,
    reveal_round,
    update_scenario,
)
from assessments.services.scenarios import MOST
from interfaces.models import Measure
from missions.services import StaleEdit
from ocpo.jobs.models import Job
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db

INCOME, ARMS, PREDATION = "i1-armed-group-income", "i1-proceeds-into-arms", "i2-local-predation"
LATER = "i5-incentives-fail"  # asked in later phases than start-up only
NONE = {"best": None, "lowest": None, "highest": None, "confidence": "medium"}
AT = {"answer": "rated", **NONE}
UNKNOWN = {"answer": "unknown", **NONE}


def at(level, **more):
    return AT | {"best": level} | more


def scored(assessment: Assessment) -> Assessment:
    recompute(assessment_id=assessment.pk)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.fixture
def assessment() -> Assessment:
    """Everything at level 3 by the planner, one indicator also rated by the colleague, scored."""
    found = make_assessment(make_mission(members=MEMBERS))
    rate(found, 3)
    rate(found, 1, INCOME, by=make_person("colleague"))
    return scored(found)


def assume(ratings=None, name="Fewer arms", **more) -> Assumptions:
    changes = {"ratings": {INCOME: at(0.0)} if ratings is None else ratings}
    if "phase" in more:
        changes["phase"] = more.pop("phase")
    return Assumptions(name=name, changes=changes, **more)


def make(assessment, by="planner", assumptions=None) -> Scenario:
    return create_scenario(assessment=assessment, author=make_person(by), assumptions=assumptions or assume())


def test_it_works(assessment):
    measure = Measure.objects.first()
    scenario = make(assessment, assumptions=assume(note="Customs hold.", measures=[measure]))
    base, found = scenario.result["base"]["mission-risk"], scenario.result["nodes"]["mission-risk"]
    headline = scenario.result["difference"]["headline"]
    assert headline["value"] == found["value"] - base["value"] < 0
    assert headline["p5"] < headline["median"] < headline["p95"] < 0
    assert (headline["lower"], headline["higher"]) == (1.0, 0.0)
    assert scenario.base_digest == assessment.current_score.digest
    assert (scenario.version, scenario.is_current, list(scenario.measures.all())) == (1, True, [measure])


def test_it_starts_from_the_assessments_own_numbers_to_the_last_digit(assessment):
    base = make(assessment).result["base"]
    stored = assessment.current_score.result["nodes"]
    assert base == {code: stored[code] for code in base}
    assert {node["kind"] for node in base.values()} == {"risk", "inherent", "target", "interface", "cell"}


def test_its_numbers_are_those_of_an_assessment_rated_like_that(assessment):
    scenario = make(assessment, assumptions=assume({INCOME: at(0.0), ARMS: at(2.0, lowest=0.5, confidence="low")}))
    framework = engine_framework(assessment.framework)
    rows = [row for row in assessment.current_score.inputs["ratings"] if row["indicator"] not in (INCOME, ARMS)]
    rows += [{"indicator": code, "assessor": 1, **row} for code, row in scenario.changes["ratings"].items()]
    expected = compute_result(framework, build_record("start-up", rows))["nodes"]
    assert scenario.result["nodes"] == {code: expected[code] for code in scenario.result["nodes"]}


def test_the_interval_is_that_of_the_difference_draw_by_draw(assessment):
    scenario = make(assessment)
    framework = engine_framework(assessment.framework)
    record = assessment.current_score.inputs
    runs = [
        scoring.simulate(framework, estimates_from_record(framework, one)).headline[0]
        for one in (record, changed_record(record, scenario.changes))
    ]
    gaps = sorted(runs[1] - runs[0])
    headline = scenario.result["difference"]["headline"]
    assert headline["p5"] == pytest.approx(gaps[499], abs=0.01)
    assert headline["p95"] == pytest.approx(gaps[9499], abs=0.01)
    width = scenario.result["base"]["mission-risk"]["p95"] - scenario.result["base"]["mission-risk"]["p5"]
    assert headline["p95"] - headline["p5"] < width


def test_a_changed_rating_replaces_what_all_assessors_said(assessment):
    record = assessment.current_score.inputs
    changed = changed_record(record, {"ratings": {INCOME: at(0.0)}})
    assert [row["best"] for row in record["ratings"] if row["indicator"] == INCOME] == [3.0, 1.0]
    assert [row["best"] for row in changed["ratings"] if row["indicator"] == INCOME] == [0.0]
    assert len(changed["ratings"]) == len(record["ratings"]) - 1


def test_it_remembers_what_it_replaced(assessment):
    replaced = make(assessment).result["replaced"]
    assert replaced["phase"] == "start-up"
    assert [row["best"] for row in replaced["ratings"][INCOME]] == [3.0, 1.0]


def test_the_assessment_stays_as_it_is(assessment):
    def everything() -> list[dict]:
        tables = (Assessment, Rating, Score, Act, Job)
        return [row for table in tables for row in table.objects.order_by("pk").values()]

    before = everything()
    make(assessment)
    assert everything() == before


def test_another_phase_asks_other_indicators(assessment):
    scenario = make(assessment, assumptions=assume({LATER: at(4.0)}, phase="implementation"))
    assert scenario.changes["phase"] == "implementation"
    assert scenario.result["nodes"]["mission-risk"] != scenario.result["base"]["mission-risk"]
    back = make(assessment, assumptions=assume({}, name="Looking back", phase=None))
    assert back.changes == {"phase": None, "ratings": {}}


def test_the_phase_the_assessment_has_anyway_is_no_change(assessment):
    assert make(assessment, assumptions=assume(phase="start-up")).changes == {"ratings": {INCOME: at(0.0)}}
    with pytest.raises(ValidationError, match="at least one"):
        make(assessment, assumptions=assume({}, name="Nothing", phase="start-up"))


def test_without_enough_evidence_on_one_side_only_the_interval_remains():
    thin = make_assessment()
    rate(thin, 3, INCOME)
    scenario = make(scored(thin), assumptions=assume({ARMS: at(0.0)}))
    headline = scenario.result["difference"]["headline"]
    assert (headline["value"], headline["median"]) == (None, None)
    assert headline["p5"] < headline["p95"]
    assert scenario.result["difference"]["nodes"]["mission-risk"] is None


def test_not_applicable_everywhere_in_an_interface_leaves_no_difference_there(assessment):
    codes = [row.code for row in assessment.asked_indicators() if row.interface.code == "fuels-conflict"]
    nowhere = {"answer": "not-applicable", **NONE}
    scenario = make(assessment, assumptions=assume(dict.fromkeys(codes, nowhere)))
    assert scenario.result["nodes"]["fuels-conflict"]["is_applicable"] is False
    assert scenario.result["difference"]["nodes"]["fuels-conflict"] is None
    assert scenario.result["difference"]["headline"]["value"] is not None


def test_not_known_widens_the_result(assessment):
    scenario = make(assessment, assumptions=assume({PREDATION: UNKNOWN}))
    risk, base = scenario.result["nodes"]["mission-risk"], scenario.result["base"]["mission-risk"]
    assert risk["coverage"] < base["coverage"]
    assert risk["p95"] - risk["p5"] > base["p95"] - base["p5"]


@pytest.mark.parametrize(
    ("ratings", "code", "field"),
    [
        ({INCOME: at(5.0)}, INCOME, "best"),
        ({INCOME: at(2.5)}, INCOME, "best"),
        ({INCOME: at(2.0, lowest=3.0)}, INCOME, "lowest"),
        ({INCOME: at(2.0, confidence="total")}, INCOME, "confidence"),
        ({INCOME: UNKNOWN | {"best": 1.0}}, INCOME, "best"),
        ({INCOME: at(0.0), ARMS: {"answer": "perhaps", **NONE}}, ARMS, "answer"),
        ({LATER: at(1.0)}, LATER, "answer"),
        ({"no-such-indicator": at(1.0)}, "no-such-indicator", "answer"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_indicator_and_field(assessment, ratings, code, field):
    with pytest.raises(ChangesError) as refused:
        make(assessment, assumptions=assume(ratings))
    assert list(refused.value.by_indicator) == [code]
    assert field in refused.value.by_indicator[code]
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("assumptions", "field"),
    [
        (assume(name="  "), "name"),
        (assume(name="x" * 121), "name"),
        (assume(phase="afterlife"), "phase"),
    ],
)
def test_a_field_that_cannot_be_is_refused(assessment, assumptions, field):
    with pytest.raises(ValidationError) as refused:
        make(assessment, assumptions=assumptions)
    assert field in refused.value.message_dict


def test_a_name_is_used_once_in_an_assessment(assessment):
    make(assessment)
    with pytest.raises(ValidationError) as refused:
        make(assessment, by="colleague")
    assert "name" in refused.value.message_dict
    other = make_assessment(assessment.mission)
    assert make(scored(other)).name == "Fewer arms"


@pytest.mark.parametrize(
    ("username", "may"),
    [("planner", True), ("colleague", True), ("reviewer", False), ("viewer", False), ("outsider", False)],
)
def test_who_can_rate_can_make_one(assessment, username, may):
    if may:
        assert make(assessment, by=username).created_by.username == username
    else:
        with pytest.raises(PermissionDenied):
            make(assessment, by=username)


@pytest.mark.parametrize("state", State.values)
def test_it_may_be_made_beside_an_assessment_in_any_state(assessment, state):
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    assert make(assessment).pk


def test_there_is_none_before_a_common_score():
    mission = make_mission()
    private = Assessment.objects.get(pk=make_assessment(mission).pk)
    with pytest.raises(WrongStateError, match="being computed"):
        make(private)
    Assessment.objects.filter(pk=private.pk).update(is_private=True)
    with pytest.raises(WrongStateError, match="revealed"):
        make(private)
    private.refresh_from_db()
    rate(private, 2)
    reveal_round(assessment=private, person=mission.created_by)
    assert make(scored(private)).pk


def test_their_number_is_limited(assessment):
    scenario = make(assessment)
    rows = [Scenario(assessment=assessment, name=f"N{n}", created_by=scenario.created_by) for n in range(MOST - 1)]
    Scenario.objects.bulk_create(rows)
    with pytest.raises(WrongStateError, match="Delete one"):
        make(assessment, assumptions=assume(name="One more"))


def update(scenario, by="planner", expected_version=1, assumptions=None):
    return update_scenario(
        scenario=scenario,
        person=make_person(by),
        assumptions=assumptions or assume({ARMS: at(4.0)}, name="More arms"),
        expected_version=expected_version,
    )


def test_an_edit_replaces_everything_and_is_scored(assessment):
    scenario = make(assessment, assumptions=assume(measures=Measure.objects.all()[:2], note="Customs hold."))
    edited = update(scenario)
    assert (edited.pk, edited.version, edited.name, edited.note) == (scenario.pk, 2, "More arms", "")
    assert list(edited.changes["ratings"]) == [ARMS]
    assert edited.measures.count() == 0
    assert edited.result["difference"]["headline"]["value"] > 0


def test_of_two_edits_of_one_version_the_second_is_refused(assessment):
    scenario = make(assessment)
    first = update(scenario)
    with pytest.raises(StaleEdit) as stale:
        update(scenario, assumptions=assume(name="Too late"))
    assert stale.value.current == first
    assert stale.value.current.name == "More arms"
    with pytest.raises(StaleEdit):
        delete_scenario(scenario=scenario, person=make_person("planner"), expected_version=1)


def test_an_edit_of_what_was_deleted_is_stale(assessment):
    scenario = make(assessment)
    delete_scenario(scenario=Scenario.objects.get(pk=scenario.pk), person=make_person("planner"), expected_version=1)
    with pytest.raises(StaleEdit) as stale:
        update(scenario)
    assert stale.value.current is None


@pytest.mark.parametrize(
    ("by", "username", "may"),
    [
        ("colleague", "colleague", True),
        ("colleague", "planner", True),  # the lead
        ("planner", "colleague", False),
        ("planner", "reviewer", False),
        ("planner", "outsider", False),
    ],
)
def test_its_maker_and_a_lead_change_and_delete_it(assessment, by, username, may):
    scenario = make(assessment, by=by)
    if may:
        update(scenario, by=username)
        delete_scenario(scenario=scenario, person=make_person(username), expected_version=2)
        assert not Scenario.objects.exists()
        return
    with pytest.raises(PermissionDenied):
        update(scenario, by=username)
    with pytest.raises(PermissionDenied):
        delete_scenario(scenario=scenario, person=make_person(username), expected_version=1)


def test_whoever_no_longer_rates_no_longer_changes_theirs(assessment):
    scenario = make(assessment, by="colleague")
    assessment.mission.memberships.filter(person__username="colleague").update(role="viewer")
    with pytest.raises(PermissionDenied):
        update(scenario, by="colleague")


def test_it_follows_the_score_of_its_assessment(assessment):
    scenario = make(assessment)
    rate(assessment, 0, PREDATION)
    scenario.refresh_from_db()
    assert scenario.is_current
    score = recompute(assessment_id=assessment.pk)
    renewed = Scenario.objects.get(pk=scenario.pk)
    assert (renewed.base_digest, renewed.version, renewed.is_current) == (score.digest, 1, True)
    assert renewed.result["base"]["mission-risk"] == score.result["nodes"]["mission-risk"]
    assert renewed.result["nodes"]["mission-risk"]["value"] < scenario.result["nodes"]["mission-risk"]["value"]


def test_a_score_that_is_computed_again_renews_nothing(assessment):
    make(assessment)
    assert renew_scenarios(recompute(assessment_id=assessment.pk)) == 0


def test_one_that_rests_on_an_older_score_says_so(assessment):
    scenario = make(assessment)
    Scenario.objects.filter(pk=scenario.pk).update(base_digest="0" * 64)
    scenario = Scenario.objects.get(pk=scenario.pk)
    assert not scenario.is_current
    recompute(assessment_id=assessment.pk)
    assert Scenario.objects.get(pk=scenario.pk).is_current


def test_ten_follow_within_seconds(assessment):
    scenario = make(assessment)
    rows = [
        Scenario(assessment=assessment, name=f"N{n}", created_by=scenario.created_by, changes=scenario.changes)
        for n in range(10)
    ]
    Scenario.objects.bulk_create(rows)
    started = time.thread_time()
    recompute(assessment_id=assessment.pk)
    took = time.thread_time() - started
    assert all(one.result for one in Scenario.objects.all())
    print(f"recompute with 10 scenarios: {1000 * took:.0f} ms")
    assert took < 5
