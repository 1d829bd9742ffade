"""A number's band as pages show it, and the mission risk of an assessment as lists do."""

from __future__ import annotations

from typing import TypedDict, cast

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine, require_nodes
from assessments.models import Assessment
from assessments.models.stored import Node, NodeNumbers
from ocpo.pages.display import band_step
from ocpo.unreadable import Unreadable


class ShownBand(TypedDict):
    """A band of the framework's scale, from `start` to below `end`.

    `start` is None for the lowest band and `end` for the highest: numbers beyond the scale belong to them. A number
    that is below `start` by no more than the engine's tolerance belongs to the band, too. `step` is the band's colour,
    1 to 5: the lowest band has 1, the highest 5, however many bands a framework has.
    """

    code: str
    title: str
    start: float | None
    end: float | None
    step: int


class LikelierBand(ShownBand):
    """A band that more draws fall into than into the value's own band; `is_above` says whether it is the higher one."""

    is_above: bool


class ShownValue(NodeNumbers):
    """A stored node with its band as pages show it; `likelier` is None where its own band is the likeliest.

    `edges` are those of the framework's bands, from the bottom of its scale to the top.
    """

    code: str
    band: ShownBand | None
    likelier: LikelierBand | None
    edges: list[float]


def mission_risk(assessment: Assessment) -> ShownValue | None:
    """Return the mission risk of the current score as lists show it; None without a score, or if it is unreadable."""
    if assessment.current_score is None:
        return None
    try:
        require_known_engine(assessment.current_score.engine_version)
        framework = engine_framework(assessment.framework)
        require_nodes(assessment.current_score.summary, [framework.headline])
    except Unreadable:
        return None
    return shown_value(framework, framework.headline, assessment.current_score.summary[framework.headline])


def shown_value(framework: scoring.Framework, code: str, node: Node) -> ShownValue:
    """Return a stored node as the display components take it."""
    band = {"band": shown_band(framework, node["band"]), "likelier": likelier_band(framework, node)}
    return cast(ShownValue, {**node, "code": code, **band, "edges": band_edges(framework)})


def band_edges(framework: scoring.Framework) -> list[float]:
    """Return where the bands meet, from the bottom of the scale to the top."""
    scale = framework.scale
    return [scale.bottom, *(band.start for band in framework.bands[1:]), scale.top]


def likelier_band(framework: scoring.Framework, node: Node) -> LikelierBand | None:
    """Return the band that most draws fall into; None if it is the value's own, or without enough evidence or draws."""
    probabilities = node.get("bands")
    if not node["is_enough"] or not probabilities or node["band"] is None:
        return None
    codes = [band.code for band in framework.bands]
    most = max(codes, key=lambda code: probabilities[code])
    if probabilities[most] <= probabilities[node["band"]]:
        return None
    is_above = codes.index(most) > codes.index(node["band"])
    band = shown_band(framework, most)
    return None if band is None else {**band, "is_above": is_above}


def shown_band(framework: scoring.Framework, code: str | None) -> ShownBand | None:
    """Return the band with this code; None if there is no such band."""
    band = next((band for band in framework.bands if band.code == code), None)
    if band is None:
        return None
    is_first, is_last = band is framework.bands[0], band is framework.bands[-1]
    return {
        "code": band.code,
        "title": band.title,
        "start": None if is_first else band.start,
        "end": None if is_last else band.end,
        "step": band_step(framework.bands.index(band), len(framework.bands)),
    }
