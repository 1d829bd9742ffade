"""The graph in waves gives what the graph node by node gives."""

import numpy as np
from hypothesis import given, settings

from assessments.scoring import Framework, evaluate
from assessments.scoring.evaluate import counted_upward
from assessments.scoring.propagation import NEUTRAL
from assessments.scoring.waves import propagate_waves, reweight, waves
from tests.scoring.random_graphs import rated
from tests.scoring.small import node, small


def test_nodes_of_one_rule_go_together_after_everything_beneath_them() -> None:
    graph = [
        node("top", "quadratic", {"m": 1, "n": 1}),
        node("m", "arithmetic", {"a": 1}),
        node("n", "arithmetic", {"a": 1, "b": 0, "c": 2}),
        node("idle", "minimum", {"b": 1}),
    ]
    framework = small(graph)
    first, second = waves(framework, ("top",))
    assert [framework.codes[at] for at in first.positions] == ["m", "n"]
    assert first.weights.tolist() == [[1, 1], [0, 2]]
    assert second.representative.code == "top"


def test_a_framework_is_arranged_once() -> None:
    framework = small([node("m", "arithmetic", {"a": 1})], "a")
    assert waves(framework, ("m",)) is waves(framework, ("m",))


@settings(max_examples=100, deadline=None)
@given(rated())
def test_values_and_presence_are_those_of_an_evaluation(case: tuple[Framework, np.ndarray]) -> None:
    framework, raw = case
    graph = waves(framework, tuple(node.code for node in framework.nodes))
    known = ~np.isnan(raw)
    expected = evaluate(framework, raw).value
    # Not `raw`, though it lies on the scale: normalising turns the smallest numbers that a float holds into 0.
    leaves = expected[:, : raw.shape[1]]
    reweighting = reweight(framework, graph, known, counted_upward(framework, known, np.ones_like(known)))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        values = propagate_waves(framework, graph, np.where(known, leaves, NEUTRAL).T[..., None], reweighting)
    np.testing.assert_array_equal(np.broadcast_to(reweighting.present.T, expected.shape), ~np.isnan(expected))
    np.testing.assert_allclose(np.where(reweighting.present, values[..., 0], np.nan).T, expected, rtol=1e-9, atol=1e-9)
