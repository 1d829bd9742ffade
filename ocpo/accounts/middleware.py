"""Asking for a sign-in and for the person that a page was made for; showing pages in their person's time zone."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from ocpo.accounts import authorship
from ocpo.accounts.zones import zone_of


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
        if _is_persons_page(view_func) and request.user.is_authenticated and authorship.is_foreign(request):
            return authorship.refusal(request)
        return None


class PersonsTimeZone:
    """Makes each page in the time zone of its person. The API answers in UTC, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # whatever this request activates ends with it
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> None:
        if _is_persons_page(view_func):
            timezone.activate(zone_of(request))


def _is_persons_page(view_func: Any) -> bool:
    """Say whether a view makes pages for who signed in; the API takes a token instead of a form's."""
    return getattr(view_func, "login_required", True) and not getattr(view_func, "csrf_exempt", False)
