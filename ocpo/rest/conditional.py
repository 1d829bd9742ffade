"""Conditional requests: 304 for a client that has the current state; one with an older state cannot overwrite it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from ocpo.problems import PreconditionRequired

KEPT_ON_304 = ("ETag", "Cache-Control", "Vary")


class ConditionalMixin:
    """Gives every successful GET a strong ETag and answers If-None-Match with 304.

    A view that has a version sets `ETag` itself; otherwise the ETag is a digest of the body.
    """

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            seen = parse_etags(request.headers.get("If-None-Match", ""))
            response.add_post_render_callback(lambda rendered: _tagged(rendered, seen))
        return response


def _tagged(response: HttpResponse, seen: list[str]) -> HttpResponse | None:
    if not response.has_header("ETag"):
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if "*" not in seen and _opaque(response["ETag"]) not in map(_opaque, seen):
        return None
    return HttpResponseNotModified(headers={name: response[name] for name in KEPT_ON_304 if name in response})


def etag(version: int | str) -> str:
    """Return the strong ETag of a version."""
    return f'"{version}"'


def if_match(request: Request) -> set[str]:
    """Return the ETags of If-Match without quotes: the states that the client has read.

    The compressing middleware marks ETags as weak (W/). They are accepted: versions are never used twice, so a weak one
    is as exact as a strong one. Raises PreconditionRequired (428) without the header, ParseError (400) if it holds no
    ETag or is "*", which would overwrite a state that the client has not read.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    seen = {_opaque(tag) for tag in parse_etags(header)}
    if not seen or "*" in seen:
        raise ParseError(_("If-Match needs the ETag that you read, in double quotes."))
    return seen


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/").strip('"')
