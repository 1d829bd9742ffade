"""A mission over time: its published assessments, the oldest first."""

from __future__ import annotations

from assessments.comparisons import Column
from assessments.models import State
from assessments.presentation import Axes, shown_summary
from missions.models import Mission


def trend_of(mission: Mission, axes: Axes) -> list[Column]:
    """Return the published assessments whose score can be read, the oldest first, in one query; none archived."""
    published = (
        mission.assessments.filter(state=State.PUBLISHED, archived_at=None).scored().for_lists().order_by("as_of", "pk")
    )
    read = ((assessment, shown_summary(assessment, axes)) for assessment in published)
    return [Column("", assessment, score) for assessment, score in read if score is not None]
