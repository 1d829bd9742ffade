"""Stored data that this version cannot read: pages and API say so, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin


class Unreadable(Exception):  # noqa: N818 (an answer, not a failure)
    """Stored data cannot be read by this version. The message says what, why, and what to do."""


class UnreadablePages(MiddlewareMixin):
    """Answers such a page with 409 and the reason; `ocpo.problems` does so for the API."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Unreadable):
            return None
        return render(request, "errors/unreadable.html", {"reason": str(error)}, status=409)
