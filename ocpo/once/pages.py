"""Pages on top of `once`: every POST of a page carries the key of its form, unless its view says why not."""

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
from ocpo.once.services import FIRST_REFUSAL, Answer, OtherRequestError, once
from ocpo.unreadable import Unreadable

View = TypeVar("View", bound=Callable[..., Any])


def repeatable(reason: str) -> Callable[[View], View]:
    """Let a view take a form any number of times: it needs no key. `reason` says why a repetition does no harm."""

    def mark(view: View) -> View:
        view.is_repeatable = reason  # type: ignore[attr-defined]
        return view

    return mark


def keep_instead(response: HttpResponse, kept: HttpResponse) -> HttpResponse:
    """Return `response`, of which `kept` is stored in its place: for an answer that holds a secret."""
    response.kept_instead = kept  # type: ignore[attr-defined]
    return response


def answer_once(request: HttpRequest, person: AbstractBaseUser, view: Callable[[HttpRequest], Any]) -> HttpResponse:
    """Return what `view` answers to a form, or what it answered when the form came first."""
    key = forms.key_of(request)
    if not key:
        return _refusal(request, None)
    first: list[HttpResponse] = []

    def act() -> Answer:
        response = view(request)
        first.append(response.render() if hasattr(response, "render") else response)
        return _answer_of(first[0])

    try:
        answer = once(person=person, key=key, digest=forms.digest_of(request), act=act)
    except OtherRequestError as error:
        return _refusal(request, error.answer)
    return first[0] if first else _again(request, view, answer)


def _again(request: HttpRequest, view: Callable[[HttpRequest], Any], answer: Answer) -> HttpResponse:
    """Give the first answer again. One with a body shows content: it's given to whoever may still open its page.

    One that leads to a page which the person cannot open any more is replaced by a page that says so; status 404.
    """
    if answer.body is None:
        return _refusal(request, answer)
    if "Location" in answer.headers and _leads_nowhere(request, answer.headers["Location"]):
        return render(request, "errors/done_before.html", status=404)
    if answer.body:
        asking = copy.copy(request)
        asking.method = "GET"
        opened: HttpResponse = view(asking)
        if opened.status_code >= FIRST_REFUSAL:
            return opened
    return HttpResponse(answer.body, status=answer.status, headers=answer.headers)


def _leads_nowhere(request: HttpRequest, location: str) -> bool:
    """Say whether an address within the site is closed to the person: deleted since, or a mission they have left."""
    parts = urlsplit(location)
    if parts.netloc or not parts.path.startswith("/"):
        return False
    asking = copy.copy(request)
    asking.method, asking.path, asking.GET = "GET", parts.path, QueryDict(parts.query)
    asking.path_info = f"/{parts.path.removeprefix(get_script_prefix())}"
    asking._messages = default_storage(asking)  # type: ignore[attr-defined]  # what it shows counts as unread
    try:
        found = resolve(asking.path_info)
        opened: HttpResponse = found.func(asking, *found.args, **found.kwargs)
    except (Http404, PermissionDenied):
        return True
    except Unreadable:
        return False
    return opened.status_code in (403, 404)


def _answer_of(response: HttpResponse) -> Answer:
    kept: HttpResponse = getattr(response, "kept_instead", response)
    return Answer(kept.status_code, dict(kept.headers), None if kept.streaming else kept.content)


def _refusal(request: HttpRequest, first: Answer | None) -> HttpResponse:
    """Say that this form was sent before, with another entry, or that it has no key; status 409.

    What was typed is shown, can be sent all the same, and stays in an open page.
    """
    context = {
        "was_sent": first is not None,
        "made": first.headers.get("Location", "") if first else "",
        "typed": forms.typed(request),
        "fields": forms.fields_to_repeat(request),
        "address": request.get_full_path(),
    }
    if request.headers.get("HX-Request") != "true":
        return render(request, "errors/sent_before.html", context, status=409)
    response = render(request, "errors/sent_before_part.html", context, status=409)
    response["HX-Reswap"], response["HX-Retarget"] = "innerHTML", "find [data-save-state]"
    return response
