"""The page of one mission: its facts and what has been assessed of it. Hidden means 404."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.services import refusal_to_create_assessment
from missions.access import refusal_to_manage
from missions.views import visible_mission
from ocpo.accounts.requests import SignedInRequest


@require_safe
def mission_detail(request: SignedInRequest, code: str) -> HttpResponse:
    mission = visible_mission(request, code)
    if mission.reference:
        prefetch_related_objects([mission.reference], "countries", "facts__interfaces")
    assessments = list(mission.assessments.for_pages())
    context = {
        "mission": mission,
        "assessments": [each for each in assessments if not each.archived_at],
        "archived": [each for each in assessments if each.archived_at],
        "marking": mission.assessments.highest_marking_for(request.user),
        "members": mission.members_by_name(),
        "components": mission.components.all(),
        "can_rate": mission.archived_at is None and not refusal_to_create_assessment(mission.role),
        "can_manage": not refusal_to_manage(mission.role),
    }
    return render(request, "assessments/mission_detail.html", context)
