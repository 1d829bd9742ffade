"""Compares every answer that a test gets from the API with the OpenAPI document that describes the API."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ocpo.problems import MEDIA_TYPE

ROOT = "/api/v1/"
JSON_TYPES = ("application/json", MEDIA_TYPE)
# The document itself and the page that shows it: they are no JSON resources, and the document does not describe them.
UNDESCRIBED = (f"{ROOT}schema/", f"{ROOT}docs/")
PROBLEM = "/components/schemas/Problem"
DOCUMENT = "urn:ocpo:api"


class UndescribedAnswerError(AssertionError):
    """An answer of the API differs from its description: one of the two is wrong."""


def check(method: str, path: str, response: Any) -> None:
    """Raise UndescribedAnswerError unless status, content type and body of an answer are as described.

    An operation that the document does not have may only be refused, with a problem document.
    """
    if not path.startswith(ROOT) or (path in UNDESCRIBED and response.status_code < 400):
        return
    operation = _operation(method, path)
    try:
        if operation is None:
            _check_refusal(response)
        else:
            _check_described(method, *operation, response)
    except UndescribedAnswerError as wrong:
        raise UndescribedAnswerError(f"{method} {path} answers {response.status_code}: {wrong}") from None


def _check_refusal(response: Any) -> None:
    if not 400 <= response.status_code < 500:
        raise UndescribedAnswerError("the description has no such operation")
    _check_body(response, MEDIA_TYPE, PROBLEM)


def _check_described(method: str, template: str, operation: Mapping[str, Any], response: Any) -> None:
    status = str(response.status_code)
    if status not in operation["responses"]:
        raise UndescribedAnswerError(f"described are {', '.join(sorted(operation['responses']))}")
    described = operation["responses"][status].get("content", {})
    given = response.headers.get("Content-Type", "").split(";")[0]
    if method == "HEAD" or (not described and not response.content):
        return
    if given not in described:
        raise UndescribedAnswerError(f"it is {given or 'of no type'}, described are {', '.join(described) or 'none'}")
    steps = ("paths", template, _named(method), "responses", status, "content", given, "schema")
    _check_body(response, given, "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps))


def _check_body(response: Any, media_type: str, pointer: str) -> None:
    if response.headers.get("Content-Type", "").split(";")[0] != media_type:
        raise UndescribedAnswerError(f"a refusal is {media_type}, not {response.headers.get('Content-Type')}")
    content = gzip.decompress(response.content) if response.has_header("Content-Encoding") else response.content
    body = json.loads(content, parse_constant=_refuse_constant)
    errors = [f"{error.json_path}: {error.message[:300]}" for error in _validator(pointer).iter_errors(body)]
    if errors:
        raise UndescribedAnswerError("; ".join(errors[:5]))


def _refuse_constant(name: str) -> None:
    raise UndescribedAnswerError(f"{name} is no JSON")


def _named(method: str) -> str:
    """Return the method under which an operation stands in the document; HEAD is a GET without its body."""
    return "get" if method == "HEAD" else method.lower()


def _operation(method: str, path: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return the template and the operation that a request asks for, None if none is described."""
    for pattern, template in _templates():
        if pattern.fullmatch(path):
            operation = description()["paths"][template].get(_named(method))
            return operation and (template, operation)
    return None


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI document, changed so that objects have no other fields than those it names.

    The published document allows further fields, for later versions; here a field that it does not name is a mistake.
    """
    return _closed(json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str)))


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(each) for name, each in part.items()}
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the described paths as patterns, those with the fewest parameters first."""
    paths = sorted(description()["paths"], key=lambda template: template.count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))), template) for template in paths]


@cache
def _validator(pointer: str) -> Draft202012Validator:
    """Return the validator of the schema at a JSON pointer into the document."""
    return Draft202012Validator(
        {"$ref": f"{DOCUMENT}#{pointer}"}, registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@cache
def _registry() -> Registry[Any]:
    return Registry().with_resource(DOCUMENT, DRAFT202012.create_resource(description()))
