"""Scenarios on their pages: what they show is what was computed, rounded once; who may change what; conflicts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Scenario
from assessments.presentation.differences import difference_words
from assessments.services import Assumptions, create_scenario
from interfaces.models import Measure
from ocpo.pages.bars import gaps
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate
from tests.shown import value_points

pytestmark = pytest.mark.django_db
INCOME, ARMS = "i1-armed-group-income", "i1-proceeds-into-arms"
ZERO = {"answer": "rated", "best": 0.0, "lowest": None, "highest": None, "confidence": "medium"}


@pytest.fixture
def assessment() -> Assessment:
    found = make_assessment(make_mission(members=MEMBERS))
    rate(found, 3)
    recompute(assessment_id=found.pk)
    return Assessment.objects.get(pk=found.pk)


@pytest.fixture
def planner(sign_in) -> Client:
    return sign_in("planner")


def make(assessment: Assessment, name: str = "Fewer arms", by: str = "planner", **more: Any) -> Scenario:
    changes = {"ratings": {INCOME: ZERO}} | more.pop("changes", {})
    return create_scenario(
        assessment=assessment, author=make_person(by), assumptions=Assumptions(name=name, changes=changes, **more)
    )


def at(scenario: Scenario, tail: str = "") -> str:
    return f"{scenario.get_absolute_url()}{tail}"


def given(**more: Any) -> dict[str, Any]:
    return {"name": "Fewer arms", "phase": "as-it-is", "version": 0, f"{INCOME}-answer": "0"} | more


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(page: str, mark: str) -> dict[str, dict[str, str]]:
    """Return the marked rows' fields as text."""
    found = {}
    for code, row in re.findall(rf'<tr[^>]*data-{mark}="([^"]+)">(.*?)</tr>', page, re.DOTALL):
        found[code] = {name: text(cell) for name, cell in re.findall(r'data-field="(\w+)">(.*?)</td>', row, re.DOTALL)}
    return found


def test_it_works(planner, assessment):
    measure = Measure.objects.first()
    more = {"note": "Customs hold.", "measures": [measure.code], f"{ARMS}-answer": "unknown"}
    response = planner.post(f"/assessments/{assessment.pk}/scenarios/new/", given(**more))
    scenario = Scenario.objects.get()
    assert (response.status_code, response["Location"]) == (302, at(scenario))
    assert scenario.changes == {"ratings": {INCOME: ZERO, ARMS: ZERO | {"answer": "unknown", "best": None}}}
    page = planner.get(at(scenario)).content.decode()
    for shown in ("Customs hold.", str(measure), "The effect is the planner&#x27;s own assumption, not a finding"):
        assert shown in page or unescape(shown) in page


def test_every_number_is_the_computed_one_rounded_once(planner, assessment):
    scenario = make(assessment)
    shown = rows(planner.get(at(scenario)).content.decode(), "row")
    nodes = scenario.result["nodes"]
    assert set(shown) == {code for code, node in nodes.items() if node["kind"] in ("risk", "target", "interface")}
    for code, fields in shown.items():
        value, gap = nodes[code]["value"], scenario.result["difference"]["nodes"][code]
        assert fields["after"].split()[0] == value_points(value)
        assert fields["before"].split()[0] == value_points(scenario.result["base"][code]["value"])
        assert fields["difference"].replace("−", "-") == (f"{gap:+.1f}" if abs(gap) >= 0.05 else "0.0")


def test_a_difference_of_values_beyond_its_interval_is_explained(planner, assessment):
    """Another phase asks what nobody rated: the values leave it out, the draws do not."""
    explained = "The dot stands outside the bar"
    assert explained not in planner.get(at(make(assessment))).content.decode()
    Scenario.objects.update(result=_with_value_outside(Scenario.objects.get().result))
    assert explained in planner.get(at(Scenario.objects.get())).content.decode()


def _with_value_outside(result: dict[str, Any]) -> dict[str, Any]:
    headline = result["difference"]["headline"]
    return result | {"difference": result["difference"] | {"headline": headline | {"value": headline["p95"] + 1}}}


def test_the_changed_answers_stand_beside_the_former_ones(planner, assessment):
    rate(assessment, 1, INCOME, by=make_person("colleague"))
    recompute(assessment_id=assessment.pk)
    scenario = make(Assessment.objects.get(pk=assessment.pk), changes={"phase": None})
    shown = rows(planner.get(at(scenario)).content.decode(), "changed")
    assert shown["phase"] == {"before": "Start-up (deployment)", "after": "Whole mission, looking back"}
    before, after = shown[INCOME]["before"], shown[INCOME]["after"]
    assert re.fullmatch(r"3 [\w ]+, confidence medium; 1 [\w ]+, confidence medium", before)
    assert re.fullmatch(r"0 [\w ]+, confidence medium", after)


