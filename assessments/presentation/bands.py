"""A number's band as pages show it, and the mission risk of an assessment as lists do."""

from __future__ import annotations

from typing import Any

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine, require_nodes
from assessments.models import Assessment
from ocpo.unreadable import Unreadable


def mission_risk(assessment: Assessment) -> dict[str, Any] | None:
    """Return the mission risk of the current score as lists show it, None before there is a score that can be read."""
    if assessment.current_score is None:
        return None
    try:
        require_known_engine(assessment.current_score.engine_version)
        framework = engine_framework(assessment.framework)
        require_nodes(assessment.current_score.summary, [framework.headline])
    except Unreadable:
        return None
    return with_band_title(framework, assessment.current_score.summary[framework.headline])


def with_band_title(framework: scoring.Framework, node: dict[str, Any]) -> dict[str, Any]:
    """Return a stored node with its band as pages show it: code, title, and its edges within the scale.

    `likelier` is the band that more draws fall into than into the value's own, None where there is no such band.
    """
    return {**node, "band": shown_band(framework, node["band"]), "likelier": likelier_band(framework, node)}


def likelier_band(framework: scoring.Framework, node: dict[str, Any]) -> dict[str, Any] | None:
    """Return the likeliest band in the draws where it is not the best estimate's own; `is_above` says on which side."""
    probabilities = node.get("bands")
    if not node["is_enough"] or not probabilities or node["band"] is None:
        return None
    codes = [band.code for band in framework.bands]
    most = max(codes, key=lambda code: probabilities[code])
    if probabilities[most] <= probabilities[node["band"]]:
        return None
    is_above = codes.index(most) > codes.index(node["band"])
    return {**(shown_band(framework, most) or {}), "is_above": is_above}


def shown_band(framework: scoring.Framework, code: str | None) -> dict[str, Any] | None:
    """Return a band as plain data; `start` or `end` is None where the scale ends, for what lies beyond belongs to it.

    An edge is met within the engine's tolerance, and so a number that short of `start` is in the band.
    """
    band = next((band for band in framework.bands if band.code == code), None)
    if band is None:
        return None
    is_first, is_last = band is framework.bands[0], band is framework.bands[-1]
    edges = {"start": None if is_first else band.start, "end": None if is_last else band.end}
    return {"code": band.code, "title": band.title, **edges}
