"""What the unrated leaves open is told only where something is unrated, and never as all that is possible."""

from __future__ import annotations

import re
from html import unescape

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from tests.cast import MEMBERS, make_assessment, make_mission, rate_each

pytestmark = pytest.mark.django_db
UNRATED = "it leaves out what nobody has rated"
ONE_SIDED = "can only be drawn inwards"


def rated(level: int, *, unrated: int = 0, **given: str) -> Assessment:
    """An assessment with all indicators at one level, every n-th left out."""
    found = make_assessment(make_mission(members=MEMBERS))
    asked = enumerate(row.code for row in found.asked_indicators())
    codes = [code for number, code in asked if not unrated or number % unrated]
    rate_each(found, dict.fromkeys(codes, level), **given)
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    return found


@pytest.fixture
def text(sign_in):
    def text(assessment: Assessment, path: str = "") -> str:
        html = sign_in("planner").get(f"/assessments/{assessment.pk}/{path}").content.decode()
        return " ".join(unescape(re.sub(r"<(?!svg)[^>]*>", " ", html)).split())

    return text


def test_with_everything_rated_no_range_is_left_open(text):
    """All levels 0: the draws reach upwards, and no "best" and "worst" stands beside them that would deny it."""
    found = rated(0)
    page = text(found)
    assert "In 90 of 100 draws the risk lies between" in page
    assert "Everything that counts is rated." in page
    assert "leaves 0 to 0 open" not in page
    assert "What the unrated leaves open" not in text(found, "nodes/mission-risk/")


def test_with_a_part_unrated_the_range_says_what_it_is(text):
    found = rated(2, unrated=4)
    risk = found.current_score.result["nodes"]["mission-risk"]
    assert 0.0 < risk["coverage"] < 1.0
    sentence = r"With the ratings at their best estimates, what is unrated leaves \d+ to \d+ open\."
    assert re.search(sentence, text(found))
    node = text(found, "nodes/mission-risk/")
    assert "What the unrated leaves open" in node
    assert "the ratings at their best estimates" in node
    assert "Possible range" not in text(found) + node


@pytest.mark.parametrize(
    ("level", "unrated", "confidence", "reasons"),
    [
        (0, 0, "low", (False, True)),  # nothing unrated: only the ratings at the end of their scale
        (0, 4, "low", (True, True)),
        (1, 3, "high", (True, False)),
    ],
)
def test_a_value_outside_its_interval_is_explained_by_its_own_case(text, level, unrated, confidence, reasons):
    found = rated(level, unrated=unrated, confidence=confidence)
    risk = found.current_score.result["nodes"]["mission-risk"]
    assert risk["is_enough"]
    assert not risk["p5"] <= risk["value"] <= risk["p95"], "the case at hand"
    page = text(found)
    said = page[page.index("The value itself stands outside") :].split(" On this page ")[0]
    assert (UNRATED in said, ONE_SIDED in said) == reasons
