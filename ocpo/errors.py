"""Error pages: what happened and what to do next. They need neither a person nor a database."""

import sys

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ocpo.accounts import authorship


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show the reason that the refusing rule gave."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "errors/403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that is too old, or that was sent in another person's session (`CSRF_FAILURE_VIEW`)."""
    if request.user.is_authenticated and authorship.author_of(request):
        return authorship.refusal_page(request)
    return render(request, "errors/403.html", {"is_expired": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer the same for what is hidden and what is missing, so that nobody learns what exists."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 if the database does not answer, which passes by itself, and 500 for any mistake of ours."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return render(None, "errors/500.html", status=500)


def unavailable(request: HttpRequest | None = None) -> HttpResponse:
    """Say that the database does not answer, and ask clients to come back soon."""
    response = render(None, "errors/503.html", status=503)
    response["Retry-After"] = "10"
    return response
