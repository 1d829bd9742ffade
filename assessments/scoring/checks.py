"""Checks on the graph as a whole: codes, cycles, unused indicators, and values that a rule cannot take."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from assessments.scoring.fields import FrameworkError, hint
from assessments.scoring.framework import Indicator, Node
from assessments.scoring.normalisation import Goalposts, Scale, ZScore
from assessments.scoring.rounding import half_up

Span = tuple[float, float]
NEEDS_NO_NEGATIVES = ("quadratic", "power", "geometric", "harmonic", "reversed_geometric")
NEEDS_THE_SCALE = ("reversed_geometric", "mitigated")


def check_graph(indicators: Sequence[Indicator], nodes: Sequence[Node], scale: Scale) -> tuple[Node, ...]:
    """The nodes in topological order, children first; FrameworkError if they form no sound graph."""
    _check_codes(indicators, nodes)
    _check_use(indicators, nodes)
    ordered = _sorted_by_dependence(nodes)
    _check_spans(indicators, ordered, nodes, scale)
    return ordered


def child_path(index: int, node: Node, child: str) -> str:
    if node.rule == "mitigated":
        return f"nodes[{index}].{'of' if child == node.children[0] else 'by'}"
    return f"nodes[{index}].children.{child}"


def _check_codes(indicators: Sequence[Indicator], nodes: Sequence[Node]) -> None:
    first: dict[str, str] = {}
    both: tuple[tuple[str, Sequence[Indicator | Node]], ...] = (("indicators", indicators), ("nodes", nodes))
    for name, items in both:
        for index, item in enumerate(items):
            place = f"{name}[{index}]"
            if item.code in first:
                problem = f"the code {item.code!r} is already that of {first[item.code]}"
                raise FrameworkError(
                    f"{place}.code", problem, "Rename one; indicators and nodes share one list of codes"
                )
            first[item.code] = place
    for index, node in enumerate(nodes):
        for child in node.children:
            if child not in first:
                problem = f"no indicator or node is called {child!r}"
                raise FrameworkError(
                    child_path(index, node, child), problem, f"{hint(child, first)}Correct it or add it"
                )


def _check_use(indicators: Sequence[Indicator], nodes: Sequence[Node]) -> None:
    used = {child for node in nodes for child in node.children}
    for index, indicator in enumerate(indicators):
        if indicator.code not in used:
            problem = f"no node uses {indicator.code!r}"
            raise FrameworkError(f"indicators[{index}]", problem, "Add it to a node's children or remove it")


def _sorted_by_dependence(nodes: Sequence[Node]) -> tuple[Node, ...]:
    by_code = {node.code: (index, node) for index, node in enumerate(nodes)}
    ordered: dict[str, Node] = {}
    for start in nodes:
        trail: list[tuple[Node, int]] = [(start, 0)] if start.code not in ordered else []
        while trail:
            node, child_number = trail.pop()
            if child_number == len(node.children):
                ordered[node.code] = node
                continue
            trail.append((node, child_number + 1))
            child = node.children[child_number]
            above = [item.code for item, _ in trail]
            if child in above:
                loop = [*above[above.index(child) :], child]
                path = child_path(by_code[node.code][0], node, child)
                raise FrameworkError(path, f"the nodes form a circle: {' > '.join(loop)}", "Remove one of these links")
            if child in by_code and child not in ordered:
                trail.append((by_code[child][1], 0))
    return tuple(ordered.values())


def _check_spans(indicators: Sequence[Indicator], ordered: Sequence[Node], nodes: Sequence[Node], scale: Scale) -> None:
    """Refuse children that can be negative under a root or logarithm, or leave the scale under a rule that needs it."""
    index_of = {node.code: index for index, node in enumerate(nodes)}
    spans: dict[str, Span] = {item.code: _span_of_indicator(item, scale) for item in indicators}
    for node in ordered:
        for child in node.children:
            low, high = spans[child]
            path = child_path(index_of[node.code], node, child)
            if node.rule in NEEDS_NO_NEGATIVES and low < 0.0:
                problem = f"{child!r} can be negative and a {node.rule} mean cannot take it"
                raise FrameworkError(
                    path, problem, "Use arithmetic, minimum, maximum or sum, or a normalisation that is cut"
                )
            if node.rule in NEEDS_THE_SCALE and (low < scale.bottom or high > scale.top):
                problem = f"{child!r} can leave the scale and {node.rule} cannot take it"
                raise FrameworkError(path, problem, "Use a mean instead of a sum beneath it, or another normalisation")
        spans[node.code] = _span_of_node(node, spans, scale)


def _span_of_indicator(indicator: Indicator, scale: Scale) -> Span:
    normalisation = indicator.normalisation
    is_cut = not isinstance(normalisation, ZScore | Goalposts) or normalisation.clip
    return _rounded((scale.bottom, scale.top), indicator.round_to) if is_cut else (-math.inf, math.inf)


def _span_of_node(node: Node, spans: Mapping[str, Span], scale: Scale) -> Span:
    if node.rule == "mitigated":
        return _rounded((scale.bottom, spans[node.children[0]][1]), node.round_to)
    weighted = [(spans[code], weight) for code, weight in zip(node.children, node.weights, strict=True) if weight > 0.0]
    total = sum(weight for _, weight in weighted) if node.rule == "sum" else 1.0
    ends = min(low for (low, _), _ in weighted) * total, max(high for (_, high), _ in weighted) * total
    return _rounded(ends, node.round_to)


def _rounded(span: Span, decimals: int | None) -> Span:
    """Rounding can leave the scale: -2.5 to 2.5 without decimals is -3 to 3."""
    if decimals is None:
        return span
    low, high = half_up(np.array(span), decimals).tolist()
    return low, high