@pytest.mark.parametrize(
    ("p5", "p95", "lower", "higher", "words"),
    [
        (-11.2, -3.6, 1.0, 0.0, "Lower in 100 of 100 draws: by 4 to 11 points"),
        (-11.2, -3.6, 0.97, 0.03, "Lower in 97 of 100 draws: by 4 to 11 points"),
        (-11.2, -3.6, 0.9999, 0.0, "Lower in more than 99 of 100 draws: by 4 to 11 points"),
        (2.5, 7.49, 0.02, 0.98, "Higher in 98 of 100 draws: by 3 to 7 points"),
        (-4.0, 2.0, 0.7, 0.3, "Lower in 70 of 100 draws: between 4 lower and 2 higher, in points"),
        (-4.0, 0.2, 0.9, 0.1, "Lower in 90 of 100 draws: by up to 4 points"),
        (-0.4, -0.1, 1.0, 0.0, "Lower in 100 of 100 draws: by less than 1 point"),
        (-1.2, 0.2, 0.9, 0.1, "Lower in 90 of 100 draws: by up to 1 point"),
        (0.9, 1.2, 0.0, 1.0, "Higher in 100 of 100 draws: by 1 point"),
        (-5.1, -4.9, 1.0, 0.0, "Lower in 100 of 100 draws: by 5 points"),
        (0.0, 0.0, 0.0, 0.0, "The same in every draw"),
        (None, None, None, None, "No difference is claimed: not enough evidence"),
    ],
)
def test_a_difference_in_words(p5, p95, lower, higher, words):
    assert difference_words({"p5": p5, "p95": p95, "lower": lower, "higher": higher}) == words


def test_differences_are_laid_around_zero_on_one_round_scale():
    laid, reach = gaps([{"value": -6.0, "p5": -9.0, "p95": 3.0}, {"value": None, "p5": 0.0, "p95": 10.0}], 100)
    assert reach == 10
    assert [(row["x"], row["x_p5"], row["x_p95"]) for row in laid] == [
        ("20.00%", "5.00%", "65.00%"),
        (None, "50.00%", "100.00%"),
    ]
    assert gaps([{"value": -60.0, "p5": -70.0, "p95": 0.0}], 100)[1] == 100
    assert gaps([], 10)[1] == 0.5


def test_the_result_page_lists_them(planner, sign_in, assessment):
    assert "None yet" in planner.get(f"/assessments/{assessment.pk}/").content.decode()
    scenario = make(assessment)
    page = planner.get(f"/assessments/{assessment.pk}/").content.decode()
    assert rows(page, "scenario")[str(scenario.pk)]["words"] == difference_words(
        scenario.result["difference"]["headline"]
    )
    assert f"/assessments/{assessment.pk}/scenarios/new/" in page
    viewed = sign_in("viewer").get(f"/assessments/{assessment.pk}/").content.decode()
    assert at(scenario) in viewed
    assert "scenarios/new/" not in viewed


def test_a_list_costs_the_same_with_one_and_with_eight(planner, assessment):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(f"/assessments/{assessment.pk}/")
        return len(captured)

    make(assessment)
    one = queries()
    for number in range(7):
        make(assessment, name=f"N{number}")
    assert queries() == one


def test_one_that_rests_on_an_older_score_says_so(planner, assessment):
    scenario = make(assessment)
    assert "older score" not in planner.get(at(scenario)).content.decode()
    Scenario.objects.update(base_digest="0" * 64)
    assert "rests on an older score" in planner.get(at(scenario)).content.decode()
    assert "Rests on an older score" in planner.get(f"/assessments/{assessment.pk}/").content.decode()


def test_the_form_shows_what_stands_and_what_is_changed(planner, assessment):
    scenario = make(assessment, changes={"ratings": {INCOME: ZERO | {"lowest": 0.0, "highest": 1.5}}})
    page = planner.get(at(scenario, "edit/")).content.decode()
    assert re.search(rf'name="{INCOME}-highest" value="1.5"', page)
    assert re.search(rf'<select name="{INCOME}-answer".*?<option value="0" selected>', page, re.DOTALL)
    assert page.count("1 changed") == 1
    assert len(re.findall(r"3 [\w ]+, confidence medium", page)) == assessment.asked_indicators().count()
    assert page.count("Not asked in the assessment") == 49 - assessment.asked_indicators().count()


