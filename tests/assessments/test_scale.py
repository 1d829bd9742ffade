"""At scale: as many queries for 2,000 missions as for 20, the first page nearly as fast, a large sample in no time."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from assessments.computing.verification import verified
from assessments.models import Answer, Assessment, Rating, Score
from assessments.samples import PEOPLE, believable
from interfaces.models import Phase
from missions.models import Membership, Mission, Role, Sample
from ocpo.accounts.models import User
from tests.cast import make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
FEW, MANY = 20, 2_000
MOST_TIMES, TRIES = 3.0, 9
# A sort and two or more filters that all look at the newest assessment, and leave every mission.
WORST = (
    "/?sort=peace-operation&band=substantial&state=draft",
    "/?sort=-as_of&band=substantial&state=draft&sample=no&q=copy",
)


@pytest.fixture
def pattern() -> Score:
    assessment = make_assessment(make_mission(lead=make_person("somebody"), code="pattern"))
    rate(assessment, 3)
    score = recompute(assessment_id=assessment.pk)
    assert score is not None
    return score


def copies(pattern: Score, person: User, start: int, count: int) -> None:
    """Give a person `count` missions that carry the pattern's score, with a rating each."""
    phase = Phase.objects.get(code="start-up")
    origin, rating = pattern.assessment, Rating.objects.filter(assessment=pattern.assessment).first()
    assert rating is not None
    missions = Mission.objects.bulk_create(
        Mission(code=f"copy-{n}", name=f"COPY {n:05d}", area="Examplia", phase=phase, created_by=person)
        for n in range(start, start + count)
    )
    Membership.objects.bulk_create(Membership(mission=one, person=person, role=Role.LEAD) for one in missions)
    assessments = Assessment.objects.bulk_create(
        Assessment(mission=one, framework=origin.framework, as_of=date(2020, 1, 1) + timedelta(days=n % 2000),
                   revision=1, created_by=person)
        for n, one in enumerate(missions)
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(
            assessment=one, indicator_id=rating.indicator_id, assessor=person, answer=Answer.RATED, best=3.0, version=1
        )
        for one in assessments
    )
    kept: dict[str, Any] = {
        name: getattr(pattern, name)
        for name in (
            "framework",
            "engine_version",
            "digest",
            "inputs",
            "result",
            "summary",
            "band",
            "coverage",
            "targets",
        )
    }
    scores = Score.objects.bulk_create(
        (Score(assessment=one, revision=1, risk=float(n % 97), **kept) for n, one in enumerate(assessments)),
        batch_size=500,
    )
    for one, score in zip(assessments, scores, strict=True):
        one.current_score = score
    Assessment.objects.bulk_update(assessments, ["current_score"], batch_size=500)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
        return len(found)


def shortest(clients: list[Client], address: str) -> list[float]:
    """Return the shortest time of several tries for each client, in seconds; the clients take turns.

    SQLite computes in this thread, so what else the machine does is left out; of PostgreSQL only the wait can be told.
    """
    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    times: list[list[float]] = [[] for _client in clients]
    for _ in range(TRIES):
        for client, found in zip(clients, times, strict=True):
            start = clock()
            client.get(address)
            found.append(clock() - start)
    return [min(found) for found in times]


