"""The aggregation rules: each one a formula over weighted children.

Every rule takes `xs`, the children's values (arrays of one batch shape), and `ws`, their weights: numbers or arrays
that broadcast against the values and sum to 1 over the children. Values are complete: a missing child already has
weight 0 and the neutral value 1 (see `waves`). No rule falls when a child rises (a mitigation falls only when its
response rises), so the bounds of the children give those of the node.
"""

from collections.abc import Sequence

import numpy as np

from assessments.scoring.arrays import Array
from assessments.scoring.framework import Node
from assessments.scoring.normalisation import Scale

Weight = float | Array
Values = Sequence[Array]
Weights = Sequence[Weight]

MEANS = ("arithmetic", "quadratic", "power", "geometric", "harmonic", "reversed_geometric", "minimum", "maximum", "sum")
RULES = (*MEANS, "mitigated")


def combined(node: Node, xs: Values, ws: Weights, scale: Scale) -> Array:
    """The value of a node whose rule is no power mean, from its children's; a mitigation's second weight is its cap."""
    match node.rule:
        case "geometric":
            return geometric(xs, ws)
        case "reversed_geometric":
            return reversed_geometric(xs, ws, scale.top, node.k)
        case "minimum":
            return minimum(xs, ws)
        case "maximum":
            return maximum(xs, ws)
        case "sum":
            return weight_sum(xs, ws, sum(node.weights))
        case "mitigated":
            return mitigated(xs[0], xs[1], ws[1], scale.bottom, scale.top)
    raise ValueError(f"no rule is called {node.rule!r}")


def weighted_sum(xs: Values, ws: Weights, out: Array | None = None) -> Array:
    """sum w x, one child at a time, so that no stack of all children is ever made; written to `out` if given."""
    total = np.asarray(np.multiply(ws[0], xs[0], out=out))
    if len(xs) > 1:
        part = np.empty_like(total)
        for x, w in zip(xs[1:], ws[1:], strict=True):
            np.multiply(x, w, out=part)
            np.add(total, part, out=total)
    return total


def powered(x: Array, p: float) -> Array:
    """x^p; by squares and square roots where possible, which are several times faster than a general power."""
    with np.errstate(divide="ignore", over="ignore"):
        if p == 1.0:
            return x
        if p == 2.0:
            return x * x
        if p == 0.5:
            return np.sqrt(x)
        if p < 0.0:
            return 1.0 / powered(x, -p)
        if p == 3.0:
            return x * x * x
        return np.power(x, p)


def rooted(s: Array, p: float, out: Array | None = None) -> Array:
    """s^(1/p), the inverse of `powered`; a square root or square is written to `out` if that is given."""
    with np.errstate(divide="ignore", over="ignore"):
        if p == 1.0:
            return s
        if p == 2.0:
            return np.sqrt(s, out=out)
        if p == 0.5:
            return np.multiply(s, s, out=out)
        if p < 0.0:
            return 1.0 / rooted(s, -p)
        if p == 3.0:
            return np.cbrt(s)
        return np.power(s, 1.0 / p)


def power_mean(xs: Values, ws: Weights, p: float) -> Array:
    """(sum w x^p)^(1/p), p not 0. With p < 0 a child at 0 makes the result 0, its limit.

    Source: Hardy, Littlewood, Polya, Inequalities (1934), chapter 2.
    """
    return rooted(weighted_sum([powered(x, p) for x in xs], ws), p)


def geometric(xs: Values, ws: Weights) -> Array:
    """prod x^w = exp(sum w log x), 0 if any part is 0: all parts are needed."""
    with np.errstate(divide="ignore"):
        return np.exp(weighted_sum([np.log(x) for x in xs], ws))


def reversed_geometric(xs: Values, ws: Weights, top: float, k: float = 10.0) -> Array:
    """s (k - g) / (k - 1), g the geometric mean of y = 1 + (s - x)(k - 1) / s, s the scale's top.

    One high part is enough for a high value.

    Source: INFORM Risk methodology (European Commission, JRC), where s = k = 10.
    """
    # y / k = 1 - x (k - 1) / (s k), so that s (k - g) / (k - 1) = -s k / (k - 1) (exp(sum w log(y / k)) - 1). In this
    # form no digits cancel near 0: with all parts at 0 the result is exactly 0, without noise that a later root would
    # magnify.
    most = (k - 1.0) / k
    logs = [np.log1p(-np.minimum(x * (most / top), most)) for x in xs]
    return -top / most * np.expm1(weighted_sum(logs, ws))


def minimum(xs: Values, ws: Weights) -> Array:
    """The smallest part that has weight: the weakest link."""
    lowest = np.where(np.greater(ws[0], 0.0), xs[0], np.inf)
    for x, w in zip(xs[1:], ws[1:], strict=True):
        lowest = np.minimum(lowest, np.where(np.greater(w, 0.0), x, np.inf))
    return lowest


def maximum(xs: Values, ws: Weights) -> Array:
    """The largest part that has weight: the worst case."""
    highest = np.where(np.greater(ws[0], 0.0), xs[0], -np.inf)
    for x, w in zip(xs[1:], ws[1:], strict=True):
        highest = np.maximum(highest, np.where(np.greater(w, 0.0), x, -np.inf))
    return highest


def weight_sum(xs: Values, ws: Weights, total_weight: float) -> Array:
    """W sum w x, W the sum of the node's weights as written: the weighted sum, scaled up for missing parts."""
    return total_weight * weighted_sum(xs, ws)


def mitigated(of: Array, by: Array, most: Weight, bottom: float, top: float) -> Array:
    """b + (T - b)(1 - m (C - b) / (s - b)): the risk T less at most the share m of it, at full response C = s.

    b and s are the scale's bottom and top; on 0 to 100 this is T (1 - m C / 100). It falls with C.
    """
    # Rounding may put a response just above the top; the result must not fall below the bottom because of it.
    return np.maximum(bottom + (of - bottom) * (1.0 - (by - bottom) * (most / (top - bottom))), bottom)
