"""What is withheld for want of evidence is told nowhere: at no address, in no format.

Every GET route is asked twice, with quite different numbers behind what is withheld: the answers are the same to the
byte. Where the evidence is enough they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, Scenario, Score
from tests.api.addresses import Route, address, values_for
from tests.cast import make_scenario
from tests.pages.test_exports import thin  # noqa: F401 (a fixture)
from tests.pages.test_private_round import CHANGING, CODE, ROUTES, names, settle, ways_to_ask

pytestmark = pytest.mark.django_db
# A page about one number shows what its children count with, even a child that is withheld itself: it says so.
COUNTED = re.compile(rb'data-field="counted">[^<]*')
NUMBERS = ("value", "mean", "median", "p5", "p95")
SORTED = ("-risk", "risk", "peace-operation", "-peace-operation")


@pytest.fixture
def shown(thin) -> Assessment:  # noqa: F811
    """An assessment with too little evidence for what its headline says, an earlier one, and a scenario of it."""
    make_scenario(thin)
    for assessment in thin.mission.assessments.all():
        settle(assessment)
    return Assessment.objects.get(pk=thin.pk)


def other_numbers(result: dict[str, Any], is_enough: bool) -> None:
    """Put other numbers behind each node of which there is too little evidence, or enough."""
    nodes = {code for code, node in result["nodes"].items() if node["is_enough"] is is_enough}
    for parts in (result["nodes"], result.get("base", {})):
        for code in nodes & parts.keys():
            node = parts[code]
            node |= {name: 1.0 + 0.5 * node[name] for name in NUMBERS if node.get(name)}
            if node.get("bands"):
                node["bands"] = dict(zip(node["bands"], reversed(node["bands"].values()), strict=True))
            if node.get("band"):
                node["band"] = "critical" if node["band"] == "low" else "low"
    for part in ("contributions", "tornado", "robustness"):
        outputs = result.get(part, {})
        for output in nodes & outputs.get("nodes", outputs).keys():
            change_all(outputs.get("nodes", outputs)[output])


def change_all(part: dict[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, dict):
            change_all(value)
        elif isinstance(value, float):
            part[name] = 1.0 + 0.5 * value


def store_other_numbers(is_enough: bool) -> None:
    for row in [*Score.objects.all(), *Scenario.objects.all()]:
        other_numbers(row.result, is_enough)
        row.save(update_fields=["result"])
    for score in Score.objects.all():
        score.summary = {code: score.result["nodes"][code] for code in score.summary}
        score.save(update_fields=["summary"])


def asked(assessment: Assessment) -> Iterator[tuple[Route, str, dict[str, str]]]:
    """Give every way in which a GET route can be asked about a mission's assessments."""
    one, other = assessment.mission.assessments.values_list("pk", flat=True)
    scenario = Scenario.objects.get().pk
    given = {"code": assessment.mission.code, "membership": 0, "indicator": CODE, "scenario": scenario}
    for route in ROUTES:
        values = values_for(route, assessment=assessment.pk, **given) if route.parameters else {}
        nodes = ("mission-risk", "fuels-conflict", "corrupts-elites") if "node" in route.parameters else ("",)
        for node in nodes:
            at = address(route, values | {"node": node})
            for query, headers in ways_to_ask(route):
                yield route, at + query, headers
        if route.name.startswith("compare"):
            yield route, f"{address(route, {})}?a={one}&a={other}", {}
        if route.name.startswith("portfolio"):
            yield from ((route, f"{address(route, {})}?sort={sort}", {}) for sort in SORTED)
        if route.name == "api:score-list":
            yield route, f"{address(route, {})}?node=mission-risk", {}


def told(client: Client, assessment: Assessment) -> dict[str, bytes]:
    found = {}
    for route, at, headers in asked(assessment):
        answer = client.get(at, headers=headers)
        if answer.status_code == 200:
            body = COUNTED.sub(b"", CHANGING.sub(b"", answer.getvalue()))
            found[" ".join([route.name, at, *headers])] = body
    return found


def test_other_numbers_behind_what_is_withheld_change_no_answer(shown, sign_in):
    client = sign_in("planner")
    before = told(client, shown)
    store_other_numbers(is_enough=False)
    after = told(client, shown)
    assert [at for at in before if before[at] != after[at]] == []


def test_the_same_routes_tell_of_what_there_is_enough(shown, sign_in):
    """Without this the test above would pass on addresses that never tell anything."""
    client = sign_in("planner")
    before = told(client, shown)
    store_other_numbers(is_enough=True)
    after = told(client, shown)
    changed = names(at for at in before if before[at] != after[at])
    expected = {"result-detail", "result-csv", "node-detail", "compare", "compare-csv", "api:assessment-score"}
    expected |= {"api:assessment-score-working", "api:mission-score-latest", "api:scenario-list"}
    assert expected <= changed


def test_the_columns_that_lists_sort_by_hold_nothing_of_it(shown):
    for score in Score.objects.all():
        assert not score.result["nodes"]["mission-risk"]["is_enough"]
        assert (score.risk, score.band, score.targets) == (None, "", {})
