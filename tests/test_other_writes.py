"""What writes outside the table of who may do what: passwords, tokens and samples, each one transaction, rows first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from assessments import samples
from assessments.samples.missions import load_mission, read
from assessments.services import delete_mission
from missions.models import Mission, Sample
from ocpo.accounts.services import change_password, make_token
from tests.cast import MEMBERS, make_assessment, make_mission, make_person
from tests.test_services_write import ASSESSMENT, MISSION, TAKES, WRITES, statements

pytestmark = pytest.mark.django_db
PERSON = "accounts_user"


def token() -> Callable[[], object]:
    person = make_person("planner")
    return lambda: make_token(person=person)


def password() -> Callable[[], object]:
    person = make_person("planner")
    make_token(person=person)
    return lambda: change_password(person=person, password="another long pass phrase")


def people() -> Callable[[], object]:
    return lambda: samples.load_people("a long password")


def all_samples() -> Callable[[], object]:
    call_it_a_sample()
    return samples.remove_all


def own_samples() -> Callable[[], object]:
    mission = call_it_a_sample()
    lead = mission.created_by
    seen = samples.removal_mark([mission], samples.count_sample_holdings(lead))
    return lambda: samples.remove_missions(person=lead, seen=seen)


def one_sample() -> Callable[[], object]:
    samples.load_people("a long password")
    sample = read(samples.FOLDER / "fictional.yaml")["missions"][0]
    return lambda: load_mission(sample)


def again() -> Callable[[], object]:
    samples.load_people("a long password")
    samples.load_missions(samples.FOLDER)
    removed = Mission.objects.latest("pk")
    delete_mission(mission=removed, person=removed.created_by, seen=None)
    return lambda: samples.load_again(removed.created_by)


def call_it_a_sample() -> Mission:
    """Return a mission with an assessment that counts as a sample."""
    mission = make_mission(members=MEMBERS)
    make_assessment(mission)
    Mission.objects.filter(pk=mission.pk).update(sample=Sample.FICTIONAL)
    mission.refresh_from_db()
    return mission


# What each takes before it writes, in this order.
TAKEN = {
    token: [PERSON],
    password: [PERSON],
    people: [],
    all_samples: [MISSION, ASSESSMENT],
    own_samples: [MISSION, ASSESSMENT, MISSION, ASSESSMENT],
    one_sample: [],
    again: [],
}


@pytest.mark.parametrize("write", TAKEN)
def test_all_that_it_writes_is_one_transaction(write):
    act = write()
    with statements() as found:
        act()
    assert any(WRITES.match(sql) for sql in found)
    assert found[0].startswith("SAVEPOINT ")
    assert found[-1] == f"RELEASE {found[0]}"


@pytest.mark.parametrize("write", TAKEN)
def test_its_rows_are_taken_before_it_writes(write):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: it takes no rows")
    act = write()
    with statements() as found:
        act()
    first = next(at for at, sql in enumerate(found) if WRITES.match(sql))
    assert [match[1] for sql in found[:first] if (match := TAKES.search(sql))] == TAKEN[write]
