"""Changes to one thing at the same moment, each in a thread of its own: one order, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments.computing.recompute import recompute, renew_scenarios
from assessments.models import Scenario
from assessments.services import Assumptions, update_scenario
from interfaces.models import ReferenceEdition
from interfaces.reference import load_reference
from missions.models import Mission, Role
from missions.services import StaleEdit, remove_member, set_member, update_mission
from tests.cast import make_assessment, make_mission, make_person, make_scenario, rate
from tests.conftest import FIXTURES
from tests.jobs.conftest import shared_database  # noqa: F401 (a fixture)
from tests.jobs.test_concurrency import at_once, join

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]


def outcomes_of(*steps: Callable[[], object]) -> Counter[str]:
    """Take all steps at once; count those taken and those refused."""
    outcomes: Counter[str] = Counter()

    def attempt(step: Callable[[], object]) -> None:
        try:
            step()
        except (ValidationError, PermissionDenied, StaleEdit) as refusal:
            outcomes[type(refusal).__name__] += 1
        else:
            outcomes["taken"] += 1

    join(at_once(*[lambda step=step: attempt(step) for step in steps]))
    return outcomes


@pytest.mark.parametrize("attempt", range(4))
def test_of_two_leads_who_leave_at_once_one_stays(attempt):
    mission = make_mission(members={"second": Role.LEAD})
    leads = [make_person("planner"), make_person("second")]

    def leave(person) -> None:
        remove_member(mission=Mission.objects.get(pk=mission.pk), person=person, by=person)

    outcomes = outcomes_of(*[lambda person=person: leave(person) for person in leads])
    assert outcomes == {"taken": 1, "ValidationError": 1}
    assert mission.memberships.filter(role=Role.LEAD).count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_of_two_leads_who_step_down_at_once_one_stays(attempt):
    mission = make_mission(members={"second": Role.LEAD})
    leads = [make_person("planner"), make_person("second")]

    def step_down(person) -> None:
        set_member(mission=Mission.objects.get(pk=mission.pk), person=person, role=Role.VIEWER, by=person)

    outcomes = outcomes_of(*[lambda person=person: step_down(person) for person in leads])
    assert outcomes == {"taken": 1, "ValidationError": 1}
    assert mission.memberships.filter(role=Role.LEAD).count() == 1


@pytest.mark.parametrize("attempt", range(4))
def test_of_edits_of_a_mission_at_once_one_is_kept_and_the_others_are_told(attempt):
    mission = make_mission()
    lead, areas = make_person("planner"), ["North", "South", "East", "West"]

    def edit(area: str) -> None:
        own = Mission.objects.get(pk=mission.pk)
        update_mission(mission=own, person=lead, expected_version=1, area=area)

    assert outcomes_of(*[lambda area=area: edit(area) for area in areas]) == {"taken": 1, "StaleEdit": 3}
    mission.refresh_from_db()
    assert (mission.version, mission.area in areas) == (2, True)


@pytest.mark.parametrize("attempt", range(4))
def test_a_scenario_edited_while_it_is_renewed_keeps_the_edit_and_gets_the_new_score(attempt):
    assessment = make_assessment(make_mission())
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    made = make_scenario(assessment)
    rate(assessment, 1, "i2-local-predation")

    def edit() -> None:
        own = Scenario.objects.get(pk=made.pk)
        assumptions = Assumptions("Renamed", made.changes)
        update_scenario(scenario=own, person=made.created_by, assumptions=assumptions, expected_version=made.version)

    assert outcomes_of(edit, lambda: recompute(assessment_id=assessment.pk)) == {"taken": 2}
    assessment.refresh_from_db()
    renew_scenarios(assessment.current_score)
    kept = Scenario.objects.get(pk=made.pk)
    assert (kept.name, kept.base_digest) == ("Renamed", assessment.current_score.digest)


def test_two_loads_of_the_reference_at_once_leave_one_edition():
    ReferenceEdition.objects.all().delete()
    loads = [lambda: load_reference(Path(FIXTURES))] * 2
    assert outcomes_of(*loads) == {"taken": 2}
    assert ReferenceEdition.objects.count() == 1
