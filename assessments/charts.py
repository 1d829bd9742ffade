"""Figures for people who want to explore; every fact in them stands in the page's HTML as well."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from assessments.presentation import Axes, ShownScore
from interfaces.display import points


def as_json(figure: go.Figure, *colours: dict[str, Any]) -> dict[str, Any]:
    """Return data and layout as plain JSON, the trace's colours set by name.

    plotly checks colours as it builds a figure, but the page's palette has a light and a dark side: the page's one
    wrapper turns `token:NAME` into the colour that holds there, and sets fonts and switches.
    """
    plain: dict[str, Any] = json.loads(figure.to_json())
    plain["layout"].pop("template", None)
    for trace, colour in zip(plain["data"], colours, strict=True):
        trace.setdefault("marker", {}).update(colour.get("marker", {}))
        trace |= {name: value for name, value in colour.items() if name != "marker"}
    return plain


def _shades(score_rows: list[dict[str, Any]], step: int) -> dict[str, Any]:
    families = ["response" if row["interface"].is_response else "threat" for row in score_rows]
    return {"marker": {"color": [f"token:{family}-{step}" for family in families]}}


def profile(score: ShownScore) -> dict[str, Any]:
    """Return the seven interfaces as points within their hard bounds, threats above the response."""
    rows = list(reversed(score.interfaces))
    names = [row["interface"].short_title for row in rows]
    values = [row["value"] for row in rows]
    figure = go.Figure()
    figure.add_bar(
        y=names,
        x=[value["upper"] - value["lower"] if value["upper"] is not None else None for value in values],
        base=[value["lower"] for value in values],
        orientation="h",
        width=0.18,
        name=_("Possible range"),
        hovertemplate="%{y}: %{base:.0f} – %{x:.0f}<extra></extra>",
    )
    figure.add_scatter(
        y=names,
        x=[value["value"] if value["is_enough"] else None for value in values],
        mode="markers+text",
        text=[points(value["value"]) if value["is_enough"] else "" for value in values],
        textposition="top center",
        name=_("Value"),
        marker={
            "size": 14,
            "symbol": ["diamond" if row["interface"].is_response else "circle" for row in rows],
        },
        hovertemplate="%{y}: %{x:.0f}<extra></extra>",
    )
    figure.update_layout(showlegend=False, xaxis={"range": [0, 100], "title": {"text": _("points")}}, height=420)
    return as_json(figure, _shades(rows, 2), _shades(rows, 4))


def profile_summary(score: ShownScore) -> str:
    """Say in one or two sentences what the profile shows."""
    known = [row for row in score.threats if row["value"]["is_enough"]]
    if not known:
        return _(
            "None of the six threat interfaces has enough evidence for a value yet; the bars show what is possible."
        )
    top = max(known, key=lambda row: row["value"]["value"])
    text = _(
        "Of %(count)s threat interfaces with enough evidence, “%(title)s” stands highest at %(points)s points."
    ) % {
        "count": len(known),
        "title": top["interface"].short_title,
        "points": points(top["value"]["value"]),
    }
    missing = len(score.threats) - len(known)
    return text if not missing else text + " " + _("%(count)s have not enough evidence.") % {"count": missing}


def heat(rows: list[dict[str, Any]], axes: Axes) -> dict[str, Any]:
    """Return missions by the six threat interfaces as a heat matrix; cells without enough evidence stay empty."""
    scored = [row for row in rows if row["score"]]
    values = [
        [node["value"]["value"] if node["value"]["is_enough"] else None for node in row["score"].threats]
        for row in scored
    ]
    figure = go.Figure()
    figure.add_heatmap(
        z=values,
        x=[interface.short_title for interface in axes.threats],
        y=[row["mission"].name for row in scored],
        zmin=0,
        zmax=100,
        text=[[points(value) if value is not None else "" for value in line] for line in values],
        texttemplate="%{text}",
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y}, %{x}: %{z:.0f}<extra></extra>",
    )
    figure.update_layout(yaxis={"autorange": "reversed"}, height=160 + 36 * len(scored))
    return as_json(figure, {"colorscale": banded_scale()})


def banded_scale() -> list[list[Any]]:
    """Return the five threat colours as steps of a Plotly colour scale, so that a cell shows its band's colour."""
    return [[edge / 5, f"token:threat-{step}"] for step in range(1, 6) for edge in (step - 1, step)]


def heat_summary(rows: list[dict[str, Any]]) -> str:
    """Say in one sentence which cell of the matrix stands highest."""
    cells = [
        (node["value"]["value"], row["mission"].name, node["interface"].short_title)
        for row in rows
        if row["score"]
        for node in row["score"].threats
        if node["value"]["is_enough"]
    ]
    if not cells:
        return _("No mission has enough evidence for a value yet.")
    value, mission, interface = max(cells)
    return _("The highest value among these missions is %(points)s points: %(mission)s, “%(interface)s”.") % {
        "points": points(value),
        "mission": mission,
        "interface": interface,
    }
