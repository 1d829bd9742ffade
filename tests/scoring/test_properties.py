"""What must hold for every framework and every set of ratings."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Evaluation, Framework, evaluate
from tests.scoring.settings import MANY
from tests.scoring.small import node, small

LEAVES = "abcdefgh"
MEANS = [
    ("arithmetic", {}),
    ("quadratic", {}),
    ("power", {"exponent": 0.5}),
    ("power", {"exponent": 3}),
    ("power", {"exponent": -2}),
    ("power", {"exponent": 1.3}),
    ("geometric", {}),
    ("harmonic", {}),
    ("reversed_geometric", {}),
    ("minimum", {}),
    ("maximum", {}),
]
CLOSE = 1e-9 * 100


@st.composite
def nodes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A graph of means: layers over the leaves, children from any layer below, plus a mitigated node on top."""
    below = list(LEAVES[:6])
    made = []
    for number in range(draw(st.integers(1, 5))):
        rule, more = draw(st.sampled_from(MEANS))
        children = draw(st.lists(st.sampled_from(below), min_size=1, max_size=4, unique=True))
        weights = draw(st.lists(st.floats(0.1, 5), min_size=len(children), max_size=len(children)))
        made.append(node(f"n{number}", rule, dict(zip(children, weights, strict=True)), **more))
        below.append(f"n{number}")
    everything = node("all", "quadratic", dict.fromkeys(below, 1))
    response = node("response", "power", {"g": 1, "h": 2}, exponent=0.5)
    return [node("rest", "mitigated", of="all", by="response"), everything, response, *reversed(made)]


ratings = st.lists(
    st.lists(st.one_of(st.just(np.nan), st.just(0.0), st.floats(0, 100)), min_size=8, max_size=8),
    min_size=1,
    max_size=4,
).map(np.array)
frameworks = st.builds(
    lambda graph, below: small(graph, LEAVES, below_min=below), nodes(), st.sampled_from(["show_range", "drop"])
)


def arrays(evaluation: Evaluation) -> dict[str, Any]:
    return {name: getattr(evaluation, name) for name in ("value", "coverage", "lower", "upper", "is_enough")}


@MANY
@given(frameworks, ratings)
def test_a_value_lies_within_its_bounds_and_they_within_the_scale(framework: Framework, raw: np.ndarray) -> None:
    result = evaluate(framework, raw)
    known = ~np.isnan(result.value)
    assert (result.value[known] >= result.lower[known] - CLOSE).all()
    assert (result.value[known] <= result.upper[known] + CLOSE).all()
    assert (result.lower >= -CLOSE).all()
    assert (result.upper <= 100 + CLOSE).all()
    assert ((result.coverage >= 0) & (result.coverage <= 1 + 1e-12)).all()


@MANY
@given(frameworks, ratings)
def test_units_scored_together_or_alone_have_the_same_numbers_to_the_bit(framework: Framework, raw: np.ndarray) -> None:
    together = arrays(evaluate(framework, raw))
    for unit in range(len(raw)):
        for name, alone in arrays(evaluate(framework, raw[[unit]])).items():
            np.testing.assert_array_equal(alone[0], together[name][unit], err_msg=name)


@MANY
@given(nodes(), ratings, st.integers(0, 5), st.floats(0, 1))
def test_a_worse_rating_never_lowers_the_risk(graph: Any, raw: np.ndarray, indicator: int, step: float) -> None:
    framework = small(graph, LEAVES)
    worse = raw.copy()
    worse[:, indicator] += (100 - worse[:, indicator]) * step
    before, after = evaluate(framework, raw).of("rest"), evaluate(framework, worse).of("rest")
    known = ~np.isnan(before.value)
    assert (after.value[known] >= before.value[known] - CLOSE).all()
    assert (after.lower >= before.lower - CLOSE).all()


@MANY
@given(nodes(), ratings, st.sampled_from([6, 7]), st.floats(0, 1))
def test_a_stronger_response_never_raises_it(graph: Any, raw: np.ndarray, indicator: int, step: float) -> None:
    framework = small(graph, LEAVES)
    stronger = raw.copy()
    stronger[:, indicator] += (100 - stronger[:, indicator]) * step
    before, after = evaluate(framework, raw).of("rest"), evaluate(framework, stronger).of("rest")
    known = ~np.isnan(before.value)
    assert (after.value[known] <= before.value[known] + CLOSE).all()


@MANY
@given(frameworks, ratings, st.integers(0, 7), st.floats(0, 100))
def test_more_evidence_never_lowers_coverage(framework: Framework, raw: np.ndarray, at: int, rating: float) -> None:
    more = raw.copy()
    more[:, at] = np.where(np.isnan(raw[:, at]), rating, raw[:, at])
    before, after = evaluate(framework, raw), evaluate(framework, more)
    assert (after.coverage >= before.coverage - 1e-12).all()


@MANY
@given(nodes(), ratings, st.integers(0, 7), st.floats(0, 100))
def test_more_evidence_never_widens_the_bounds(graph: Any, raw: np.ndarray, at: int, rating: float) -> None:
    more = raw.copy()
    more[:, at] = np.where(np.isnan(raw[:, at]), rating, raw[:, at])
    before, after = evaluate(small(graph, LEAVES), raw), evaluate(small(graph, LEAVES), more)
    assert (after.lower >= before.lower - CLOSE).all()
    assert (after.upper <= before.upper + CLOSE).all()


@MANY
@given(nodes(), ratings, st.floats(0.01, 100))
def test_scaling_all_weights_of_the_nodes_changes_nothing(graph: Any, raw: np.ndarray, factor: float) -> None:
    scaled = [
        {**item, "children": {code: weight * factor for code, weight in item["children"].items()}}
        if "children" in item
        else item
        for item in graph
    ]
    before, after = evaluate(small(graph, LEAVES), raw), evaluate(small(scaled, LEAVES), raw)
    np.testing.assert_allclose(after.value, before.value, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.coverage, before.coverage, rtol=1e-9)


@MANY
@given(nodes(), ratings)
def test_the_order_of_nodes_children_and_indicators_changes_nothing(graph: Any, raw: np.ndarray) -> None:
    turned = [
        {**item, "children": dict(reversed(item["children"].items()))} if "children" in item else item
        for item in reversed(graph)
    ]
    first = evaluate(small(graph, LEAVES), raw)
    other = evaluate(small(turned, LEAVES[::-1]), raw[:, ::-1])
    for code in first.framework.codes:
        np.testing.assert_allclose(other.of(code).value, first.of(code).value, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(other.of(code).upper, first.of(code).upper, rtol=1e-9, atol=1e-9)


@MANY
@given(frameworks, ratings)
def test_what_does_not_apply_might_as_well_not_be_in_the_framework(framework: Framework, raw: np.ndarray) -> None:
    applies = np.array([True] * 7 + [False])
    without_weight = evaluate(framework, np.where(applies, raw, np.nan), applies)
    rated_anyway = evaluate(framework, np.where(applies, raw, 50.0), applies)
    np.testing.assert_array_equal(without_weight.value, rated_anyway.value)
    np.testing.assert_array_equal(without_weight.coverage, rated_anyway.coverage)
