"""Opening an assessment, and the function with which every view here finds one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import services
from assessments.forms.ratings import AssessmentForm
from assessments.models import Assessment
from missions.access import raise_if
from missions.views import visible_mission
from ocpo.accounts.requests import SignedInRequest


def visible_assessment(request: SignedInRequest, pk: int) -> Assessment:
    """Return the assessment. Raises Http404 for anyone who is no member of its mission."""
    found: Assessment = get_object_or_404(Assessment.objects.visible_to(request.user).for_pages(), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_create(request: SignedInRequest, code: str) -> HttpResponse:
    mission = visible_mission(request, code)
    raise_if(services.refusal_to_create_assessment(mission.role))
    form = AssessmentForm(request.POST or None, mission=mission, initial={"phase": mission.phase.code})
    if request.method == "POST" and form.is_valid():
        try:
            assessment = services.create_assessment(mission=mission, author=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("sheet", pk=assessment.pk)
    context = {"form": form, "mission": mission}
    return render(request, "assessments/assessment_form.html", context, status=422 if form.errors else 200)
