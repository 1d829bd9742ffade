"""What is withheld where the evidence is not enough: one rule for pages, charts, tables and the API."""

from __future__ import annotations

from typing import cast

from assessments.models.stored import Node, NodeNumbers

# The numbers that would reveal the point score. The hard bounds and the coverage are always shown.
WITHHELD = dict.fromkeys(("value", "mean", "median", "p5", "p95", "band", "bands"))


def without_withheld(node: Node) -> Node:
    """Return a node of a result as it may be shown: without its value below the minimum coverage."""
    return node if node["is_enough"] else cast(Node, {**node, **WITHHELD})


def value_difference(before: NodeNumbers, after: NodeNumbers) -> float | None:
    """Return the value of `after` less that of `before`, unrounded; None where either is withheld."""
    if not (before["is_enough"] and after["is_enough"]) or before["value"] is None or after["value"] is None:
        return None
    return after["value"] - before["value"]
