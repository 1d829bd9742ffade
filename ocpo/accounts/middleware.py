"""Asking for a sign-in, also of a page that is already open, and for the person that the page was made for."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from ocpo.accounts import authorship


class SignInRequired(LoginRequiredMiddleware):
    """Sends signed-out visitors to the sign-in page; tells an open page's script 401, which it can act on.

    A script would follow the redirect and put the sign-in page where it expected a part of its own.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)


class SamePerson(MiddlewareMixin):
    """Refuses what a page sends that was made for somebody else than who is signed in now.

    The API is not asked: there each request names its person itself.
    """

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_page = getattr(view_func, "login_required", True) and not getattr(view_func, "csrf_exempt", False)
        if is_page and request.user.is_authenticated and authorship.is_foreign(request):
            return authorship.refusal(request)
        return None
