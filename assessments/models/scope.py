"""Rows that belong to an assessment: who may see its mission may see them."""

from missions.models import MissionScopedQuerySet


class OfAssessment(MissionScopedQuerySet):
    mission_path = "assessment__mission__"
