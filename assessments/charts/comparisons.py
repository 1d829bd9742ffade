"""Figures about several assessments: their interfaces side by side, and one mission's over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from assessments.charts.figure import as_json
from assessments.presentation.bands import ShownValue
from assessments.presentation.comparisons import ComparedAssessment, Comparison
from ocpo.pages.display import points, value_points

SYMBOLS = ("circle", "diamond", "square", "triangle-up")
COLOURS = ("token:ink", "token:accent", "token:threat-4", "token:response-4")
# Distance between the lines of two assessments, where the interfaces are 1 apart.
APART = 0.18
OVER_TIME_HEIGHT = 320  # px


def profiles(comparison: Comparison) -> dict[str, Any]:
    """Return the seven interfaces as points on their 90% intervals, one letter and symbol for each assessment."""
    rows, figure, colours = comparison.interfaces, go.Figure(), []
    for number, column in enumerate(comparison.columns):
        known = [
            (at, value) for at, row in enumerate(rows) if (value := row.cells[number].value) and value["is_enough"]
        ]
        figure.add_scatter(
            x=[value["value"] for _at, value in known],
            y=[at + APART * (number - (len(comparison.columns) - 1) / 2) for at, _value in known],
            customdata=[
                [rows[at].title, points(value.get("p5")), points(value.get("p95")), value_points(value)]
                for at, value in known
            ],
            error_x=_ends([value for _at, value in known]),
            mode="markers+text",
            text=[column.letter] * len(known),
            textposition="top center",
            marker={"size": 11, "symbol": SYMBOLS[number]},
            name=column.letter,
            hovertemplate=f"{column.letter}, %{{customdata[0]}}: %{{customdata[3]}} "
            "(%{customdata[1]} – %{customdata[2]})<extra></extra>",
        )
        colours.append({"marker": {"color": COLOURS[number]}})
    figure.update_layout(
        showlegend=False,
        xaxis={"range": [0, 100], "title": {"text": _("points")}},
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [row.title for row in rows],
            "range": [len(rows) - 0.5, -0.6],
        },
        height=profiles_height(comparison),
    )
    return _with_bars(as_json(figure, *colours), COLOURS)


def profiles_height(comparison: Comparison) -> int:
    """Return the height of the drawing in pixels: each interface has a line for every assessment."""
    return 160 + len(comparison.interfaces) * (24 + 20 * len(comparison.columns))


def profiles_summary(comparison: Comparison) -> str:
    """Say in one or two sentences in which interfaces the assessments differ."""
    marked = [row.title for row in comparison.interfaces if row.difference]
    if not marked:
        return _("In none of the seven interfaces do these assessments differ with any confidence.")
    return _("They differ in %(count)s of the seven interfaces: %(titles)s.") % {
        "count": len(marked),
        "titles": ", ".join(f"“{title}”" for title in marked),
    }


def over_time(columns: Sequence[ComparedAssessment]) -> dict[str, Any]:
    """Return the mission risk at each date with its 90% interval; a date without enough evidence leaves a gap."""
    risks = [column.score.risk for column in columns if column.score]
    values = [risk if risk["is_enough"] else None for risk in risks]
    figure = go.Figure()
    figure.add_scatter(
        x=[column.assessment.as_of.isoformat() for column in columns],
        y=[value and value["value"] for value in values],
        error_y=_ends(values),
        mode="lines+markers+text",
        text=[value_points(value) if value else "" for value in values],
        textposition="bottom center",
        marker={"size": 11},
        hovertemplate="%{x|%e %b %Y}: %{text}<extra></extra>",
    )
    figure.update_layout(
        showlegend=False,
        yaxis={"range": [0, 100], "title": {"text": _("points")}},
        xaxis={"type": "date", "tickformat": "%b %Y"},
        height=OVER_TIME_HEIGHT,
    )
    return _with_bars(as_json(figure, {"marker": {"color": "token:ink"}, "line": {"color": "token:ink"}}), COLOURS)


def over_time_summary(columns: Sequence[ComparedAssessment]) -> str:
    """Say in one sentence where the risk stood first and where it stands now."""
    known = [column for column in columns if column.score and column.score.risk["is_enough"]]
    if len(known) < 2:
        return _("Fewer than two published assessments have enough evidence for a value.")
    first, last = known[0], known[-1]
    return _("Mission risk: %(before)s points on %(first)s, %(after)s on %(last)s.") % {
        "before": value_points(first.score.risk),  # type: ignore[union-attr]
        "first": f"{first.assessment.as_of:%-d %b %Y}",
        "after": value_points(last.score.risk),  # type: ignore[union-attr]
        "last": f"{last.assessment.as_of:%-d %b %Y}",
    }


def _ends(values: Sequence[ShownValue | None]) -> dict[str, Any]:
    """Return the 90% intervals as error bars. If a value stands outside its interval, there is no bar on that side."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [value and _length(value["value"], value.get("p95")) for value in values],
        "arrayminus": [value and _length(value.get("p5"), value["value"]) for value in values],
        "thickness": 2,
        "width": 4,
    }


def _length(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else max(0.0, end - start)


def _with_bars(drawing: dict[str, Any], colours: Sequence[str]) -> dict[str, Any]:
    """Give each trace's error bars its colour."""
    for trace, colour in zip(drawing["data"], colours, strict=False):
        for name in ("error_x", "error_y"):
            if name in trace:
                trace[name]["color"] = colour
    return drawing