def test_an_edit_is_saved_and_keeps_what_is_not_touched(planner, assessment):
    measure = Measure.objects.first()
    scenario = make(assessment, note="Customs hold.", measures=[measure], changes={"phase": "implementation"})
    form = planner.get(at(scenario, "edit/")).context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert planner.post(at(scenario, "edit/"), posted | {"name": "Renamed"}).status_code == 302
    edited = Scenario.objects.get()
    assert (edited.name, edited.note, edited.version) == ("Renamed", "Customs hold.", 2)
    assert (edited.changes, list(edited.measures.all())) == (scenario.changes, [measure])
    assert edited.result == scenario.result


def test_the_other_version_is_shown_beside_ones_own_to_choose_from(planner, assessment):
    scenario = make(assessment, by="colleague")
    planner.post(at(scenario, "edit/"), given(name="Theirs", version=1, note="Ports first."))
    response = planner.post(at(scenario, "edit/"), given(name="Mine", version=1))
    page = response.content.decode()
    assert response.status_code == 409
    for shown in ("Theirs", "Ports first.", 'value="Mine"', 'name="version" value="2"'):
        assert shown in page
    assert Scenario.objects.get().name == "Theirs"
    assert planner.post(at(scenario, "edit/"), given(name="Mine", version=2)).status_code == 302
    assert Scenario.objects.get().name == "Mine"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"name": ""}, "Name: Give the scenario a name"),
        ({f"{INCOME}-answer": ""}, "Change at least one rating"),
        ({f"{INCOME}-answer": "7"}, "Select a valid choice"),
        ({f"{INCOME}-lowest": "3"}, "The lowest plausible level is above the best estimate"),
        ({"i5-incentives-fail-answer": "2"}, "not asked in the scenario's phase"),
        ({"measures": "no-such-measure"}, "no-such-measure"),
        ({"phase": "afterlife"}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(planner, assessment, more, message):
    response = planner.post(f"/assessments/{assessment.pk}/scenarios/new/", given(note="Long thought.", **more))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert message in page
    assert "Long thought." in page
    assert not Scenario.objects.exists()


def test_deleting_asks_first_and_leaves_the_assessment(planner, assessment):
    scenario = make(assessment)
    assert "Delete scenario" in planner.get(at(scenario, "delete/")).content.decode()
    assert Scenario.objects.count() == 1
    assert planner.post(at(scenario, "delete/"), {"version": 1}).status_code == 302
    assert not Scenario.objects.exists()
    assert Assessment.objects.get(pk=assessment.pk).current_score_id == assessment.current_score_id


@pytest.mark.parametrize("seen", ["0", "", "x", "99999999999999999999999"])
def test_what_changed_since_it_was_shown_is_not_deleted(planner, assessment, seen):
    scenario = make(assessment)
    response = planner.post(at(scenario, "delete/"), {"version": seen})
    assert response.status_code == 409
    assert "was not deleted" in response.content.decode()
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("username", ["viewer", "reviewer", "colleague"])
def test_members_read_and_only_its_maker_or_a_lead_changes(sign_in, assessment, username):
    scenario, client = make(assessment), sign_in(username)
    page = client.get(at(scenario)).content.decode()
    assert "Change scenario" not in page
    for tail in ("edit/", "delete/"):
        assert client.get(at(scenario, tail)).status_code == 403
        assert client.post(at(scenario, tail), given(version=1)).status_code == 403
    assert client.get(f"/assessments/{assessment.pk}/scenarios/new/").status_code == (
        200 if username == "colleague" else 403
    )


def test_a_scenario_is_found_at_its_own_assessment_only(planner, assessment):
    scenario = make(assessment)
    other = make_assessment(assessment.mission)
    assert planner.get(f"/assessments/{other.pk}/scenarios/{scenario.pk}/").status_code == 404


def test_before_a_common_score_one_is_sent_back_to_the_result(planner, assessment):
    Assessment.objects.filter(pk=assessment.pk).update(is_private=True, current_score=None)
    response = planner.get(f"/assessments/{assessment.pk}/scenarios/new/", follow=True)
    assert response.redirect_chain[-1][0] == f"/assessments/{assessment.pk}/"
    assert "no common score yet" in response.content.decode()
    assert 'id="scenarios"' not in response.content.decode()


@pytest.mark.parametrize(("tail", "service"), [("edit/", "update_scenario"), ("delete/", "delete_scenario")])
def test_a_scenario_that_was_deleted_while_one_changed_it_is_not_found(planner, assessment, monkeypatch, tail, service):
    """It goes after the page has read it and before the service locks it."""
    scenario, act = make(assessment), getattr(services, service)

    def lose_and_act(**given):
        Scenario.objects.all().delete()
        return act(**given)

    monkeypatch.setattr(services, service, lose_and_act)
    assert planner.post(at(scenario, tail), given(version=1)).status_code == 404
