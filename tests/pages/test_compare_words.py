"""What a comparison says of itself is true: what was asked of whom, what is taken to be shared, every order."""

from __future__ import annotations

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from tests.cast import make_assessment, make_mission, rate

pytestmark = pytest.mark.django_db
ASSUMPTION = "Were the errors independent, the order would be less sure."
PHASES = "They stand in different phases"


def scored(code: str, level: int, phase: str = "start-up") -> Assessment:
    found = make_assessment(make_mission(code=code, phase=phase), phase=phase)
    rate(found, level)
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    return found


@pytest.fixture
def compared(sign_in):
    def compared(*assessments: Assessment):
        answer = sign_in("planner").get("/compare/?" + "&".join(f"a={one.pk}" for one in assessments))
        return answer.context["comparison"], answer.content.decode()

    return compared


def asked_of(assessment: Assessment) -> set[str]:
    return {row.code for row in assessment.asked_indicators()}


def test_one_phase_is_asked_the_same(compared):
    one, other = scored("unone", 3), scored("untwo", 1)
    comparison, html = compared(one, other)
    assert comparison.shared_words == [f"All are asked the same {len(asked_of(one))} indicators."]
    assert PHASES not in html
    assert ASSUMPTION in html
    assert "for the same indicators" not in html


def test_two_phases_are_counted_and_warned_of(compared):
    one, other = scored("unone", 3), scored("untwo", 3, phase="implementation")
    mine, theirs = asked_of(one), asked_of(other)
    assert mine != theirs, "the case at hand"
    comparison, html = compared(one, other)
    sentence = f"A is asked {len(mine)} indicators, B {len(theirs)}; {len(mine & theirs)} are asked of both."
    assert comparison.shared_words == [sentence]
    assert sentence in html
    assert PHASES in html


def test_every_likely_order_of_three_is_told_the_highest_first(compared):
    comparison, _html = compared(scored("unone", 1), scored("untwo", 2), scored("unthree", 4))
    risk = next(row for row in comparison.outputs if row.code == "mission-risk")
    assert risk.difference == "C above A, B; B above A"


def test_where_two_of_three_are_equal_no_order_between_them_is_claimed(compared):
    comparison, _html = compared(scored("unone", 2), scored("untwo", 2), scored("unthree", 4))
    risk = next(row for row in comparison.outputs if row.code == "mission-risk")
    assert risk.difference == "C above A, B"


def test_a_value_outside_its_interval_is_explained(compared):
    comparison, html = compared(scored("unone", 0), scored("untwo", 0))
    assert comparison.has_outside
    assert "A value can stand outside its interval" in html
