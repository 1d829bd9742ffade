"""Pages that change a mission: its facts, its phase, its members. A mission that a person may not see is a 404."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from missions import services
from missions.access import raise_if, refusal_to_manage
from missions.forms import MemberForm, MissionForm
from missions.models import Membership, Mission, Role
from ocpo.accounts.requests import SignedInRequest
from ocpo.free_text import isolated


def visible_mission(request: SignedInRequest, code: str, *, for_lead: bool = False) -> Mission:
    """Return the mission. Raises Http404 for non-members, with `for_lead` PermissionDenied for anyone but leads."""
    mission = get_object_or_404(
        Mission.objects.visible_to(request.user).with_role_of(request.user).select_related("phase", "reference"),
        code=code,
    )
    if for_lead:
        raise_if(refusal_to_manage(mission.role))
    return mission


@require_http_methods(["GET", "HEAD", "POST"])
def mission_create(request: SignedInRequest) -> HttpResponse:
    form = MissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mission = services.create_mission(creator=request.user, **form.facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Mission created. Open an assessment to start rating."))
            return redirect(mission)
    return render(request, "missions/mission_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mission_update(request: SignedInRequest, code: str) -> HttpResponse:
    mission = visible_mission(request, code, for_lead=True)
    form = MissionForm(request.POST or None, instance=mission)
    what_stands: list[tuple[str, Any]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.update_mission(
                mission=mission, person=request.user, expected_version=form.cleaned_data["version"], **form.facts
            )
        except services.StaleEdit as stale:
            current = cast(Mission, stale.current)
            typed = request.POST.copy()
            typed["version"] = str(current.version)
            form = MissionForm(typed, instance=current)
            what_stands = form.what_stands()  # before the form is checked, which puts what was typed into the row
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Mission saved."))
            return redirect("mission-detail", code=code)
    status = 409 if what_stands is not None else 422 if form.errors else 200
    context = {"form": form, "mission": Mission.objects.get(pk=mission.pk), "what_stands": what_stands}
    return render(request, "missions/mission_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def member_list(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who may see the mission; a lead adds people here."""
    mission = visible_mission(request, code)
    refusal = refusal_to_manage(mission.role)
    form = None if refusal else MemberForm(request.POST or None)
    if request.method == "POST":
        raise_if(refusal)
        if form and form.is_valid():
            person = form.cleaned_data["username"]
            try:
                services.set_member(mission=mission, person=person, role=form.cleaned_data["role"], by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("%(person)s can now see this mission.") % {"person": isolated(person)})
                return redirect("member-list", code=code)
    members = mission.members_by_name()
    context = {"mission": mission, "members": members, "form": form, "can_manage": not refusal, "roles": Role.choices}
    return render(request, "missions/member_list.html", context, status=422 if form and form.errors else 200)


@require_POST
def member_update(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    mission = visible_mission(request, code, for_lead=True)
    membership = get_object_or_404(Membership.objects.select_related("person"), mission=mission, pk=pk)
    try:
        role = request.POST.get("role", "")
        given = services.set_member(mission=mission, person=membership.person, role=role, by=request.user)
    except (ValidationError, ValueError) as error:
        messages.error(request, "; ".join(getattr(error, "messages", [_("Choose a role.")])))
    else:
        messages.success(request, _role_message(membership, given))
    return redirect("member-list", code=code)


def _role_message(before: Membership, after: Membership) -> str:
    if before.role != after.role:
        return _("Role changed.")
    if before.given_by_id != after.given_by_id:
        return _("Role confirmed.")
    return _("%(person)s has this role already; nothing was changed.") % {"person": isolated(after.person)}


@require_POST
def member_delete(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    mission = visible_mission(request, code, for_lead=True)
    membership = get_object_or_404(Membership.objects.select_related("person"), mission=mission, pk=pk)
    try:
        services.remove_member(mission=mission, person=membership.person, by=request.user)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    else:
        messages.success(
            request, _("%(person)s no longer sees this mission.") % {"person": isolated(membership.person)}
        )
        if membership.person == request.user:
            return redirect("portfolio")
    return redirect("member-list", code=code)
