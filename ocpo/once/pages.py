"""Forms that act only once: every POST of a page needs the key of its form, unless its view is `repeatable`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import get_script_prefix, resolve

from ocpo.once import forms
from ocpo.once.services import LOWEST_ERROR_STATUS, Answer, OtherRequestError, once
from ocpo.unreadable import Unreadable

View = TypeVar("View", bound=Callable[..., Any])


def repeatable(reason: str) -> Callable[[View], View]:
    """Mark a view whose forms need no key. `reason` says why sending one twice does no harm."""

    def mark(view: View) -> View:
        view.is_repeatable = reason  # type: ignore[attr-defined]
        return view

    return mark


def store_instead(response: HttpResponse, kept: HttpResponse) -> HttpResponse:
    """Return `response`, but let `kept` be stored instead of it: for an answer that holds a secret."""
    response.stored_instead = kept  # type: ignore[attr-defined]
    return response


def answer_once(request: HttpRequest, person: AbstractBaseUser, view: Callable[[HttpRequest], Any]) -> HttpResponse:
    """Return the answer of `view` to a form. If the form was sent before, return the first answer."""
    key = forms.key_of(request)
    if not key:
        return _refusal_page(request, None)
    first: list[HttpResponse] = []

    def act() -> Answer:
        response = view(request)
        first.append(response.render() if hasattr(response, "render") else response)
        return _answer_of(first[0])

    try:
        answer = once(person=person, key=key, digest=forms.digest_of(request), act=act)
    except OtherRequestError as error:
        return _refusal_page(request, error.answer)
    return first[0] if first else _again(request, view, answer)


def _again(request: HttpRequest, view: Callable[[HttpRequest], Any], answer: Answer) -> HttpResponse:
    """Return the first answer again. If it has a body, it is given only to a person who may still open its page.

    If it redirects to a page that the person cannot open any more, return a page that says so, status 404.
    """
    if answer.body is None:
        return _refusal_page(request, answer)
    if "Location" in answer.headers and _leads_nowhere(request, answer.headers["Location"]):
        return render(request, "errors/done_before.html", status=404)
    if answer.body:
        asking = copy.copy(request)
        asking.method = "GET"
        opened: HttpResponse = view(asking)
        if opened.status_code >= LOWEST_ERROR_STATUS:
            return opened
    return HttpResponse(answer.body, status=answer.status, headers=answer.headers)


def _leads_nowhere(request: HttpRequest, location: str) -> bool:
    """Return whether the person cannot open this address of the site: it was deleted, or they left its mission."""
    parts = urlsplit(location)
    if parts.netloc or not parts.path.startswith("/"):
        return False
    asking = copy.copy(request)
    asking.method, asking.path, asking.GET = "GET", parts.path, QueryDict(parts.query)
    asking.path_info = f"/{parts.path.removeprefix(get_script_prefix())}"
    asking._messages = default_storage(asking)  # type: ignore[attr-defined]  # messages that the page would show stay unread
    try:
        found = resolve(asking.path_info)
        opened: HttpResponse = found.func(asking, *found.args, **found.kwargs)
    except (Http404, PermissionDenied):
        return True
    except Unreadable:
        return False
    return opened.status_code in (403, 404)


def _answer_of(response: HttpResponse) -> Answer:
    kept: HttpResponse = getattr(response, "stored_instead", response)
    return Answer(kept.status_code, dict(kept.headers), None if kept.streaming else kept.content)


def _refusal_page(request: HttpRequest, first: Answer | None) -> HttpResponse:
    """Return the answer (409) that the form was sent before with another entry, or that it has no key.

    It shows what was typed, and lets the person send it nevertheless. An open page keeps it.
    """
    context = {
        "was_sent": first is not None,
        "made": first.headers.get("Location", "") if first else "",
        "typed": forms.typed_values(request),
        "fields": forms.fields_to_repeat(request),
        "address": request.get_full_path(),
    }
    if request.headers.get("HX-Request") != "true":
        return render(request, "errors/sent_before.html", context, status=409)
    response = render(request, "errors/sent_before_part.html", context, status=409)
    response["HX-Reswap"], response["HX-Retarget"] = "innerHTML", "find [data-save-state]"
    return response
