"""The working of one number: whoever follows the page's own numbers arrives at the page's own value."""

from __future__ import annotations

import html
import math
import re
from typing import Any

import pytest

from assessments.computing.frameworks import engine_framework, shipped
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Evidence
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate, rate_each

pytestmark = pytest.mark.django_db
# Values stand on the page to two decimals; a power of one half near 0 magnifies what that leaves out.
TOLERANCE = {"arithmetic": 0.011, "quadratic": 0.011, "power": 0.06, "maximum": 0.0, "mitigated": 0.02}


@pytest.fixture
def assessment() -> Assessment:
    """Two assessors who differ, every fourth indicator without a rating."""
    found = make_assessment(make_mission(members=MEMBERS))
    colleague = make_person("colleague")
    codes = {number: row.code for number, row in enumerate(found.asked_indicators())}
    for rest, confidence in enumerate(("low", "medium", "high")):
        own = {code: (number * 3) % 5 for number, code in codes.items() if number % 4 and number % 3 == rest}
        rate_each(found, own, confidence=confidence)
    theirs = {code: min((number * 3) % 5 + 1, 4) for number, code in codes.items() if number % 4 == 1}
    rate_each(found, theirs, by=colleague)
    recompute(assessment_id=found.pk)
    found.refresh_from_db()
    return found


@pytest.fixture
def page(sign_in):
    def page(assessment: Assessment, code: str) -> str:
        answer = sign_in("planner").get(f"/assessments/{assessment.pk}/nodes/{code}/")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def field(text: str, name: str) -> str | None:
    found = re.search(rf'data-field="{name}"[^>]*>([^<]*)<', text)
    return html.unescape(found[1]).strip() if found else None


def parts(text: str) -> list[dict[str, str | None]]:
    rows = re.findall(r'<tr data-part="[^"]*">(.*?)</tr>', text, re.DOTALL)
    return [{name: field(row, name) for name in ("counted", "weight", "share", "points")} for row in rows]


def recomputed(rule: str, rows: list[tuple[float, float]]) -> float:
    """A node's value by the rules of the method, in the test's own arithmetic; rows are (weight, value)."""
    total = sum(weight for weight, _value in rows)
    match rule:
        case "maximum":
            return max(value for _weight, value in rows)
        case "mitigated":
            (_, risk), (_, response) = rows
            return risk * (1 - 0.5 * response / 100)
        case "arithmetic":
            return sum(weight * value for weight, value in rows) / total
        case "quadratic":
            return math.sqrt(sum(weight * value**2 for weight, value in rows) / total)
        case "power":
            return (sum(weight * math.sqrt(value) for weight, value in rows) / total) ** 2
    raise AssertionError(f"the shipped framework has no {rule}")


def test_it_works(page, assessment):
    """Every node: from the parts' values and weights on its page follows the value on its page."""
    framework, shown = engine_framework(shipped()), 0
    for node in framework.nodes:
        text = page(assessment, node.code)
        value = field(text, "value")
        rows = [row for row in parts(text) if row["counted"] not in (None, "–")]
        if value is None:
            assert not assessment.current_score.result["nodes"][node.code]["is_enough"]
            continue
        pairs = [(float(row["weight"] or 1), float(row["counted"])) for row in rows]
        tolerance = TOLERANCE[node.rule] + 0.0051
        assert recomputed(node.rule, pairs) == pytest.approx(float(value), abs=tolerance), node.code
        points = sum(float(row["points"].replace("−", "-")) for row in rows)
        assert points == pytest.approx(float(value), abs=0.05 * len(rows) + 0.006), node.code
        shown += 1
    assert shown > 40


def test_the_formula_in_numbers_is_arithmetic_that_gives_the_value(page, assessment):
    """The line itself, read as arithmetic."""
    for code in ("fuels-conflict.mandate-implementation", "residual-peace-operation", "mission-risk"):
        text = page(assessment, code)
        line = field(text, "formula")
        written = line.replace("×", "*").replace("÷", "/").replace("²", "**2").replace("−", "-")
        assert re.fullmatch(r"[√\d.()*/+\- ]+", written)
        result = eval(written.replace("√", "math.sqrt"), {"math": math})  # only digits and signs, checked above
        assert result == pytest.approx(float(field(text, "value")), abs=0.02), code


def test_an_indicators_value_follows_from_its_ratings(page, assessment):
    rated = [row for row in assessment.current_score.inputs["ratings"] if row["answer"] == "rated"]
    both = next(row["indicator"] for row in rated if row["assessor"] == 2)
    text = page(assessment, both)
    bests = [float(best) for best in re.findall(r"data-best>([\d.]+)<", text)]
    levels = [float(level) for level in re.findall(r"data-points>([\d.]+)<", text)]
    assert len(bests) == 2
    mean = sum(bests) / 2
    low, high = levels[math.floor(mean)], levels[math.ceil(mean)]
    assert float(field(text, "value")) == pytest.approx(low + (high - low) * (mean - math.floor(mean)), abs=0.0051)


def test_the_page_says_what_the_stored_score_says(page, assessment):
    node = assessment.current_score.result["nodes"]["fuels-conflict"]
    text = page(assessment, "fuels-conflict")
    assert field(text, "interval") == f"{node['p5']:.1f} to {node['p95']:.1f}"
    assert f"{round(100 * node['coverage'])}% rated" in text


