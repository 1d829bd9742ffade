"""Error pages: what happened and what to do next. They render without a person or a database."""

import sys

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ocpo.accounts import authorship


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say why, in the words of the rule that refused."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "errors/403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back after its time, or in another person's session; `CSRF_FAILURE_VIEW`."""
    if request.user.is_authenticated and authorship.author_of(request):
        return authorship.refusal(request)
    return render(request, "errors/403.html", {"is_expired": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Hidden and missing look the same, so that nobody learns what exists."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Tell a database that does not answer from a mistake of ours: the first one passes by itself."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return render(None, "errors/500.html", status=500)


def unavailable(request: HttpRequest | None = None) -> HttpResponse:
    """The database does not answer; asks clients to come back soon."""
    response = render(None, "errors/503.html", status=503)
    response["Retry-After"] = "10"
    return response
