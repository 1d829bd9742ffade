"""What is stored and cannot be read by this version: said as such, on pages and in the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin


class Unreadable(Exception):  # noqa: N818 (an answer rather than a failure of ours)
    """Something stored cannot be read here; the message says what, why, and what to do."""


class UnreadablePages(MiddlewareMixin):
    """Answers a page that needs what cannot be read with 409 and the reason; the API does so in `ocpo.problems`."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Unreadable):
            return None
        return render(request, "errors/unreadable.html", {"reason": str(error)}, status=409)
