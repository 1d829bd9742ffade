"""`{% load assessments %}`: what pages show of assessments in lists and over time."""

from typing import Any

from django import template

from assessments.charts import comparisons as comparison_charts
from assessments.presentation import Axes
from assessments.presentation.bands import mission_risk
from assessments.presentation.comparisons import trend_columns
from missions.models import Mission

register = template.Library()
register.filter("mission_risk", mission_risk)


@register.inclusion_tag("assessments/trend.html", takes_context=True)
def mission_trend(context: template.Context, mission: Mission) -> dict[str, Any]:
    """Show the published assessments over time, as a table and a chart; nothing while there are fewer than two."""
    axes = Axes.read()
    columns = trend_columns(mission, axes)
    rows = [
        {"column": column, "before": before.assessment if before else None}
        for column, before in zip(columns, [None, *columns], strict=False)
    ]
    return {
        "mission": mission,
        "marking": context["marking"],
        "targets": axes.targets,
        "rows": list(reversed(rows)) if len(columns) > 1 else [],
        "summary": comparison_charts.over_time_summary(columns),
        "chart_height": comparison_charts.OVER_TIME_HEIGHT,
    }
