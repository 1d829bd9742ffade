"""Every service that writes, tried once: in one transaction, with its row taken first, never on what is closed.

Who may call it is the subject of `tests/test_who_may_do_what.py`, which makes what each verb needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from assessments.models import Assessment, State
from assessments.services import RECOMPUTE
from missions.models import Mission
from ocpo.accounts.models import User
from ocpo.jobs.models import Job
from tests import test_who_may_do_what
from tests.cast import make_person
from tests.test_who_may_do_what import Scene
from tests.who_may import PEOPLE, TABLE

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"(INSERT( OR IGNORE)? INTO|UPDATE|DELETE FROM) ")
TAKES = re.compile(r'FROM "(\w+)".* FOR (NO KEY )?UPDATE', re.DOTALL)
MISSION, ASSESSMENT, SCENARIO = "missions_mission", "assessments_assessment", "assessments_scenario"
# Which rows each verb takes before it writes, in this order. The rest takes its assessment's row.
TAKEN = {
    "create_mission": [],
    **{
        key: [MISSION]
        for key in ("update_mission", "archive_mission", "set_member", "remove_member", "create_assessment")
    },
    "set_member": [MISSION, "missions_membership"],
    "delete_mission": [MISSION, ASSESSMENT],
    "update_scenario": [ASSESSMENT, SCENARIO],
    "delete_scenario": [ASSESSMENT, SCENARIO],
    "return_assessment": [MISSION, ASSESSMENT],
    "publish_assessment": [MISSION, ASSESSMENT],
    "try_again": [],
}
# What changes a score asks for a new one.
ASKS_FOR_A_SCORE = {
    *("create_assessment", "record_rating", "record_ratings", "clear_rating", "reveal_round", "leave_out_former"),
    "try_again",
}
# What each is refused on: an archived mission, an archived assessment, a published one. The rest is refused on all.
REFUSED_ON = {
    **{key: {"archived mission"} for key in ("update_mission", "create_assessment")},
    **{key: {"published"} for key in ("delete_mission", "delete_assessment")},
    **{key: {"archived mission", "archived"} for key in ("create_scenario", "update_scenario")},
    **{key: set() for key in ("create_mission", "archive_mission", "set_member", "remove_member")},
    **{key: set() for key in ("archive_assessment", "delete_scenario", "publish_sample", "try_again")},
}


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(execute, sql, *rest):
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def whoever_may(verb: str) -> User:
    return make_person(next(name for name in PEOPLE if name in TABLE[verb][1]))


def act_of(verb: str) -> Callable[[User], object]:
    return getattr(test_who_may_do_what, verb)(Scene())


@pytest.mark.parametrize("verb", TABLE)
def test_all_that_it_writes_is_one_transaction(verb):
    """An error half-way leaves nothing: whatever the service asks or writes stands in one transaction of its own."""
    act, person = act_of(verb), whoever_may(verb)
    with statements() as found:
        act(person)
    assert any(WRITES.match(sql) for sql in found)
    if verb == "create_scenario":  # the test itself looks first for an indicator to change
        found = found[next(at for at, sql in enumerate(found) if sql.startswith("SAVEPOINT ")) :]
    begins, ends = found[0], found[-1]
    assert begins.startswith("SAVEPOINT ")
    assert ends == f"RELEASE {begins}"


@pytest.mark.parametrize("verb", TABLE)
def test_its_rows_are_taken_before_it_writes(verb):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: it takes no rows")
    act, person = act_of(verb), whoever_may(verb)
    with statements() as found:
        act(person)
    first = next(at for at, sql in enumerate(found) if WRITES.match(sql))
    taken = [match[1] for sql in found[:first] if (match := TAKES.search(sql))]
    assert taken == TAKEN.get(verb, [ASSESSMENT])


@pytest.mark.parametrize("verb", TABLE)
def test_what_changes_a_score_asks_for_a_new_one(verb):
    act, person = act_of(verb), whoever_may(verb)
    if verb == "try_again":
        failed = Job.objects.get()
        act(person)
        assert Job.objects.about(RECOMPUTE, failed.key).waiting().count() == 1
        return
    Job.objects.all().delete()
    act(person)
    asked = set(Job.objects.waiting().values_list("kind", flat=True))
    assert asked == ({RECOMPUTE} if verb in ASKS_FOR_A_SCORE else set())


def outcome(verb: str, act: Callable[[User], object]) -> str:
    with transaction.atomic():
        try:
            act(whoever_may(verb))
        except ValidationError:
            return "refused"
        finally:
            transaction.set_rollback(True)
    return "done"


@pytest.mark.parametrize("verb", TABLE)
def test_what_is_archived_or_closed_stays_as_it_is(verb):
    act = act_of(verb)
    archived = {"archived_at": timezone.now(), "archived_by": make_person("planner")}
    states = {
        "as it is": lambda: None,
        "archived mission": lambda: Mission.objects.filter(code="unexa").update(**archived),
        "archived": lambda: Assessment.objects.update(**archived),
        "published": lambda: Assessment.objects.update(state=State.PUBLISHED, is_private=False),
    }
    refused = set()
    for name, bring_about in states.items():
        with transaction.atomic():
            bring_about()
            if outcome(verb, act) == "refused":
                refused.add(name)
            transaction.set_rollback(True)
    assert refused == REFUSED_ON.get(verb, {"archived mission", "archived", "published"})
