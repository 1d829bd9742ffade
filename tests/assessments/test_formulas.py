"""Formulas with a node's own numbers: each written line, read as arithmetic, gives what the engine gives."""

from __future__ import annotations

import math
import re

import pytest

from assessments.presentation.formulas import FORMULAS, formula_of, in_numbers
from assessments.scoring import evaluate
from assessments.scoring.rules import RULES
from assessments.scoring.working import working
from tests.scoring.small import NAN, node, small

MITIGATED = {"code": "m", "title": "M", "rule": "mitigated", "of": "a", "by": "b", "max": 0.5}


def line(nodes, raw, **more) -> tuple[str, float]:
    """The formula in numbers of node m, and the engine's value; `raw` by indicator, NaN where not rated."""
    framework = small(nodes, "".join(raw), **more)
    value = evaluate(framework, [list(raw.values())]).of("m").value[0]
    parts = working(framework, "m", {code: None if math.isnan(number) else number for code, number in raw.items()})
    return in_numbers(framework.node("m"), framework.scale, parts), float(value)


def result(written: str) -> float:
    """The line read as arithmetic: digits, signs and roots only."""
    for sign, python in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2"), ("^", "**")):
        written = written.replace(sign, python)
    assert set(written) <= set("0123456789.()*/+- √")
    return float(eval(re.sub(r"√([\d.]+)", r"sqrt(\1)", written).replace("√", "sqrt"), {"sqrt": math.sqrt}))


@pytest.mark.parametrize("rule", ["arithmetic", "harmonic", "geometric", "reversed_geometric", "sum"])
@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 2, 0.5)])
@pytest.mark.parametrize("missing", [False, True])
def test_it_works(rule, weights, missing):
    raw = {"a": 20.0, "b": NAN if missing else 50.0, "c": 90.0}
    written, value = line([node("m", rule, dict(zip("abc", weights, strict=True)))], raw)
    assert result(written) == pytest.approx(value, abs=0.06)


@pytest.mark.parametrize("exponent", [0.5, 2, 3, -2])
def test_power_means(exponent):
    nodes = [node("m", "power", {"a": 1, "b": 3}, exponent=exponent)]
    written, value = line(nodes, {"a": 20.0, "b": 50.0})
    assert result(written) == pytest.approx(value, abs=0.06)


def test_the_smallest_and_the_largest_are_told_in_words():
    raw = {"a": 20.0, "b": 50.0}
    assert line([node("m", "minimum", {"a": 1, "b": 1})], raw)[0] == "the smallest of 20.00, 50.00"
    assert line([node("m", "maximum", {"a": 1, "b": 1})], raw)[0] == "the largest of 20.00, 50.00"


def test_a_mitigation_on_any_scale():
    written, value = line([MITIGATED], {"a": 60.0, "b": 40.0})
    assert written == "60.00 × (1 − 0.5 × 40.00 ÷ 100)"
    assert value == pytest.approx(48.0)
    written, value = line([MITIGATED], {"a": 60.0, "b": 40.0}, scale={"bottom": 10, "top": 110}, bands=BANDS)
    assert written == "10 + (60.00 − 10) × (1 − 0.5 × (40.00 − 10) ÷ 100)"
    assert result(written) == pytest.approx(10 + 50 * 0.85)


BANDS = [{"code": "all", "title": "All", "from": 10, "to": 110}]


def test_every_rule_has_its_formula():
    assert set(FORMULAS) >= set(RULES)
    framework = small([MITIGATED], "ab")
    assert formula_of(framework.node("m"), framework.scale).symbols == "T × (1 − m C ÷ s)"