def test_two_thousand_missions_cost_hardly_more_than_twenty(pattern, sign_in, figure):
    copies(pattern, make_person("planner"), 0, FEW)
    copies(pattern, make_person("analyst"), FEW, MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database does by itself after a while
    few, many = sign_in("planner"), sign_in("analyst")
    times = {}
    for address in ("/", "/?sort=-risk", *WORST, "/?q=copy&page=2"):
        counts = [queries(client, address) for client in (few, many)]
        short, long = shortest([few, many], address)
        times[address] = long / short
        facts = f"{FEW} missions {short * 1e3:.0f} ms, {MANY:,} {long * 1e3:.0f} ms, {long / short:.2f} times"
        figure(f"{address}: {counts[0]} queries; {facts}")
        assert counts[0] == counts[1] > 5, address
    assert max(times[address] for address in ("/", *WORST)) < MOST_TIMES, times


@pytest.mark.parametrize("at", ["/assessments/{pk}/sheet/", "/assessments/{pk}/", "/"])
def test_eight_assessors_cost_as_many_queries_as_one(sign_in, at):
    mission = make_mission()
    assessment = make_assessment(mission)
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    client, address = sign_in("planner"), at.format(pk=assessment.pk)
    client.get(address)
    one = queries(client, address)
    for number in range(7):
        person = make_person(f"assessor{number}")
        Membership.objects.create(mission=mission, person=person, role=Role.ASSESSOR)
        rate(assessment, number % 5, by=person)
    recompute(assessment_id=assessment.pk)
    assert queries(client, address) == one


def load(missions: int) -> None:
    call_command("load_scale_sample", missions=missions, verbosity=0)


@pytest.fixture
def scale_sample(settings) -> None:
    settings.SAMPLE_PASSWORD = "sample password"
    load(12)


def test_the_scale_sample_is_marked_seen_by_the_sample_people_and_scored(scale_sample):
    missions = Mission.objects.filter(code__startswith="scale-")
    assert missions.count() == 12
    assert set(missions.values_list("sample", flat=True)) == {Sample.FICTIONAL}
    assert all("invented" in mission.summary for mission in missions)
    roles = {person.username: person.role for person in PEOPLE if person.role}
    assert dict(missions[0].memberships.values_list("person__username", "role")) == roles
    assert not Assessment.objects.filter(current_score=None).exists()
    assert not Mission.objects.visible_to(make_person("outsider")).exists()


def test_its_scores_are_what_their_inputs_give_one_by_one(scale_sample):
    for score in Score.objects.order_by("pk")[:5]:
        assert verified(score).differences == []


def test_scoring_it_anew_from_its_ratings_gives_the_same_point_values(scale_sample):
    assessment = Assessment.objects.order_by("pk")[3]
    before = assessment.current_score
    Assessment.objects.filter(pk=assessment.pk).update(revision=assessment.revision + 1)
    after = recompute(assessment_id=assessment.pk)
    assert after is not None
    assert after.inputs == before.inputs
    assert after.risk == before.risk
    assert after.targets == before.targets


def test_a_second_load_adds_only_what_is_missing(scale_sample):
    before = set(Rating.objects.values_list("pk", flat=True))
    load(12)
    assert set(Rating.objects.values_list("pk", flat=True)) == before
    load(14)
    assert Mission.objects.filter(code__startswith="scale-").count() == 14


def test_its_ratings_hang_together(scale_sample):
    """Indicators of one interface agree with each other more than with those of another mission: no mere noise."""
    within, across = [], []
    levels: dict[tuple[int, int], list[float]] = {}
    for mission, interface, best in Rating.objects.filter(answer=Answer.RATED).values_list(
        "assessment__mission", "indicator__mechanism__interface__number", "best"
    ):
        levels.setdefault((interface, mission), []).append(best)
    means = {key: sum(found) / len(found) for key, found in levels.items() if len(found) > 3}
    for (interface, mission), found in levels.items():
        if (interface, mission) in means:
            own = means[interface, mission]
            others = [mean for (number, other), mean in means.items() if number == interface and other != mission]
            within.append(sum(abs(level - own) for level in found) / len(found))
            across.append(sum(abs(level - mean) for level in found for mean in others) / len(found) / len(others))
    assert sum(within) / len(within) < 0.85 * sum(across) / len(across)


def test_no_two_of_two_thousand_missions_share_a_country():
    rows = range(1, MANY + 1)
    places = {(number * 743) % (len(believable.FIRST) * len(believable.LAST)) for number in rows}
    assert len(places) == MANY
    assert len(set(believable.FIRST)) == len(believable.FIRST)
    assert len(set(believable.LAST)) == len(believable.LAST)
