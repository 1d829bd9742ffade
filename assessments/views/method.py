"""The method page: how a rating becomes a score, with a worked example."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.frameworks import engine_framework, shipped
from assessments.method import worked_example
from assessments.presentation import Axes
from interfaces.models import Interface, Mechanism
from ocpo.accounts.requests import SignedInRequest


@require_safe
def method(request: SignedInRequest) -> HttpResponse:
    """Show the scoring method in prose, its weights read from the reference model."""
    axes = Axes.read()
    framework = shipped()
    context = {
        "axes": axes,
        "framework": framework,
        "bands": engine_framework(framework).bands,
        "threats": Interface.objects.threats().with_relevance(),
        "bearings": Mechanism.objects.of_threats(),
        "example": worked_example(),
    }
    return render(request, "assessments/method.html", context)
