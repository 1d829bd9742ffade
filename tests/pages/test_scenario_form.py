"""What a scenario starts from, what is no change, and what a change of phase leaves unrated."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Scenario
from assessments.presentation.differences import difference_words
from assessments.presentation.scenarios import shown_scenario
from assessments.services import Assumptions, create_scenario
from interfaces.models import Measure
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate_each
from tests.shown import half_up

pytestmark = pytest.mark.django_db
INCOME, ARMS, PREDATION = "i1-armed-group-income", "i1-proceeds-into-arms", "i2-local-predation"


@pytest.fixture
def assessment() -> Assessment:
    """Everything at level 3 with high confidence, income with a range of its own, arms rated by two."""
    found = make_assessment(make_mission(members=MEMBERS))
    codes = [row.code for row in found.asked_indicators()]
    rate_each(found, dict.fromkeys([code for code in codes if code != INCOME], 3), confidence="high")
    rate_each(found, {INCOME: 3}, confidence="high", lowest=2, highest=4)
    rate_each(found, {ARMS: 1}, by=make_person("colleague"), confidence="low")
    recompute(assessment_id=found.pk)
    return Assessment.objects.get(pk=found.pk)


@pytest.fixture
def form(sign_in, assessment):
    """Return the fields of an empty form with what they hold, and post them with some changed."""
    client, at = sign_in("planner"), f"/assessments/{assessment.pk}/scenarios/new/"

    class Form:
        @staticmethod
        def fields() -> dict[str, Any]:
            shown = client.get(at).context["form"]
            held = {name: shown[name].value() for name in shown.fields}
            return {name: value for name, value in held.items() if value is not None}

        @staticmethod
        def post(**changed: Any):
            return client.post(at, Form.fields() | {"name": "Ports held"} | changed)

    return Form


def test_range_and_confidence_begin_as_they_stand(form):
    fields = form.fields()
    assert [fields[f"{INCOME}-{part}"] for part in ("lowest", "highest", "confidence")] == [2.0, 4.0, "high"]
    assert fields[f"{PREDATION}-confidence"] == "high"
    assert fields[f"{ARMS}-confidence"] == "low", "of two assessors the least confidence"


def test_an_answer_left_as_it_is_is_no_change(form):
    answer = form.post(**{f"{INCOME}-answer": "3", f"{PREDATION}-answer": "3"})
    assert answer.status_code == 422
    assert "Change at least one rating or the phase, or choose a measure" in answer.content.decode()
    assert not Scenario.objects.exists()


def test_only_what_differs_is_kept(form):
    assert form.post(**{f"{INCOME}-answer": "3", f"{PREDATION}-answer": "1"}).status_code == 302
    assert set(Scenario.objects.get().changes["ratings"]) == {PREDATION}


def test_another_confidence_alone_is_a_change(form):
    assert form.post(**{f"{PREDATION}-answer": "3", f"{PREDATION}-confidence": "low"}).status_code == 302
    assert Scenario.objects.get().changes["ratings"][PREDATION]["confidence"] == "low"


@pytest.mark.parametrize(("level", "ends"), [("2", (2.0, 4.0)), ("1", (None, None))])
def test_a_range_left_as_it_stands_is_kept_only_where_it_holds_the_new_level(form, level, ends):
    assert form.post(**{f"{INCOME}-answer": level}).status_code == 302
    row = Scenario.objects.get().changes["ratings"][INCOME]
    assert (row["lowest"], row["highest"]) == ends
    assert row["confidence"] == "high"


def test_measures_alone_can_be_noted_and_move_nothing(form, sign_in):
    measure = Measure.objects.first()
    assert form.post(measures=[measure.code]).status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.changes == {"ratings": {}}
    assert scenario.result["difference"]["headline"]["value"] == 0.0
    html = unescape(sign_in("planner").get(scenario.get_absolute_url()).content.decode())
    assert "The same in every draw" in html
    assert "No measure moves points by itself" in html
    assert str(measure) in html


def move(assessment: Assessment, phase: str) -> Scenario:
    changes = {"phase": phase, "ratings": {}}
    assumptions = Assumptions(name="Later", changes=changes)
    return create_scenario(assessment=assessment, author=make_person("planner"), assumptions=assumptions)


def test_another_phase_shows_coverage_on_both_sides_and_what_nobody_rated(sign_in, assessment):
    scenario = move(assessment, "implementation")
    asked, rated = set(_asked(assessment, "implementation")), set(_asked(assessment, "start-up"))
    count = len(asked - rated)
    assert count > 0
    assert shown_scenario(scenario).unrated == count
    html = sign_in("planner").get(scenario.get_absolute_url()).content.decode()
    assert f"{count} indicators asked in this phase are not rated." in html
    row = re.search(r'data-row="mission-risk".*?</tr>', html, re.DOTALL)[0]
    shares = re.findall(r"(\d+)% rated", row)
    assert shares[0] == "100"
    assert shares[1] == half_up(100 * scenario.result["nodes"]["mission-risk"]["coverage"])
    assert int(shares[1]) < 100


def _asked(assessment: Assessment, phase: str) -> list[str]:
    framework = shown_scenario(Scenario(assessment=assessment, changes={"ratings": {}})).framework
    codes = [indicator.code for indicator in framework.indicators]
    return [code for code, applies in zip(codes, framework.applicable_in(phase), strict=True) if applies]


def test_no_difference_is_claimed_where_the_value_is_lost(sign_in, api, assessment):
    gone = {code: _unknown() for code in _asked(assessment, "start-up")}
    scenario = create_scenario(
        assessment=assessment,
        author=make_person("planner"),
        assumptions=Assumptions(name="Nothing known", changes={"ratings": gone}),
    )
    words = "No difference is claimed: not enough evidence"
    html = sign_in("planner").get(scenario.get_absolute_url()).content.decode()
    assert words in html
    assert "of 100 draws" not in html.split('id="before-after"')[0].split('id="difference"')[1]
    assert words in sign_in("planner").get(f"/assessments/{assessment.pk}/").content.decode()
    told = api("planner").get(f"/api/v1/assessments/{assessment.pk}/scenarios/{scenario.pk}/").json()
    assert set(told["difference"]["headline"].values()) == {None}
    assert difference_words(told["difference"]["headline"]) == words


def _unknown() -> dict[str, Any]:
    return {"answer": "unknown", "best": None, "lowest": None, "highest": None, "confidence": "medium"}
