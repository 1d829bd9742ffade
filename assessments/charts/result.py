"""Figures of one result: the profile of the seven interfaces, and what moves an output most."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from assessments.charts.figure import as_json
from assessments.presentation import SHOWN_FIRST, Explanation, ShownScore
from assessments.presentation.explanation_rows import SwingLine
from assessments.presentation.scores import ShownInterface
from ocpo.pages.display import leaves_open, points, tenths, value_points

Ends = tuple[float | None, float | None]
LABEL_WIDTH = 32
PROFILE_HEIGHT = 420  # px


def _shades(rows: list[ShownInterface], step: int) -> dict[str, Any]:
    families = ["response" if row.interface.is_response else "threat" for row in rows]
    return {"marker": {"color": [f"token:{family}-{step}" for family in families]}}


def profile(score: ShownScore) -> dict[str, Any]:
    """Return the seven interfaces as points on their 90% intervals, the response at the bottom.

    A thin bar shows what the unrated indicators leave open.
    """
    rows = list(reversed(score.interfaces))
    values = [row.value for row in rows]
    figure = go.Figure()
    bounds = [(value["lower"], value["upper"]) if leaves_open(value) else (None, None) for value in values]
    intervals = [(value.get("p5"), value.get("p95")) if value["is_enough"] else (None, None) for value in values]
    _span(figure, rows, bounds, width=0.05, name=_("What the unrated leaves open"))
    _span(figure, rows, intervals, width=0.18, name=_("90% interval"))
    figure.add_scatter(
        y=[row.interface.short_title for row in rows],
        x=[value["value"] if value["is_enough"] else None for value in values],
        mode="markers+text",
        text=[value_points(value) if value["is_enough"] else "" for value in values],
        textposition="top center",
        name=_("Value"),
        marker={
            "size": 14,
            "symbol": ["diamond" if row.interface.is_response else "circle" for row in rows],
        },
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_layout(
        barmode="overlay",
        showlegend=False,
        xaxis={"range": [0, 100], "title": {"text": _("points")}},
        height=PROFILE_HEIGHT,
    )
    return as_json(figure, {"marker": {"color": "token:line-strong"}}, _shades(rows, 2), _shades(rows, 4))


def _span(figure: go.Figure, rows: list[ShownInterface], ends: list[Ends], *, width: float, name: str) -> None:
    """Add a bar from one number to another for each row, none where either is missing."""
    known = [(low, high) if low is not None and high is not None else None for low, high in ends]
    figure.add_bar(
        y=[row.interface.short_title for row in rows],
        x=[both and both[1] - both[0] for both in known],
        base=[both and both[0] for both in known],
        customdata=[[points(low), points(high)] for low, high in ends],
        orientation="h",
        width=width,
        name=name,
        hovertemplate=f"%{{y}}, {name}: %{{customdata[0]}} – %{{customdata[1]}}<extra></extra>",
    )


def profile_summary(score: ShownScore) -> str:
    """Say in one or two sentences what the profile shows."""
    known = [row for row in score.threats if row.value["is_enough"]]
    if not known:
        return _(
            "None of the six threat interfaces has enough evidence for a value yet; the bars show what the unrated "
            "leaves open."
        )
    top = max(known, key=lambda row: row.value["value"] or 0.0)
    text = _(
        "Of %(count)s threat interfaces with enough evidence, “%(title)s” stands highest at %(points)s points."
    ) % {
        "count": len(known),
        "title": top.interface.short_title,
        "points": value_points(top.value),
    }
    missing = len(score.threats) - len(known)
    return text if not missing else text + " " + _("%(count)s have not enough evidence.") % {"count": missing}


def tornado(explanation: Explanation) -> dict[str, Any]:
    """Return the widest swings of one output as bars around its value; an unrated indicator's bar is paler."""
    rows = list(reversed(_widest(explanation)))
    figure = go.Figure()
    figure.add_bar(
        y=["\n".join(wrap(_tornado_label(row), LABEL_WIDTH)) for row in rows],
        x=[row.swing for row in rows],
        base=[min(row.low, row.high) for row in rows],
        customdata=[[tenths(row.low), tenths(row.high)] for row in rows],
        orientation="h",
        width=0.5,
        hovertemplate=_("%{y}<br>at its lowest %{customdata[0]}, at its highest %{customdata[1]}") + "<extra></extra>",
    )
    figure.update_layout(xaxis={"title": {"text": _("points")}}, height=tornado_height(explanation))
    shades = [f"token:{row.kind}-{4 if row.is_rated else 2}" for row in rows]
    drawing = as_json(figure, {"marker": {"color": shades}})
    if rows:
        value = explanation.node["value"]
        line = {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1}
        drawing["layout"]["shapes"] = [{**line, "line": {"color": "token:ink", "width": 1}}]
    return drawing


def tornado_height(explanation: Explanation) -> int:
    """Return the height of the tornado's drawing in pixels."""
    return 120 + 34 * len(_widest(explanation))


def _widest(explanation: Explanation) -> list[SwingLine]:
    return explanation.tornado[0][:SHOWN_FIRST] if explanation.tornado else []


def _tornado_label(row: SwingLine) -> str:
    title = _("%(title)s (response)") % {"title": row.title} if row.kind == "response" else row.title
    return title if row.is_rated else _("%(title)s (not rated)") % {"title": title}


def tornado_summary(explanation: Explanation) -> str:
    """Say in one sentence which indicator moves the output most."""
    found = explanation.tornado
    if not found or not found[0]:
        return ""
    top = found[0][0]
    return _(
        "“%(title)s” moves it most: from %(low)s points at its lowest to %(high)s at its highest plausible value."
    ) % {
        "title": top.title,
        "low": tenths(top.low),
        "high": tenths(top.high),
    }
