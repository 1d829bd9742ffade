"""The derivatives of every rule, against differences and where they have none."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from assessments.scoring import derivatives, rules
from assessments.scoring.arrays import Array
from assessments.scoring.waves import propagate_waves, reweight, waves
from tests.scoring.small import node, small

WEIGHTS = np.array([0.2, 0.5, 0.3])
VALUES = np.array([30.0, 70.0, 45.0])
STEP = 1e-4


def differences(rule: Callable[[Array], Array], values: Array) -> list[float]:
    """Central differences of a rule by each of its children."""
    steps = np.eye(len(values)) * STEP
    return [float((rule(values + step) - rule(values - step)) / (2 * STEP)) for step in steps]


@pytest.mark.parametrize("p", [1, 2, 0.5, 3, -1, -2, 1.3, 0.01, 20])
def test_power_means(p: float) -> None:
    def mean(x: Array) -> Array:
        return np.asarray(rules.power_mean(list(x), list(WEIGHTS), p))

    found = derivatives.power_mean(VALUES, WEIGHTS, mean(VALUES), p)
    assert found.tolist() == pytest.approx(differences(mean, VALUES), rel=1e-6, abs=1e-9)


def test_the_geometric_mean() -> None:
    def mean(x: Array) -> Array:
        return np.asarray(rules.geometric(list(x), list(WEIGHTS)))

    found = derivatives.geometric(VALUES, WEIGHTS, mean(VALUES))
    assert found.tolist() == pytest.approx(differences(mean, VALUES), rel=1e-6)


def test_the_reversed_geometric_mean() -> None:
    def mean(x: Array) -> Array:
        return np.asarray(rules.reversed_geometric(list(x), list(WEIGHTS), 100.0, 10.0))

    found = derivatives.reversed_geometric(VALUES, WEIGHTS, 100.0, 10.0)
    assert found.tolist() == pytest.approx(differences(mean, VALUES), rel=1e-6)


def test_a_mitigation_on_a_scale_from_1() -> None:
    def rest(x: Array) -> Array:
        return np.asarray(rules.mitigated(x[0], x[1], 0.5, 1.0, 10.0))

    values = np.array([8.0, 4.0])
    found = derivatives.mitigated(values[0], values[1], 0.5, 1.0, 10.0)
    assert found.tolist() == pytest.approx(differences(rest, values), rel=1e-6)


def test_an_extreme_rises_with_the_child_that_it_is_and_level_children_share_it() -> None:
    x, w = np.array([30.0, 70.0, 70.0, 90.0]), np.array([0.4, 0.3, 0.3, 0.0])
    assert derivatives.extreme(x, w, np.array(70.0)).tolist() == [0, 0.5, 0.5, 0]
    assert derivatives.extreme(x, w, np.array(30.0)).tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("p", [0.5, 0.01, -1.0, -50.0])
def test_at_0_an_infinite_derivative_is_left_out(p: float) -> None:
    x = np.array([0.0, 50.0])
    mean = rules.power_mean(list(x), [0.5, 0.5], p)
    found = derivatives.power_mean(x, np.array([0.5, 0.5]), np.asarray(mean), p)
    assert found[0] == 0
    assert np.isfinite(found).all()


def test_a_shared_child_moves_the_output_along_every_way() -> None:
    # m = (n + a) / 2 and n = (a + 3 b) / 4: dm/da = 1 / 8 + 1 / 2, dm/db = 3 / 8.
    framework = small([node("m", "arithmetic", {"n": 1, "a": 1}), node("n", "arithmetic", {"a": 1, "b": 3})], "ab")
    graph = waves(framework, ("m",))
    reweighting = reweight(framework, graph, np.ones((1, 2), dtype=np.bool_))
    values = propagate_waves(framework, graph, np.array([[[40.0]], [[80.0]]]), reweighting)
    slopes = derivatives.gradients(framework.scale, graph, values, reweighting, np.array([framework.positions["m"]]))
    assert slopes[:2].ravel().tolist() == pytest.approx([0.625, 0.375])


def test_an_unknown_rule_is_refused() -> None:
    framework = small([node("m", "minimum", {"a": 1})], "a")
    (wave,) = waves(framework, ("m",))
    odd = [replace(wave, representative=replace(wave.representative, rule="median"))]
    reweighting = reweight(framework, odd, np.ones((1, 1), dtype=np.bool_))
    with pytest.raises(ValueError, match="no rule is called 'median'"):
        propagate_waves(framework, odd, np.ones((1, 1, 1)), reweighting)
    with pytest.raises(ValueError, match="no rule is called 'median'"):
        derivatives.gradients(framework.scale, odd, np.ones((2, 1, 1)), reweighting, np.array([1]))
