"""Small frameworks for the tests, from a few Python lists; YAML, which takes time, only where it matters."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assessments.scoring import Framework
from assessments.scoring.fields import YamlMapping
from assessments.scoring.loading import read_framework

NAN = np.nan


def leaf(code: str, normalisation: Any = None, **more: Any) -> dict[str, Any]:
    """An indicator whose raw number is its value, unless a normalisation is given."""
    return {
        "code": code,
        "title": f"Indicator {code}",
        "normalisation": normalisation or {"kind": "goalposts", "low": 0, "high": 100},
        **more,
    }


def node(code: str, rule: str, children: Mapping[str, float] | None = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Node {code}", "rule": rule, **({"children": children} if children else {}), **more}


def content(nodes: Sequence[Any], indicators: Sequence[Any] | str = "abc", **more: Any) -> dict[str, Any]:
    """What a file holds; the first node is the headline."""
    return {
        "schema": "ocpo-framework/1",
        "code": "small",
        "version": "1",
        "title": "Small",
        "headline": nodes[0]["code"],
        "scale": {"bottom": 0, "top": 100},
        "bands": [
            {"code": "low", "title": "Low", "from": 0, "to": 20},
            {"code": "moderate", "title": "Moderate", "from": 20, "to": 40},
            {"code": "substantial", "title": "Substantial", "from": 40, "to": 60},
            {"code": "high", "title": "High", "from": 60, "to": 80},
            {"code": "critical", "title": "Critical", "from": 80, "to": 100},
        ],
        "indicators": [leaf(item) if isinstance(item, str) else item for item in indicators],
        "nodes": list(nodes),
        **more,
    }


def text(data: Any) -> str:
    """JSON is YAML."""
    return json.dumps(data, ensure_ascii=False)


def small(nodes: Sequence[Any], indicators: Sequence[Any] | str = "abc", **more: Any) -> Framework:
    return read_framework(YamlMapping(content(nodes, indicators, **more), ""))
