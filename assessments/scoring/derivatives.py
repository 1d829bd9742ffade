"""How fast every node rises with each of its children, and the outputs with each indicator.

Each rule's partial derivatives are one formula over x, the children's values, w, their weights (both [slots, ...]),
and m, the node's own value. Where a rule has no finite derivative at a child of value 0, 0 stands for it: on a scale
that starts at 0 such a child is at the baseline, so its contribution is 0 whatever the derivative.
"""

from collections.abc import Sequence

import numpy as np

from assessments.scoring import rules
from assessments.scoring.arrays import Array
from assessments.scoring.normalisation import Scale
from assessments.scoring.waves import Positions, Reweighting, Wave, child_values

# A child that differs from the smallest or largest by at most this share of its size counts as equal to it.
EQUAL_WITHIN = 1e-12


def gradients(
    scale: Scale, graph: Sequence[Wave], values: Array, reweighting: Reweighting, outputs: Positions
) -> Array:
    """The derivatives of the outputs by every position, in one pass from the outputs down (reverse mode).

    `values` [positions, units, points] come from `propagate_waves` without rounding; the result is
    [positions, outputs, units, points], the indicators first.
    """
    positions, units, points = values.shape
    slopes = np.zeros((positions, outputs.size, units, points))
    slopes[outputs, np.arange(outputs.size)] = 1.0
    for wave, weights in zip(graph[::-1], reweighting.weights[::-1], strict=True):
        children = child_values(wave, values, weights)
        partials = _partials(scale, wave, children, weights[..., None], values[wave.positions])
        edges = partials.reshape(-1, 1, *partials.shape[2:])[wave.links.edges]
        flow = edges * slopes[wave.links.parents]
        slopes[wave.links.children] += np.add.reduceat(flow, wave.links.starts, axis=0)
    return slopes


def _partials(scale: Scale, wave: Wave, x: Array, w: Array, m: Array) -> Array:
    """[slots, nodes, units, points]; the last axes may have length 1 where they are all alike."""
    node = wave.representative
    if node.power is not None:
        return power_mean(x, w, m, node.power)
    match node.rule:
        case "geometric":
            return geometric(x, w, m)
        case "reversed_geometric":
            return reversed_geometric(x, w, scale.top, node.k)
        case "minimum" | "maximum":
            return extreme(x, w, m)
        case "sum":
            return sum(node.weights) * w
        case "mitigated":
            return mitigated(x[0], x[1], node.max_mitigation, scale.bottom, scale.top)
    raise ValueError(f"no rule is called {node.rule!r}")


def power_mean(x: Array, w: Array, m: Array, p: float) -> Array:
    """dm/dx = w (x / m)^(p - 1), for m = (sum w x^p)^(1/p); w for the arithmetic mean."""
    if p == 1.0:
        return w
    ratio = _ratio(x, m)
    if p > 1.0:
        return w * rules.powered(ratio, p - 1.0)
    return w * np.where(ratio > 0.0, rules.powered(ratio, p - 1.0), 0.0)


def geometric(x: Array, w: Array, m: Array) -> Array:
    """dm/dx = w m / x, for m = prod x^w."""
    return w * _ratio(m, x)


def reversed_geometric(x: Array, w: Array, top: float, k: float) -> Array:
    """dm/dx = w g / y, for y = 1 + (s - x)(k - 1) / s, g = prod y^w, m = s (k - g) / (k - 1)."""
    y = 1.0 + (top - x) * ((k - 1.0) / top)
    return w * rules.geometric(list(y), list(w)) / y


def extreme(x: Array, w: Array, m: Array) -> Array:
    """1 for the smallest (largest) child, 0 for the others; n equal ones have 1/n each."""
    is_extreme = (w > 0.0) & (np.abs(x - m) <= EQUAL_WITHIN * np.abs(m))
    return np.asarray(is_extreme / np.maximum(is_extreme.sum(axis=0), 1))


def mitigated(of: Array, by: Array, most: float, bottom: float, top: float) -> Array:
    """dm/dT = 1 - r (C - b) and dm/dC = -r (T - b), for m = b + (T - b)(1 - r (C - b)), r = most / (s - b)."""
    rate = most / (top - bottom)
    return np.stack([1.0 - rate * (by - bottom), -rate * (of - bottom)])


def _ratio(over: Array, under: Array) -> Array:
    """over / under, 0 where that has no finite answer."""
    shape = np.broadcast_shapes(over.shape, under.shape)
    return np.divide(over, under, out=np.zeros(shape), where=under > 0.0)
