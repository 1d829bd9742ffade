"""Where the draws favour another band than the best estimate's, pages say both and how they relate."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.computing.frameworks import engine_framework, shipped
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from assessments.models.stored import Node
from assessments.presentation.bands import shown_value
from assessments.presentation.likelihoods import shown_likelihood
from tests.cast import MEMBERS, make_assessment, make_mission, rate_each
from tests.shown import tight

pytestmark = pytest.mark.django_db
DRAWS = {"low": 0.0, "moderate": 0.0, "substantial": 0.66, "high": 0.34, "critical": 0.0}
NODE = {"value": 61.2, "band": "high", "bands": DRAWS, "is_enough": True, "coverage": 1.0}
CONTRAST = "Best estimate 61, high; in the draws another band is likelier"


def put(nodes: dict[str, Any]) -> dict[str, Any]:
    return nodes | {"mission-risk": nodes["mission-risk"] | NODE}


def scored(code: str) -> Assessment:
    found = make_assessment(make_mission(code=code, members=MEMBERS))
    rate_each(found, {row.code: 3 for row in found.asked_indicators()})
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    score = found.current_score
    result = score.result | {"nodes": put(score.result["nodes"])}
    Score.objects.filter(pk=score.pk).update(summary=put(score.summary), result=result)
    return found


def words(node: Node, kind: str = "threat") -> Any:
    framework = engine_framework(shipped())
    return shown_likelihood(framework, shown_value(framework, "mission-risk", node), kind)


def test_both_are_said_with_a_term_of_the_yardstick():
    shown = words(NODE)
    assert shown.contrast == CONTRAST
    assert (shown.claim, shown.draws) == ("Likely substantial", "Substantial in 66 of 100 draws; high in 34")


@pytest.mark.parametrize(
    "node",
    [
        NODE | {"value": 55.0, "band": "substantial"},
        NODE | {"bands": DRAWS | {"substantial": 0.5, "high": 0.5}},  # as likely is not likelier
    ],
)
def test_nothing_is_contrasted_where_no_other_band_is_likelier(node):
    assert words(node).contrast == ""


def test_a_response_is_told_in_its_own_words():
    shown = words(NODE, "response")
    assert shown.contrast.startswith("Best estimate 61, strong")
    assert (shown.claim, shown.draws) == ("Likely partial", "Partial in 66 of 100 draws; strong in 34")


def test_result_and_working_say_both(sign_in):
    found, client = scored("unone"), sign_in("planner")
    for path in ("", "nodes/mission-risk/"):
        html = client.get(f"/assessments/{found.pk}/{path}").content.decode()
        assert f'<span data-field="contrast">{CONTRAST}.</span>' in html
        assert "Likely substantial" in html


def test_portfolio_and_comparison_give_a_hint(sign_in):
    one, other, client = scored("unone"), scored("untwo"), sign_in("planner")
    compared = client.get(f"/compare/?a={one.pk}&a={other.pk}").content.decode()
    assert compared.count("In the draws substantial is likelier") == 2
    heat = tight(client.get("/").content.decode())
    hint = '<span aria-hidden="true">↓</span><span class="visually-hidden">In the draws substantial is likelier</span>'
    assert heat.count(hint) == 2