def test_a_missing_part_has_no_share_and_the_others_have_it_all(page, assessment):
    rows = parts(page(assessment, "fuels-conflict.host-nation-stability"))
    assert sum(int(row["share"].rstrip("%")) for row in rows) == pytest.approx(100, abs=1)
    unrated = next(
        node.code
        for node in engine_framework(shipped()).find(kind="mechanism")
        if 0 < assessment.current_score.result["nodes"][node.code]["coverage"] < 1
    )
    text = page(assessment, unrated)
    assert "its weight went to its siblings" in text
    assert any(row["share"] == "0%" and row["counted"] == "–" for row in parts(text))


def test_below_the_minimum_coverage_neither_result_nor_points_are_shown(page, assessment):
    assessment = make_assessment(make_mission(code="unfew"))
    rate(assessment, 3, "i2-local-predation")
    recompute(assessment_id=assessment.pk)
    text = page(assessment, "undermines-security")
    assert "Not enough evidence" in text
    assert field(text, "value") is None
    assert field(text, "formula") is None
    assert {row["points"] for row in parts(text) if row["counted"]} == {"–"}
    assert "Mean and median" not in text


def test_every_number_of_the_result_opens_to_its_working(sign_in, assessment):
    client, nodes = sign_in("planner"), assessment.current_score.result["nodes"]
    text = client.get(f"/assessments/{assessment.pk}/").content.decode()
    linked = set(re.findall(rf'href="/assessments/{assessment.pk}/nodes/([^/"]+)/"', text))
    framework = engine_framework(shipped())
    kinds = ("risk", "target", "inherent", "cell", "interface", "mechanism")
    expected = {node.code for kind in kinds for node in framework.find(kind=kind) if nodes[node.code]["is_applicable"]}
    asked = {indicator.code for indicator in assessment.asked_indicators()}
    assert linked == expected | asked


def test_it_leads_to_its_parts_and_to_all_it_counts_in(page, assessment):
    text = page(assessment, "economic-spoilers")
    linked = set(re.findall(r"/nodes/([^/]+)/", text))
    targets = ("peace-operation", "mandate-implementation", "host-nation-stability")
    assert linked >= {"fuels-conflict", *(f"fuels-conflict.{target}" for target in targets)}
    assert "i1-profit-driven-spoiling" in linked


def test_ratings_stand_with_reasons_and_graded_evidence(page, assessment):
    code = "i1-proceeds-into-arms"
    (rating,) = rate(assessment, 3, code, rationale="Serial numbers traced to the port.")
    piece = Evidence.objects.create(
        assessment=assessment,
        title="Trace report 7",
        source="Panel of experts",
        link="javascript:alert(1)",
        reliability="B",
        credibility="2",
        marking="confidential",
        added_by=assessment.created_by,
    )
    rating.evidence.add(piece)
    recompute(assessment_id=assessment.pk)
    text = page(assessment, code)
    for told in ("Serial numbers traced to the port.", "Trace report 7", "Panel of experts", "B2", "Confidential"):
        assert told in text
    assert 'href="javascript' not in text


def test_in_a_private_round_only_ones_own_rating_is_there(sign_in):
    assessment = make_assessment(make_mission(members=MEMBERS))
    Assessment.objects.filter(pk=assessment.pk).update(is_private=True)
    assessment.refresh_from_db()
    rate(assessment, 3, "i2-local-predation", rationale="What the planner thinks")
    rate(assessment, 1, "i2-local-predation", by=make_person("colleague"), rationale="What the colleague thinks")
    recompute(assessment_id=assessment.pk)
    at = f"/assessments/{assessment.pk}/nodes/i2-local-predation/"
    own = sign_in("planner").get(at).content.decode()
    assert "What the planner thinks" in own
    assert "What the colleague thinks" not in own
    assert field(own, "value") == "75.00"
    assert sign_in("viewer").get(at).status_code == 404


def test_what_the_framework_does_not_have_is_not_there(sign_in, assessment):
    client = sign_in("planner")
    assert client.get(f"/assessments/{assessment.pk}/nodes/no-such-node/").status_code == 404
    assert sign_in("outsider").get(f"/assessments/{assessment.pk}/nodes/mission-risk/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_ratings(sign_in, django_assert_num_queries, assessment):
    client, counts = sign_in("planner"), []
    for number in range(2):
        client.get(f"/assessments/{assessment.pk}/nodes/i2-local-predation/")
        with django_assert_num_queries(20, exact=False) as found:
            client.get(f"/assessments/{assessment.pk}/nodes/i2-local-predation/")
        counts.append(len(found))
        for other in range(5 * (1 - number)):
            for rating in rate(assessment, 2, "i2-local-predation", by=make_person(f"assessor{other}")):
                rating.evidence.add(a_piece(assessment))
        recompute(assessment_id=assessment.pk)
    assert counts[0] == counts[1]


def a_piece(assessment: Assessment) -> Any:
    return Evidence.objects.create(assessment=assessment, title="A piece", added_by=assessment.created_by)
