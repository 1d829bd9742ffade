"""A number never contradicts its band: where whole points would carry it over an edge, every page shows a decimal."""

from __future__ import annotations

import json

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from tests.cast import MEMBERS, make_assessment, make_mission, rate_each

pytestmark = pytest.mark.django_db
JUST_BELOW = 59.71


def put(nodes: dict, value: float) -> dict:
    return nodes | {"mission-risk": nodes["mission-risk"] | {"value": value, "band": "substantial"}}


def scored(code: str) -> Assessment:
    """An assessment whose mission risk is given as just below the edge where high begins."""
    found = make_assessment(make_mission(code=code, members=MEMBERS))
    rate_each(found, {row.code: 3 for row in found.asked_indicators()})
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    score = found.current_score
    Score.objects.filter(pk=score.pk).update(
        summary=put(score.summary, JUST_BELOW),
        result=score.result | {"nodes": put(score.result["nodes"], JUST_BELOW)},
    )
    return found


def test_every_page_keeps_the_number_below_the_edge(sign_in):
    one, other = scored("edgea"), scored("edgeb")
    client = sign_in("planner")
    addresses = (
        "/",
        f"/assessments/{one.pk}/",
        f"/assessments/{one.pk}/nodes/mission-risk/",
        f"/assessments/{one.pk}/sheet/",
        f"/compare/?a={one.pk}&a={other.pk}",
        "/missions/edgea/",
    )
    for at in addresses:
        html = client.get(at).content.decode()
        assert "<strong>59.7</strong>" in html, at
        assert "<strong>60</strong> <span>Substantial" not in html, at


def test_the_charts_say_the_same(sign_in):
    one, other = scored("edgea"), scored("edgeb")
    client = sign_in("planner")
    drawn = client.get(f"/compare/profile.json?a={one.pk}&a={other.pk}")
    assert drawn.status_code == 200
    assert ":.0f}" not in json.dumps(drawn.json()), "a chart would round by itself"
    profile = client.get(f"/assessments/{one.pk}/profile.json")
    assert ":.0f}" not in json.dumps(profile.json())
