"""Errors of the API as problem details (RFC 9457): what is wrong, where, and what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from ocpo.unreadable import Unreadable
from ocpo.wrong_state import WrongStateError

MEDIA_TYPE = "application/problem+json"
WHOLE_BODY = ("non_field_errors", "__all__")
NOT_FOUND = _("There is nothing at this address, or you may not see it.")


class PreconditionRequired(exceptions.APIException):
    status_code = 428
    default_detail = _("Send If-Match with the ETag you read, so that nobody's change is overwritten unseen.")


class PreconditionFailed(exceptions.APIException):
    """The resource changed since it was read; `current` goes into the body, its ETag into the header."""

    status_code = 412
    default_detail = _("The resource changed since you read it. Its current state is in `current`.")

    def __init__(self, current: Any, etag: str = "") -> None:
        super().__init__()
        self.current = current
        self.etag = etag


class Conflict(exceptions.APIException):
    """The request is valid, but does not fit the state of the resource."""

    status_code = 409
    default_detail = _("This cannot be done in the current state.")


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = _("The body is larger than this server takes.")


class Unprocessable(exceptions.APIException):
    """Well-formed input that breaks a rule; `errors` maps field to messages."""

    status_code = 422
    default_detail = _("Some of the values cannot be accepted.")

    def __init__(self, errors: Any) -> None:
        super().__init__()
        self.errors = errors


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Return a problem document. `type` is about:blank: the status says enough."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}


def pointers(errors: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten nested field errors into a list with a JSON pointer each; "" points to the whole body."""
    if isinstance(errors, dict):
        parts = ((path if key in WHOLE_BODY else f"{path}/{_escaped(key)}", value) for key, value in errors.items())
        return [row for pointer, value in parts for row in pointers(value, pointer)]
    if isinstance(errors, (list, tuple)):
        if any(isinstance(error, dict) for error in errors):
            return [row for n, value in enumerate(errors) for row in pointers(value, f"{path}/{n}")]
        return [{"pointer": path, "detail": str(message)} for message in errors]
    return [{"pointer": path, "detail": str(errors)}]


def parameters(errors: Any) -> list[dict[str, str]]:
    """Return the errors of query parameters, each with its name: a `pointer` of RFC 9457 points into a body only."""
    if not isinstance(errors, dict):
        return [{"detail": str(message)} for message in errors]
    return [{"parameter": name, "detail": row["detail"]} for name, value in errors.items() for row in pointers(value)]


def _escaped(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception of an API view; None lets Django answer with its own 500."""
    error = _translated(error)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    if request := context.get("request"):
        # A problem is always JSON, even where the view answers YAML or a page.
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), MEDIA_TYPE
    response = Response(_body(error), status=error.status_code, content_type=MEDIA_TYPE)
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = f"{wait:.0f}"
    if etag := getattr(error, "etag", ""):
        response["ETag"] = etag
    return response


def _translated(error: Exception) -> Exception:
    """Return the API exception for an exception of Django or ours; return any other unchanged."""
    if isinstance(error, Http404):
        return exceptions.NotFound(NOT_FOUND)
    if isinstance(error, Unreadable):
        return Conflict(str(error))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, WrongStateError):
        return Conflict("; ".join(error.messages))
    if isinstance(error, ValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        return Unprocessable(errors)
    return error


def _body(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, Unprocessable):
        return problem(422, str(error.detail), errors=pointers(error.errors))
    if isinstance(error, exceptions.ValidationError):
        return problem(400, str(_("A query parameter cannot be accepted.")), errors=parameters(error.detail))
    if isinstance(error, PreconditionFailed):
        return problem(412, str(error.detail), current=error.current)
    return problem(error.status_code, str(error.detail))


class NotFound(APIView):
    """Answers unknown addresses of the API exactly like hidden ones: 401 if signed out, else 404."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
