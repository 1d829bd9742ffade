"""Asking for a sign-in, also of a page that is already open."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse


class SignInRequired(LoginRequiredMiddleware):
    """Sends signed-out visitors to the sign-in page; tells an open page's script 401, which it can act on.

    A script would follow the redirect and put the sign-in page where it expected a part of its own.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
