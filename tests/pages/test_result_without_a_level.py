"""Answers without a level are answers: the result says so, and that there is still nothing to score."""

from __future__ import annotations

import pytest

from assessments.computing.recompute import recompute
from tests.cast import make_assessment, make_mission, rate_each

pytestmark = pytest.mark.django_db


def test_only_not_known_and_not_applicable(sign_in):
    found = make_assessment(make_mission())
    codes = [row.code for row in found.asked_indicators()][:6]
    rate_each(found, dict.fromkeys(codes[:4], "unknown") | dict.fromkeys(codes[4:], "not-applicable"))
    recompute(assessment_id=found.pk)
    html = sign_in("planner").get(f"/assessments/{found.pk}/").content.decode()
    assert "No answer gives a level yet" in html
    assert "6 indicators are answered, all as “not known” or “not applicable”." in html
    assert "Nothing is rated yet" not in html


def test_without_any_answer_nothing_is_rated(sign_in):
    found = make_assessment(make_mission())
    html = sign_in("planner").get(f"/assessments/{found.pk}/").content.decode()
    assert "Nothing is rated yet" in html
    assert "No answer gives a level yet" not in html


def test_the_response_is_told_apart_from_its_points(sign_in):
    found = make_assessment(make_mission())
    rate_each(found, {row.code: 3 for row in found.asked_indicators()})
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    result = found.current_score.result
    html = sign_in("planner").get(f"/assessments/{found.pk}/").content.decode()
    assert "own points below are fewer than that difference" in html
    response = {node.code for node in _leaves(found)}
    points = result["contributions"]["mission-risk"]["points"]
    taken = -sum(points[code] for code in response)
    nodes = result["nodes"]
    assert 0 < taken < nodes["inherent-risk"]["value"] - nodes["mission-risk"]["value"]


def _leaves(assessment):
    return [row for row in assessment.asked_indicators() if row.interface.is_response]
