"""Every bound of a date, in the form and over the API: the day on the bound is taken, the next one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model

from assessments.models import Assessment, Evidence
from missions.models import Mission
from ocpo.days import latest_today
from tests.api.conftest import ROOT
from tests.cast import MEMBERS, make_assessment, make_mission

pytestmark = pytest.mark.django_db
DAY, YEAR = timedelta(days=1), timedelta(days=366)
FACTS = {"name": "UNNEW", "area": "Examplia", "kind": "un-peacekeeping", "phase": "start-up"}
PIECE = {"title": "Port log", "reliability": "B", "credibility": "2"}


@dataclass(frozen=True)
class Bound:
    """The last day that is taken, which day is the next one, and what is sent besides."""

    model: type[Model]
    name: str
    last: Callable[[], date]
    beyond: timedelta
    page: str
    path: str
    sent: dict[str, Any]
    only_form: dict[str, Any] = field(default_factory=dict)
    only_api: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {'after' if self.beyond > timedelta() else 'before'}"


OF_ASSESSMENT = (
    "/missions/unexa/assessments/new/",
    "/assessments/",
    {"phase": "start-up"},
    {},
    {"mission": "unexa"},
)
OF_PIECE = ("/assessments/{}/evidence/", "/assessments/{}/evidence/", PIECE, {"marking": "unclassified", "add": "1"})
OF_MISSION = ("/missions/new/", "/missions/", FACTS | {"deployed_on": "2026-05-01"}, {}, {"code": "unnew"})
BOUNDS = [
    Bound(Assessment, "as_of", lambda: date(1945, 1, 1), -DAY, *OF_ASSESSMENT),
    Bound(Assessment, "as_of", lambda: latest_today() + YEAR, DAY, *OF_ASSESSMENT),
    Bound(Evidence, "dated", lambda: date(1900, 1, 1), -DAY, *OF_PIECE),
    Bound(Evidence, "dated", latest_today, DAY, *OF_PIECE),
    Bound(Mission, "ends_on", lambda: date(2026, 5, 1), -DAY, *OF_MISSION),
]


@pytest.mark.parametrize("bound", BOUNDS, ids=str)
@pytest.mark.parametrize("is_api", [False, True], ids=["form", "api"])
def test_the_day_on_a_bound_is_taken_and_the_next_is_refused(bound, is_api, sign_in, api):
    mission = make_mission(members=MEMBERS)
    number = make_assessment(mission).pk
    client = (api if is_api else sign_in)("planner")
    at = f"{ROOT}{bound.path}" if is_api else bound.page
    more: dict[str, Any] = {"format": "json"} if is_api else {}
    rows, last = bound.model.objects.count(), bound.last()
    for day, is_taken in ((last + bound.beyond, False), (last, True)):
        sent = bound.sent | (bound.only_api if is_api else bound.only_form) | {bound.name: day.isoformat()}
        answer = client.post(at.format(number), sent, **more)
        assert (answer.status_code < 400) is is_taken, (day, answer.content)
        assert bound.model.objects.count() == rows + is_taken
        if not is_taken:
            assert answer.status_code == 422
            assert bound.name in answer.content.decode()
    assert getattr(bound.model.objects.latest("pk"), bound.name) == last
