"""Who may see what hangs on an assessment: whoever may see its mission."""

from missions.models import MissionScopedQuerySet


class OfAssessment(MissionScopedQuerySet):
    mission_path = "assessment__mission__"
