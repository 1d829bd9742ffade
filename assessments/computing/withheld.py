"""What is withheld where the evidence is not enough: one rule for pages, charts, tables and the API."""

from __future__ import annotations

from typing import cast

from assessments.models.stored import Node, NodeNumbers

# The engine's numbers that would give a point score away; what is possible and the coverage are always shown.
WITHHELD = dict.fromkeys(("value", "mean", "median", "p5", "p95", "band", "bands"))


def without_withheld(node: Node) -> Node:
    """Return a node of a result as it may be shown: below the minimum coverage its value is for its parents only."""
    return node if node["is_enough"] else cast(Node, {**node, **WITHHELD})


def value_difference(before: NodeNumbers, after: NodeNumbers) -> float | None:
    """Return value less value, unrounded; None where either is withheld."""
    if not (before["is_enough"] and after["is_enough"]) or before["value"] is None or after["value"] is None:
        return None
    return after["value"] - before["value"]
