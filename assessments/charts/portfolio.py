"""The figure of the portfolio: missions by threat interfaces."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from assessments.charts.figure import as_json
from assessments.computing.withheld import without_withheld
from assessments.presentation import Axes
from assessments.presentation.portfolio import PortfolioRow
from ocpo.free_text import isolated


def heat(rows: list[PortfolioRow], axes: Axes) -> dict[str, Any]:
    """Return missions by the six threat interfaces as a heat matrix.

    Cells without enough evidence have a plain background.
    """
    scored = _scored(rows)
    figure = go.Figure()
    for has_value in (True, False):
        lines = [
            [
                (without_withheld(node)["value"] or 0, cell.points or cell.words[-1])
                if node["is_enough"] is has_value
                else (None, "")
                for node, _column, cell in row.threats
            ]
            for row in scored
        ]
        figure.add_heatmap(
            z=[[value for value, _words in line] for line in lines],
            x=[interface.short_title for interface in axes.threats],
            text=[[words for _value, words in line] for line in lines],
            customdata=[[row.mission.name] * len(axes.threats) for row in scored],
            zmin=0,
            zmax=100,
            texttemplate="%{text}",
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{customdata}, %{x}: %{text}<extra></extra>",
        )
    # Rows are placed by number, because two missions may have the same name
    names = {"tickvals": list(range(len(scored))), "ticktext": [row.mission.name for row in scored]}
    lines_off = {"showgrid": False, "zeroline": False}
    figure.update_layout(yaxis={"autorange": "reversed", **names, **lines_off}, height=heat_height(rows))
    plain = {"colorscale": [[0, "token:paper-sunken"], [1, "token:paper-sunken"]]}
    return as_json(figure, {"colorscale": banded_scale()}, plain)


def heat_height(rows: list[PortfolioRow]) -> int:
    """Return the height of the heat matrix's drawing in pixels."""
    return 160 + 36 * len(_scored(rows))


def _scored(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    return [row for row in rows if row.score]


def banded_scale() -> list[list[Any]]:
    """Return the five threat colours as steps of a Plotly colour scale, so that a cell shows its band's colour."""
    return [[edge / 5, f"token:threat-{step}"] for step in range(1, 6) for edge in (step - 1, step)]


def heat_summary(rows: list[PortfolioRow]) -> str:
    """Say in one sentence which cell of the matrix stands highest."""
    cells = [
        (node["value"], row.mission.name, column.title, cell.points)
        for row in rows
        for node, column, cell in row.threats
        if node["is_enough"]
    ]
    if not cells:
        return _("No mission has enough evidence for a value yet.")
    _value, mission, interface, shown = max(cells)
    return _("The highest value among these missions is %(points)s points: %(mission)s, “%(interface)s”.") % {
        "points": shown,
        "mission": isolated(mission),
        "interface": interface,
    }
