"""Steps of a review and ratings at the same moment, each in a thread of its own: one order, nothing lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assessments.computing.recompute import recompute
from assessments.models import Action, Assessment, State
from assessments.services import (
    WrongStateError,
    publish_assessment,
    return_assessment,
    submit_assessment,
    withdraw_assessment,
)
from missions.models import Role
from missions.services import remove_member, set_member
from ocpo.accounts.models import User
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate
from tests.jobs.conftest import shared_database  # noqa: F401 (a fixture)
from tests.jobs.test_concurrency import at_once, join

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]
RATED = "i2-local-predation"


@pytest.fixture
def draft(shared_database) -> Assessment:  # noqa: F811
    """A scored draft of a mission with four reviewers."""
    reviewers = {f"reviewer-{n}": Role.REVIEWER for n in range(4)}
    assessment = make_assessment(make_mission(members=MEMBERS | reviewers))
    rate(assessment, 3, RATED)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def submitted(draft) -> Assessment:
    submit_assessment(assessment=draft, person=draft.created_by)
    return draft


def outcomes_of(*steps: Callable[[], object]) -> Counter[str]:
    """Take all steps at once; count those taken and those refused because of the state."""
    outcomes: Counter[str] = Counter()

    def attempt(step: Callable[[], object]) -> None:
        try:
            step()
        except WrongStateError:
            outcomes["refused"] += 1
        else:
            outcomes["taken"] += 1

    join(at_once(*[lambda step=step: attempt(step) for step in steps]))
    return outcomes


def test_of_reviewers_who_publish_at_once_one_publishes(submitted):
    people = [make_person(f"reviewer-{n}") for n in range(4)]
    digest = submitted.current_score.digest

    def publish(person) -> None:
        own = Assessment.objects.get(pk=submitted.pk)
        publish_assessment(assessment=own, reviewer=person, digest=digest)

    assert outcomes_of(*[lambda person=person: publish(person) for person in people]) == {"taken": 1, "refused": 3}
    assert submitted.review_steps.filter(action=Action.PUBLISHED).count() == 1


def test_of_publishing_returning_and_withdrawing_at_once_one_happens(submitted):
    lead, first, second = submitted.created_by, make_person("reviewer-0"), make_person("reviewer-1")
    digest = submitted.current_score.digest

    def own() -> Assessment:
        return Assessment.objects.get(pk=submitted.pk)

    outcomes = outcomes_of(
        lambda: publish_assessment(assessment=own(), reviewer=first, digest=digest),
        lambda: return_assessment(assessment=own(), reviewer=second, reason="Rate more."),
        lambda: withdraw_assessment(assessment=own(), person=lead),
    )
    assert outcomes == {"taken": 1, "refused": 2}
    last = submitted.review_steps.last()
    expected = State.PUBLISHED if last.action == Action.PUBLISHED else State.DRAFT
    assert (submitted.review_steps.count(), own().state) == (2, expected)


def test_no_rating_slips_in_behind_a_submission(draft):
    """Editors rate one indicator after the other while the lead submits: the step holds the last revision there is."""
    codes = list(draft.asked_indicators().exclude(code=RATED).values_list("code", flat=True))[:12]
    people = [make_person("planner"), make_person("colleague")]
    refused: list[User] = []

    def edit(person: User) -> None:
        """Rate until it is refused; far more often than anybody can before the lead has submitted."""
        own = Assessment.objects.get(pk=draft.pk)
        for level, code in islice(zip(cycle(range(5)), cycle(codes), strict=False), 5000):
            try:
                rate(own, level, code, by=person)
            except ValidationError:
                refused.append(person)
                return

    def submit() -> None:
        while draft.ratings.count() < 6:
            time.sleep(0.002)
        submit_assessment(assessment=Assessment.objects.get(pk=draft.pk), person=people[0])

    join(at_once(*[lambda person=person: edit(person) for person in people], submit))
    (step,) = draft.review_steps.all()
    now = Assessment.objects.get(pk=draft.pk)
    assert (now.state, step.revision) == (State.SUBMITTED, now.revision)
    assert set(refused) == set(people)


@pytest.mark.parametrize("attempt", range(4))
def test_no_change_of_roles_slips_in_beside_a_publication(submitted, attempt):
    """A lead takes the reviewer off the mission while the reviewer publishes: one of the two comes first."""
    lead, reviewer = submitted.created_by, make_person("reviewer-0")
    digest, outcomes = submitted.current_score.digest, Counter()

    def publish() -> None:
        own = Assessment.objects.get(pk=submitted.pk)
        try:
            publish_assessment(assessment=own, reviewer=reviewer, digest=digest)
        except PermissionDenied:
            outcomes["refused"] += 1

    def remove() -> None:
        remove_member(mission=submitted.mission, person=reviewer, by=lead)

    join(at_once(publish, remove))
    state = Assessment.objects.get(pk=submitted.pk).state
    assert state == (State.SUBMITTED if outcomes["refused"] else State.PUBLISHED)
    published = submitted.review_steps.filter(action=Action.PUBLISHED).first()
    removed = submitted.mission.membership_changes.get(new_role="", person=reviewer)
    assert published is None or published.created_at <= removed.created_at


def test_publishing_waits_for_a_change_of_roles_that_has_begun(submitted):
    """The lead makes the reviewer a viewer, and the transaction stays open while the reviewer publishes."""
    lead, reviewer = submitted.created_by, make_person("reviewer-0")
    digest, outcomes, is_changed = submitted.current_score.digest, Counter(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            set_member(mission=submitted.mission, person=reviewer, role=Role.VIEWER, by=lead)
            is_changed.set()
            time.sleep(0.3)

    def publish() -> None:
        assert is_changed.wait(10)
        own = Assessment.objects.get(pk=submitted.pk)
        try:
            publish_assessment(assessment=own, reviewer=reviewer, digest=digest)
        except PermissionDenied:
            outcomes["refused"] += 1

    join(at_once(change, publish))
    assert outcomes == {"refused": 1}
    assert Assessment.objects.get(pk=submitted.pk).state == State.SUBMITTED
