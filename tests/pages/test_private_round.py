"""A private first round tells nobody what another rated: at no address, in no format.

Every GET route is asked twice by each reader, with two quite different sets of another's ratings behind it: as long as
the round is private the answers are the same to the byte. After the reveal they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.test import Client

from assessments.computing.recompute import recompute
from assessments.models import Answer, Assessment, Evidence, Rating, Score
from assessments.services import create_assessment, finish_round, reveal_round
from missions.models import Membership, Mission
from ocpo.jobs.models import Job
from tests.api.addresses import Route, address, all_routes, is_about_a_mission, values_for
from tests.cast import AS_OF, MEMBERS, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
SECRETS = ("Heard from the harbour master", "Ledger of the ninth dock", "Dock ledger archive")
CHANGING = re.compile(rb'(name="(csrfmiddlewaretoken|form_key)" value=")[^"]*|("X-CSRFToken": ")[^"]*|(nonce=")[^"]*')
# How a route is asked beside plainly: as the page's script does, for another output, as a table.
BY_SCRIPT = ("", {"HX-Request": "true"})
EXPLAINED = ("?explain=residual-peace-operation", {})
AS_TABLE = ("?format=csv", {})
GENERATED_ALIKE = {"api:schema", "api:docs"}
TELLING_THE_TIME = {"time-zone"}
ROUTES = [
    route
    for route in all_routes()
    if (is_about_a_mission(route) or not route.parameters) and route.name not in GENERATED_ALIKE | TELLING_THE_TIME
]


@pytest.fixture
def private() -> Assessment:
    """The planner rated alone, with reasons and evidence, the colleague something else; an open one came later."""
    mission = make_mission(members=MEMBERS)
    planner, colleague = mission.created_by, make_person("colleague")
    opening = {"mission": mission, "author": planner, "phase": mission.phase}
    assessment = create_assessment(**opening, as_of=AS_OF, is_private=True)
    piece = Evidence.objects.create(
        assessment=assessment, title=SECRETS[1], source=SECRETS[2], reliability="B", credibility="2", added_by=planner
    )
    rate(assessment, 4, rationale=SECRETS[0], evidence=frozenset([piece.pk]))
    rate(assessment, 2, CODE, "i2-local-predation", by=colleague, rationale="My own view")
    later = create_assessment(**opening, as_of=AS_OF + timedelta(days=30))
    rate(later, 3, by=colleague)
    recompute(assessment_id=later.pk)
    settle(assessment)
    return assessment


def settle(assessment: Assessment) -> None:
    """Compute the scores, as a worker would, and let no job or clock tell one time from the other."""
    recompute(assessment_id=assessment.pk)
    Job.objects.all().delete()
    Score.objects.update(computed_at=datetime(2026, 11, 1, tzinfo=UTC))


def rate_otherwise(assessment: Assessment) -> None:
    """Let the planner have said something else all along."""
    others = assessment.ratings.filter(assessor__username="planner")
    others.update(best=0.0, confidence="low", rationale="Nothing of note")
    others.filter(indicator__code__startswith="i7").update(answer=Answer.UNKNOWN, best=None)
    others.filter(indicator__code__startswith="i5").delete()
    Rating.evidence.through.objects.all().delete()
    Evidence.objects.all().delete()
    Assessment.objects.filter(pk=assessment.pk).update(current_score=None)
    assessment.scores.exclude(assessor__username="colleague").delete()
    settle(assessment)


def told(client: Client, mission: Mission) -> dict[str, tuple[int, bytes]]:
    """Return what every GET route answers about the mission's assessments, ETag included, without what changes with
    each answer."""
    viewer = Membership.objects.get(mission=mission, person__username="viewer")
    given = {"code": mission.code, "membership": viewer.pk, "indicator": CODE}
    keys = mission.assessments.order_by("pk").values_list("pk", flat=True)
    found = {}
    for route, key, node in product(ROUTES, keys, ("mission-risk", CODE)):
        values = values_for(route, assessment=key, **given) if route.parameters else {}
        at = address(route, {**values, "node": node})
        for query, headers in ways_to_ask(route):
            told_by = " ".join([route.name, at + query, *headers])
            if told_by not in found:
                answer = client.get(at + query, headers=headers)
                body = CHANGING.sub(b"", answer.getvalue())
                found[told_by] = (answer.status_code, body + answer.get("ETag", "").encode())
    return found


def ways_to_ask(route: Route) -> list[tuple[str, dict[str, str]]]:
    if not route.parameters:
        return [("", {})]
    others = [AS_TABLE] if route.is_api else [EXPLAINED] if route.name.startswith("result-") else [BY_SCRIPT]
    return [("", {}), *others]


def names(found: Iterable[str]) -> set[str]:
    """Return the names of the routes asked."""
    return {told_by.split()[0] for told_by in found}


@pytest.mark.parametrize("name", ["colleague", "reviewer"])
def test_no_answer_tells_before_the_reveal_what_another_rates_or_that_they_do(private, sign_in, name):
    """Nothing counts the others' saves: no revision, no ETag, no version, no score that is said to be behind."""
    client = sign_in(name)
    before = told(client, private.mission)
    assert not any(secret.encode() in body for _status, body in before.values() for secret in SECRETS)
    assert sum(status == 200 for status, _body in before.values()) > 25
    rate(private, 1, CODE, by=private.created_by)
    finish_round(assessment=private, person=private.created_by)
    waiting = told(client, private.mission)
    differs = {route.split()[0] for route in before if before[route] != waiting[route]}
    assert differs <= {"readyz"}, "how long the longest job of the whole installation waits"
    rate_otherwise(private)
    after = told(client, private.mission)
    assert [route for route in before if before[route] != after[route]] == []


def test_the_version_of_one_s_own_rating_counts_nobodys_changes(private):
    """Two own saves in a row lie as far apart as two with another's saves between them: anywhere."""
    colleague = make_person("colleague")
    versions = [rate(private, level, CODE, by=colleague)[0].version for level in (0, 1, 2, 3, 4)]
    private.refresh_from_db()
    assert len(set(versions)) == 5
    assert max(versions) > 1000 * private.revision


def test_the_same_routes_tell_everything_after_the_reveal(private, sign_in):
    """Without this the test above would pass on addresses that never tell anything."""
    reveal_round(assessment=private, person=private.created_by)
    settle(private)
    Assessment.objects.exclude(pk=private.pk).update(current_score=None)  # the portfolio shows a mission's newest
    client = sign_in("colleague")
    before = told(client, private.mission)
    for secret in SECRETS:
        assert any(secret.encode() in body for _status, body in before.values()), secret
    rate_otherwise(private)
    after = told(client, private.mission)
    changed = names(route for route in before if before[route] != after[route])
    expected = {"result-detail", "result-chart", "result-csv", "spread-detail", "portfolio", "mission-detail"}
    expected |= {"api:assessment-score", "api:assessment-score-working", "api:assessment-agreement", "api:score-list"}
    assert expected <= changed


def test_one_s_own_first_judgement_is_all_there(private, sign_in):
    """What is hidden from others is there for who said it."""
    shown = [
        told_by for told_by, (_status, body) in told(sign_in("planner"), private.mission).items() if b"harbour" in body
    ]
    assert {"result-detail", "sheet", "api:rating-list"} <= names(shown)
