"""The method page: how a rating becomes a score, with a worked example."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import presentation, scoring
from assessments.presentation.method import shown_method, worked_example
from assessments.scoring import robustness
from ocpo.accounts.requests import SignedInRequest


@login_not_required
@require_safe
def method(request: SignedInRequest) -> HttpResponse:
    """Show the method in prose, the weights of the current framework, and the worked example."""
    context = {
        "method": shown_method(),
        "example": worked_example(),
        "engine_version": scoring.ENGINE_VERSION,
        "draws": scoring.DRAWS,
        "variants": robustness.VARIANTS,
        "cap_shift": robustness.CAP_SHIFT,
        "yardstick": presentation.yardstick(),
    }
    return render(request, "assessments/method.html", context)
