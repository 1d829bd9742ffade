"""Finishing a round, and revealing the private first one. Plain forms: nothing here needs a script."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import presentation, services
from assessments.models import Assessment
from assessments.views.assessments import visible_assessment
from missions.access import raise_if
from ocpo.accounts.requests import SignedInRequest


@require_POST
def round_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that the person has finished the round, or take that back; then return to the page with the button."""
    assessment = visible_assessment(request, pk)
    is_finished = request.POST.get("is_finished") == "1"
    try:
        services.finish_round(assessment=assessment, person=request.user, is_finished=is_finished)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    else:
        message = _("The lead sees that you have finished.") if is_finished else _("Your round is open again.")
        messages.success(request, message)
    if interface := request.POST.get("interface"):
        return redirect(f"{reverse('sheet', args=[pk])}?{urlencode({'interface': interface})}")
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def round_reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a lead to confirm, naming who has not finished; POST reveals the round."""
    assessment = visible_assessment(request, pk)
    raise_if(services.refusal_to_reveal(assessment.mission.role_of(request.user)))
    if request.method == "POST":
        try:
            services.reveal_round(assessment=assessment, person=request.user)
        except ValidationError as error:
            messages.error(request, "; ".join(error.messages))
        else:
            messages.success(request, _("The ratings are open to each other. Round 2 begins with a copy of them."))
        return redirect("spread-detail", pk=pk)
    if not assessment.is_private:
        return redirect("spread-detail", pk=pk)
    return _page(request, assessment, "assessments/round_reveal.html")


@require_http_methods(["GET", "HEAD", "POST"])
def round_former(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a lead to confirm, with the number of ratings; POST leaves out those of people who are no longer members."""
    assessment = visible_assessment(request, pk)
    raise_if(services.refusal_to_leave_out(assessment.mission.role_of(request.user)))
    if request.method == "POST":
        try:
            count = services.leave_out_former(assessment=assessment, person=request.user)
        except ValidationError as error:
            messages.error(request, "; ".join(error.messages))
            return redirect(assessment)
        message = ngettext("%(n)d rating was left out.", "%(n)d ratings were left out.", count) % {"n": count}
        messages.success(request, message if count else _("There are no ratings of former members."))
        return redirect(assessment)
    if not (assessment.is_open and assessment.ratings.of_former_members().exists()):
        return redirect(assessment)
    return _page(request, assessment, "assessments/round_former.html")


def _page(request: SignedInRequest, assessment: Assessment, template: str) -> HttpResponse:
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "round": presentation.shown_round(assessment, request.user),
        "marking": presentation.highest_marking(request.user, assessment),
    }
    return render(request, template, context)
