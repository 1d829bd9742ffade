"""Links between resources, so that clients need not build addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rest_framework import serializers
from rest_framework.reverse import reverse


@dataclass(frozen=True)
class To:
    """A link to a named route; `args` and `query` compute its arguments and query parameters from a row."""

    route: str
    args: Callable[[Any], list[Any]] = lambda row: []
    query: Callable[[Any], dict[str, Any]] = lambda row: {}

    def address(self, row: Any, request: Any) -> str:
        query = urlencode(self.query(row))
        return reverse(self.route, args=self.args(row), request=request) + (f"?{query}" if query else "")


class Links(serializers.Field[Any, Any, Any, Any]):
    """A field with the addresses of a row's links, by name."""

    def __init__(self, to: dict[str, To], **kwargs: Any) -> None:
        self.to = to
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, row: Any) -> dict[str, str]:
        request = self.context.get("request")
        return {name: to.address(row, request) for name, to in self.to.items()}
