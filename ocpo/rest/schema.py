"""Adds to the OpenAPI description: the errors that each operation can answer, and how tokens are sent."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes

from ocpo.problems import MEDIA_TYPE

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag you read. 428 without it, 412 when it is stale.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="`*`: create, do not replace."
)
METHODS = ("get", "post", "put", "patch", "delete")
READ = {"304": "Not changed since the ETag in If-None-Match"}
ALWAYS = {"400": "Not understood", "401": "Sign in or send a token", "406": "Only JSON can be given"}
WRITE = {
    "403": "You see this but may not change it",
    "409": "Not in the state it is in",
    "413": "The body is too large",
    "415": "Only JSON is taken",
    "422": "Values that cannot be accepted",
}
# Operations under these addresses read stored results, which can be unreadable.
STORED = ("/api/v1/assessments/{", "/api/v1/missions/{code}/scores/")
UNREADABLE = {"409": "Not in the state it is in, or what is stored cannot be read by this version"}
VERSIONED = {"412": "Changed since you read it; `current` holds the current state", "428": "If-Match is missing"}
PROBLEM = {
    "type": "object",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "current": {"type": ["object", "null"], "description": "The current state (412 only)."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body; empty for the whole."},
                    "parameter": {"type": "string", "description": "Name of a query parameter."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class LinksSchema(OpenApiSerializerFieldExtension):
    """Describes a field of links: an object with an address for each name."""

    target_class = "ocpo.rest.links.Links"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        names = list(self.target.to)
        properties = {name: {"type": "string", "format": "uri"} for name in names}
        return {"type": "object", "required": names, "properties": properties, "readOnly": True}


class TokenScheme(KnoxTokenScheme):
    """Describes how tokens are sent: `Authorization: Token ...`."""

    target_class = "ocpo.rest.tokens.Token"
    name = "token"


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add to each operation the problems that it can answer, with their schema."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                for status, meaning in _problems(path, method, operation).items():
                    operation["responses"].setdefault(status, _response(status, meaning))
    return result


def _problems(path: str, method: str, operation: dict[str, Any]) -> dict[str, str]:
    found = dict(ALWAYS)
    if "{" in path or method != "get":
        found["404"] = "Absent, or hidden from you: the two do not differ"
    found |= READ if method == "get" else WRITE
    if path.startswith(STORED):
        found |= UNREADABLE
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
        found |= VERSIONED
    return found


def _response(status: str, meaning: str) -> dict[str, Any]:
    if status == "304":
        return {"description": meaning}
    return {
        "description": meaning,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
