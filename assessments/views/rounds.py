"""Finishing a round, and revealing the private first one. Plain forms: nothing here needs a script."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import presentation, services
from assessments.views.assessments import visible_assessment
from ocpo.accounts.requests import SignedInRequest


@require_POST
def round_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one has finished, or take it back; then go back to the page that the button was on."""
    assessment = visible_assessment(request, pk)
    is_finished = request.POST.get("is_finished") == "1"
    try:
        services.finish_round(assessment=assessment, person=request.user, is_finished=is_finished)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    else:
        said = _("The lead sees that you have finished.") if is_finished else _("Your round is open again.")
        messages.success(request, said)
    if interface := request.POST.get("interface"):
        return redirect(f"{reverse('sheet', args=[pk])}?{urlencode({'interface': interface})}")
    return redirect(assessment)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a lead once more, naming who has not finished; then reveal."""
    assessment = visible_assessment(request, pk)
    if not assessment.mission.can_manage(request.user):
        raise PermissionDenied(_("Only a lead of the mission can reveal the first round."))
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
    shown = presentation.shown_round(assessment, request.user)
    context = {"assessment": assessment, "mission": assessment.mission, "round": shown}
    context["marking"] = presentation.highest_marking(request.user, assessment)
    return render(request, "assessments/round_reveal.html", context)
