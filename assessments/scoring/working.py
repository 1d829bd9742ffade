"""How the value of one node is made: its children, and their weights once missing ones gave theirs to the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from assessments.scoring.contributions import contributions
from assessments.scoring.framework import Framework, Indicator
from assessments.scoring.normalisation import Goalposts
from assessments.scoring.waves import all_waves, reweight


@dataclass(frozen=True)
class Part:
    """A child in the working of its node.

    value   what it counts with, on the framework's scale; None where it is missing
    weight  as the framework states it
    share   its weight in use: what is missing has 0, and the others sum to 1; 1 for both parts of a mitigation
    points  what it adds to (below 0: takes from) the node's value; None where the node has no value
    """

    code: str
    value: float | None
    weight: float
    share: float
    points: float | None


def working(framework: Framework, code: str, values: Mapping[str, float | None]) -> list[Part]:
    """The children of a node as they count in it, those of weight 0 left out.

    `values` holds what each child counts with, None for one that is missing. The points are Aumann-Shapley values of
    the node's rule alone, from its children at the scale's bottom; with the value there they sum to the node's value.
    Raises KeyError where `code` is no node or a child is not in `values`.
    """
    alone = _alone(framework, code)
    codes = [indicator.code for indicator in alone.indicators]
    raw = np.array([[np.nan if values[child] is None else values[child] for child in codes]], dtype=np.float64)
    (weights,) = reweight(alone, all_waves(alone), ~np.isnan(raw)).weights
    in_use = dict(zip(codes, weights[:, 0, 0].tolist(), strict=True))
    points = contributions(alone, raw).points[0, 0].tolist()
    written = dict(zip(framework.node(code).children, framework.node(code).weights, strict=True))
    return [
        Part(child, values[child], written[child], in_use[child], None if np.isnan(mine) else mine)
        for child, mine in zip(codes, points, strict=True)
    ]


def _alone(framework: Framework, code: str) -> Framework:
    """A framework of this node only, in which its children are indicators that are their own values."""
    node, scale = framework.node(code), framework.scale
    is_counted = [weight > 0.0 or node.rule == "mitigated" for weight in node.weights]
    pairs = zip(node.children, node.weights, is_counted, strict=True)
    counted = [(child, weight) for child, weight, counts in pairs if counts]
    own = replace(node, children=tuple(child for child, _ in counted), weights=tuple(weight for _, weight in counted))
    as_is = Goalposts(scale.bottom, scale.top, clip=False)
    leaves = tuple(Indicator(child, framework.by_code[child].title, as_is) for child in own.children)
    return replace(framework, headline=code, indicators=leaves, nodes=(own,), file_order=(code,))
