"""Middleware that asks for a sign-in, refuses pages of another person, and sets the person's time zone."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from ocpo.accounts import authorship
from ocpo.accounts.zones import zone_of


class SignInRequired(LoginRequiredMiddleware):
    """Sends visitors who are signed out to the sign-in page; answers the script of an open page with 401.

    The script would follow a redirect and show the sign-in page inside the open page.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)


class SamePerson(MiddlewareMixin):
    """Refuses requests of a page that was made for another person than the one signed in.

    The API is not checked: there each request names its person itself.
    """

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if _is_persons_page(view_func) and request.user.is_authenticated and authorship.is_from_another_person(request):
            return authorship.refusal_page(request)
        return None


class PersonsTimeZone:
    """Shows each page in the time zone of its person. The API always answers in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # so that the zone ends with this request
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> None:
        if _is_persons_page(view_func):
            timezone.activate(zone_of(request))


def _is_persons_page(view_func: Any) -> bool:
    """Return whether a view makes pages for people who are signed in. Only the API is exempt from CSRF checks."""
    return getattr(view_func, "login_required", True) and not getattr(view_func, "csrf_exempt", False)
