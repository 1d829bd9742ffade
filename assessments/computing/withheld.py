"""What is withheld where the evidence is not enough: one rule for pages, charts, tables and the API."""

from __future__ import annotations

from typing import Any

# The engine's numbers that would give a point score away; what is possible and the coverage are always shown.
WITHHELD = dict.fromkeys(("value", "mean", "median", "p5", "p95", "band", "bands"))


def without_withheld(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node of a result as it may be shown: below the minimum coverage its value is for its parents only."""
    return node if node["is_enough"] else node | WITHHELD
