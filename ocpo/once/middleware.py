"""Middleware that lets every form of a page act only once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from ocpo.once.pages import answer_once


class FormsOnce(MiddlewareMixin):
    """Runs the view of a form only once for each key. It is the last middleware, so that no other replaces its answer.

    The API has no forms, and at the sign-in nobody is signed in yet: both are left out.
    """

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_page = getattr(view_func, "login_required", True) and not getattr(view_func, "csrf_exempt", False)
        if request.method != "POST" or not is_page or not request.user.is_authenticated:
            return None
        if getattr(view_func, "is_repeatable", ""):
            return None
        return answer_once(request, request.user, lambda asked: view_func(asked, *args, **kwargs))
