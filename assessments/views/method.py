"""The method page: how a rating becomes a score, with a worked example."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def method(request: HttpRequest) -> HttpResponse:
    """Show the scoring method in prose."""
    return render(request, "assessments/method.html")
