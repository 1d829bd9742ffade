"""The people of all tests, and how a test gets a mission, an assessment and a rating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.test import Client

from assessments.models import Answer, Assessment, Rating, Scenario, State
from assessments.services import Assumptions, Judgement, create_assessment, create_scenario, record_ratings
from interfaces.models import Indicator, Phase
from missions.models import RATING_ROLES, Membership, Mission, Role
from missions.services import create_mission, set_member
from ocpo.accounts.authorship import FIELD, mark
from ocpo.accounts.models import User
from ocpo.once import forms

PASSWORD = "correct horse battery staple"
AS_OF = date(2026, 11, 1)


class Browser(Client):
    """A browser that sends forms as the pages of one person would: with the mark that says for whom they were made.

    Each form has a new key, as if it came from a page of its own, unless the test names a key.
    """

    def __init__(self, person: User) -> None:
        super().__init__()
        self.person = person

    def post(self, path: str, data: Any = None, *args: Any, **more: Any) -> Any:
        if not path.startswith("/api/") and (data is None or isinstance(data, dict)):
            data = {FIELD: mark(self.person), forms.FIELD: forms.new_key()} | (data or {})
        return super().post(path, data, *args, **more)


def make_person(username: str, **facts: Any) -> User:
    """Return the person with this user name; a missing one is created."""
    person = User.objects.filter(username=username).first()
    return person or User.objects.create_user(username=username, password=PASSWORD, **facts)


def make_mission(
    lead: User | None = None, code: str = "unexa", phase: str = "start-up", members: dict[str, str] | None = None
) -> Mission:
    """Return a mission led by `lead` (planner by default); `members` holds the roles of further people by user name."""
    mission = create_mission(
        creator=lead or make_person("planner"),
        code=code,
        name=code.upper(),
        area="Examplia",
        phase=Phase.objects.get(code=phase),
    )
    for username, role in (members or {}).items():
        set_member(mission=mission, person=make_person(username), role=role, by=mission.created_by)
    return mission


def make_assessment(mission: Mission | None = None, phase: str | None = "start-up") -> Assessment:
    """Return an empty open assessment; without a phase it looks back on the whole mission."""
    mission = mission or make_mission()
    found = Phase.objects.get(code=phase) if phase else None
    return create_assessment(mission=mission, author=mission.created_by, phase=found, as_of=AS_OF)


def rate(
    assessment: Assessment, level: float | str, *indicators: str, by: User | None = None, **more: Any
) -> list[Rating]:
    """Rate indicators (all that are asked by default) with a level or with one of the other answers."""
    rows = {row.code: row for row in assessment.asked_indicators()}
    return _record(assessment, {rows[code]: judgement(level, **more) for code in indicators or rows}, by)


def rate_each(
    assessment: Assessment, levels: Mapping[str, float | str], by: User | None = None, **more: Any
) -> list[Rating]:
    """Rate each indicator, by code, with a level of its own or with one of the other answers."""
    rows = {row.code: row for row in assessment.asked_indicators()}
    return _record(assessment, {rows[code]: judgement(level, **more) for code, level in levels.items()}, by)


def _record(assessment: Assessment, judgements: Mapping[Indicator, Judgement], by: User | None) -> list[Rating]:
    person = by or assessment.created_by
    with as_rater(assessment, person):
        return record_ratings(assessment=assessment, person=person, assessor=person, judgements=judgements)


@contextmanager
def as_rater(assessment: Assessment, person: User) -> Iterator[None]:
    """Let somebody who may not rate do so for a moment: their ratings are then those of a former assessor."""
    members = Membership.objects.filter(mission=assessment.mission_id, person=person)
    if members.filter(role__in=RATING_ROLES).exists():
        yield
        return
    earlier = members.first()
    members.delete()
    temporary = Membership.objects.create(mission_id=assessment.mission_id, person=person, role=Role.ASSESSOR)
    yield
    temporary.delete()
    if earlier:
        earlier.save(force_insert=True)


def close(assessment: Assessment) -> None:
    """Publish an assessment without a review, for tests that are not about the review."""
    Assessment.objects.filter(pk=assessment.pk).update(state=State.PUBLISHED)


def judgement(level: float | str, **more: Any) -> Judgement:
    is_level = not isinstance(level, str)
    return Judgement(answer=Answer.RATED if is_level else level, best=float(level) if is_level else None, **more)


def make_scenario(assessment: Assessment, by: User | None = None, name: str = "No more arms") -> Scenario:
    """Return a scenario of a scored assessment in which its first indicator is at level 0."""
    level = {"answer": Answer.RATED, "best": 0.0, "lowest": None, "highest": None, "confidence": "medium"}
    changes = {"ratings": {assessment.asked_indicators()[0].code: level}}
    author = by or assessment.created_by
    return create_scenario(assessment=assessment, author=author, assumptions=Assumptions(name, changes))


def make_full_cast() -> dict[str, User]:
    """Return by name a person for each role on a mission, an outsider, and the two global roles; members of nothing."""
    names = ["planner", "colleague", "reviewer", "viewer", "outsider"]
    people = {name: make_person(name) for name in names}
    people["analyst"] = make_person("analyst", is_analyst=True)
    people["administrator"] = make_person("administrator", is_administrator=True)
    return people


MEMBERS = {"colleague": Role.ASSESSOR, "reviewer": Role.REVIEWER, "viewer": Role.VIEWER}


def indicator(code: str) -> Indicator:
    return Indicator.objects.get(code=code)
