"""Links from one resource to the next, so that no client has to put addresses together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

To = tuple[str, Callable[[Any], list[Any]]]


class Links(serializers.Field[Any, Any, Any, Any]):
    """Addresses by name; each is a route's name and what yields the route's arguments from the row."""

    def __init__(self, to: dict[str, To], **kwargs: Any) -> None:
        self.to = to
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, row: Any) -> dict[str, str]:
        request = self.context.get("request")
        return {name: reverse(route, args=given(row), request=request) for name, (route, given) in self.to.items()}
