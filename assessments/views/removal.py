"""Deleting, archiving and restoring missions and assessments, and removing the samples. A deletion asks first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import presentation, samples, services
from assessments.models import Assessment
from assessments.views.assessments import visible_assessment
from missions.access import raise_if
from missions.services import StaleEdit, archive_mission
from missions.views import visible_mission
from ocpo.accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def mission_delete(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what is deleted with a mission, or why it cannot be; POST deletes it if it still holds what was shown."""
    mission = visible_mission(request, code, for_lead=True)
    refusal, is_stale = "", False
    if request.method == "POST":
        try:
            services.delete_mission(mission=mission, person=request.user, seen=request.POST.get("seen", ""))
        except services.WrongStateError as error:
            refusal = " ".join(error.messages)
        except StaleEdit:
            is_stale = True
        else:
            messages.success(request, _("%(mission)s was deleted.") % {"mission": mission})
            return redirect("portfolio")
    context = {
        "mission": mission,
        "marking": mission.assessments.highest_marking_for(request.user),
        "holdings": services.count_holdings(mission, request.user),
        "objection": refusal or services.objection_to_deleting_mission(mission),
        "is_stale": is_stale,
    }
    status = 409 if refusal or is_stale else 200
    return render(request, "assessments/mission_delete.html", context, status=status)


@require_POST
def mission_archive(request: SignedInRequest, code: str) -> HttpResponse:
    mission = visible_mission(request, code)
    is_archived = _is_archiving(request)
    archive_mission(mission=mission, person=request.user, is_archived=is_archived)
    _confirm(request, str(mission), is_archived)
    return redirect(mission)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show that an assessment is empty, or why it cannot be deleted; POST deletes it."""
    assessment = visible_assessment(request, pk)
    role = assessment.mission.role_of(request.user)
    raise_if(services.refusal_to_delete(assessment, request.user, role))
    refusal = ""
    if request.method == "POST":
        try:
            services.delete_assessment(assessment=assessment, person=request.user)
        except services.WrongStateError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("%(assessment)s was deleted.") % {"assessment": assessment})
            return redirect(assessment.mission)
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "marking": presentation.highest_marking(request.user, assessment),
        "objection": refusal or services.objection_to_deleting(assessment),
        "can_archive": not services.refusal_to_archive(role),
    }
    return render(request, "assessments/assessment_delete.html", context, status=409 if refusal else 200)


@require_POST
def assessment_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    is_archived = _is_archiving(request)
    services.archive_assessment(assessment=assessment, person=request.user, is_archived=is_archived)
    _confirm(request, str(assessment), is_archived)
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def sample_list(request: SignedInRequest) -> HttpResponse:
    """Show which samples the person can remove, with what they hold, and which can be loaded again; POST does it."""
    is_stale = False
    if request.method == "POST":
        try:
            _change_samples(request)
        except StaleEdit:
            is_stale = True
        else:
            return redirect("portfolio")
    led = samples.led_by(request.user)
    holdings = samples.count_sample_holdings(request.user)
    context: dict[str, Any] = {
        "samples": led,
        "holdings": holdings,
        "mark": samples.removal_mark(list(led.order_by("pk")), holdings),
        "is_stale": is_stale,
        "marking": Assessment.objects.filter(mission__in=led).highest_marking_for(request.user),
        "removed": samples.removed_by(request.user),
    }
    return render(request, "assessments/sample_list.html", context, status=409 if is_stale else 200)


def _change_samples(request: SignedInRequest) -> None:
    if request.POST.get("action") == "load":
        count = len(samples.load_again(request.user))
        message = ngettext("%(n)d sample was loaded.", "%(n)d samples were loaded.", count)
    else:
        count = len(samples.remove_missions(person=request.user, seen=request.POST.get("seen", "")))
        message = ngettext("%(n)d sample was removed.", "%(n)d samples were removed.", count)
    messages.success(request, message % {"n": count})


def _is_archiving(request: SignedInRequest) -> bool:
    """Say whether the button archives; otherwise it restores."""
    return request.POST.get("is_archived") != "0"


def _confirm(request: SignedInRequest, name: str, is_archived: bool) -> None:
    message = _("%(name)s is archived: it left the lists.") if is_archived else _("%(name)s is back as it was.")
    messages.success(request, message % {"name": name})
