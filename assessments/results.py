"""The engine's arrays as the plain data that a score stores, pages show and the API gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from assessments import scoring

LISTED_KINDS = ("risk", "inherent", "target", "interface")


def result_of(framework: scoring.Framework, evaluation: scoring.Evaluation, unit: int) -> dict[str, Any]:
    """Return every node of one unit by code, numbers at full precision, None where there is none.

    `value` stays what the engine computed even below the minimum coverage, since it counts upward; whoever shows a
    node reads `is_enough` first.
    """
    bands = scoring.band_of(framework, evaluation.value[unit])
    return {"nodes": {code: _node(framework, evaluation, unit, n, bands[n]) for n, code in enumerate(framework.codes)}}


def _node(framework: scoring.Framework, evaluation: scoring.Evaluation, unit: int, n: int, band: int) -> dict[str, Any]:
    item = framework.by_code[framework.codes[n]]
    value = _number(evaluation.value[unit, n])
    is_enough = bool(evaluation.is_enough[unit, n]) and value is not None
    return {
        "title": item.title,
        "kind": getattr(item, "kind", "indicator"),
        "value": value,
        "lower": _number(evaluation.lower[unit, n]),
        "upper": _number(evaluation.upper[unit, n]),
        "coverage": _number(evaluation.coverage[unit, n]),
        "is_applicable": bool(evaluation.is_applicable[unit, n]),
        "is_enough": is_enough,
        "band": framework.bands[band].code if is_enough else None,
    }


def summary_of(framework: scoring.Framework, result: dict[str, Any]) -> dict[str, Any]:
    """Return the nodes that lists of missions show: risk, targets, interfaces."""
    return {code: node for code, node in result["nodes"].items() if node["kind"] in LISTED_KINDS}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
