"""Samples are removed and loaded again without touching any other mission."""

from __future__ import annotations

import pytest

from assessments import samples
from assessments.services import delete_mission
from missions.models import Mission, RemovedSample, Role, Sample
from missions.services import set_member
from tests.cast import make_assessment, make_mission, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(db) -> Mission:
    return make_mission()


def test_what_removes_samples_counts_and_takes_no_other_mission(mission):
    """Beside the planner's own mission and sample stands a sample that somebody else leads and removed before."""
    own, foreign = make_mission(code="unown"), make_mission(make_person("stranger"), code="unforeign")
    Mission.objects.filter(pk__in=[own.pk, foreign.pk]).update(sample=Sample.FICTIONAL)
    RemovedSample.objects.create(code="ungone", removed_by=foreign.created_by)
    for each in (mission, own, foreign):
        make_assessment(each)
    planner = make_person("planner")
    assert list(samples.led_by(planner)) == [own]
    assert samples.count_sample_holdings(planner).assessments == 1
    assert not samples.removed_by(planner).exists()
    assert samples.removed_by(foreign.created_by).get().code == "ungone"
    assert samples.remove_all() == [str(own), str(foreign)]
    assert list(Mission.objects.all()) == [mission]


def test_who_loads_samples_again_leads_those_and_no_other_mission(mission):
    samples.load_people("a long password")
    samples.load_missions(samples.FOLDER)
    removed, kept = Mission.objects.exclude(sample=Sample.NONE).order_by("pk")[:2]
    code, person = removed.code, make_person("stranger")
    set_member(mission=removed, person=person, role=Role.LEAD, by=removed.created_by)
    delete_mission(mission=removed, person=person, seen=None)
    assert samples.load_again(person) == [f"{removed.name} ({removed.get_sample_display()})"]
    assert Mission.objects.get(code=code).role_of(person) == Role.LEAD
    assert [each.role_of(person) for each in (mission, kept)] == [None, None]


def test_a_mission_of_ones_own_keeps_the_code_that_it_took_from_a_sample(mission):
    """Its code is that of a removed sample: the start passes that sample over, and who loads again does not lead it."""
    samples.load_people("a long password")
    samples.load_missions(samples.FOLDER)
    removed, person = Mission.objects.get(code="unmosa"), make_person("stranger")
    set_member(mission=removed, person=person, role=Role.LEAD, by=removed.created_by)
    delete_mission(mission=removed, person=person, seen=None)
    own = make_mission(code="unmosa")
    assert samples.load_missions(samples.FOLDER) == []
    assert samples.load_again(person) == []
    assert [each.pk for each in Mission.objects.filter(code="unmosa")] == [own.pk]
    assert own.role_of(person) is None
