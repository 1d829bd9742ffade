"""Scenarios of an assessment: made, read, changed and deleted beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import presentation, services
from assessments.forms.scenarios import ScenarioForm
from assessments.models import Assessment, Scenario
from assessments.views.assessments import visible_assessment
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.accounts.requests import SignedInRequest


def visible_scenario(request: SignedInRequest, pk: int, scenario: int, *, for_author: bool = False) -> Scenario:
    """Return the scenario. Raises Http404 for anyone who is no member of the mission.

    With `for_author`, raises PermissionDenied for a member who may not change it.
    """
    found: Scenario = get_object_or_404(
        Scenario.objects.visible_to(request.user).for_pages(), assessment=pk, pk=scenario
    )
    if for_author:
        raise_if(services.refusal_to_change_scenario(found, request.user))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_create(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    raise_if(services.refusal_to_make_scenario(assessment.mission.role_of(request.user)))
    if assessment.is_private or assessment.current_score is None:
        messages.warning(request, _("There is no common score yet. A scenario needs one to be compared with."))
        return redirect(assessment)
    form = ScenarioForm(assessment, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            scenario = services.create_scenario(
                assessment=assessment, author=request.user, assumptions=form.assumptions
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect(scenario)
    context = _about(assessment, request.user) | {"form": form}
    return render(request, "assessments/scenario_form.html", context, status=422 if form.errors else 200)


@require_safe
def scenario_detail(request: SignedInRequest, pk: int, scenario: int) -> HttpResponse:
    found = visible_scenario(request, pk, scenario)
    context = _about(found.assessment, request.user) | {
        "scenario": found,
        "shown": presentation.shown_scenario(found),
        "measures": found.measures.select_related("area"),
        "can_change": not services.refusal_to_change_scenario(found, request.user),
    }
    return render(request, "assessments/scenario_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_update(request: SignedInRequest, pk: int, scenario: int) -> HttpResponse:
    """Change a scenario. If somebody else changed it meanwhile, show that version beside what was typed."""
    found = visible_scenario(request, pk, scenario, for_author=True)
    form = ScenarioForm(found.assessment, request.POST) if request.method == "POST" else ScenarioForm.showing(found)
    current: Scenario | None = None
    if form.is_valid():
        try:
            services.update_scenario(
                scenario=found,
                person=request.user,
                assumptions=form.assumptions,
                expected_version=form.cleaned_data["version"],
            )
        except StaleEdit as stale:
            current = _current_or_404(stale)
            typed = request.POST.copy()
            typed["version"] = str(current.version)
            form = ScenarioForm(found.assessment, typed)
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect(found)
    context = _about(found.assessment, request.user) | {"form": form, "scenario": found}
    context["current"] = current and presentation.shown_scenario(current)
    status = 409 if current else 422 if form.errors else 200
    return render(request, "assessments/scenario_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_delete(request: SignedInRequest, pk: int, scenario: int) -> HttpResponse:
    """Ask, then delete. The form holds the version that was shown: a scenario that changed since is not deleted."""
    found = visible_scenario(request, pk, scenario, for_author=True)
    is_stale = False
    if request.method == "POST":
        seen = request.POST.get("version", "")
        try:
            services.delete_scenario(
                scenario=found,
                person=request.user,
                expected_version=int(seen) if seen.isascii() and seen.isdigit() else None,
            )
        except StaleEdit as stale:
            _current_or_404(stale)
            is_stale = True
        else:
            messages.success(request, _("Scenario deleted. The assessment stays as it is."))
            return redirect(f"{reverse('result-detail', args=[pk])}#scenarios")
    context = _about(found.assessment, request.user) | {"scenario": found, "is_stale": is_stale}
    return render(request, "assessments/scenario_delete.html", context, status=409 if is_stale else 200)


def _about(assessment: Assessment, person: User) -> dict[str, Any]:
    """Return what the pages share. A scenario shows ratings, so it has the marking of the assessment."""
    marking = presentation.highest_marking(person, assessment)
    return {"assessment": assessment, "mission": assessment.mission, "marking": marking}


def _current_or_404(stale: StaleEdit) -> Scenario:
    """Return the scenario as it is now. Raises Http404 if somebody deleted it meanwhile."""
    if not isinstance(stale.current, Scenario):
        raise Http404
    return stale.current
