"""Help: the way through the workbench, its keys, and what its words mean."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import presentation
from assessments.models import Credibility, Reliability
from assessments.presentation.method import shown_method
from interfaces.models import Definition
from ocpo.accounts.requests import SignedInRequest
from ocpo.pages.glossary import GROUPS


@require_safe
def help_page(request: SignedInRequest) -> HttpResponse:
    """Show the planner's way in six steps, what each role may do, and the keys of the scoring sheet."""
    return render(request, "guide/help.html")


@require_safe
def glossary(request: SignedInRequest) -> HttpResponse:
    """Explain every word; the field's terms, letters, bands and likelihood terms come from where they are defined."""
    method = shown_method()
    context = {
        "groups": [{"title": title, "terms": terms} for title, terms in GROUPS],
        "definitions": Definition.objects.all(),
        "reliability": Reliability.choices,
        "credibility": Credibility.choices,
        "bands": method.framework.bands if method else (),
        "yardstick": presentation.yardstick(),
    }
    return render(request, "guide/glossary.html", context)
