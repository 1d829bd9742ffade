"""Pages of lists. A late page costs as much as the first one."""

from __future__ import annotations

from typing import Any

from django.db import DataError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class Pages(CursorPagination):
    """Cursor pages over a unique column; `ordering` names it, `-` for newest first."""

    ordering: str | tuple[str, ...] = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return a page. Raises ValidationError (400) for a cursor that none of our answers contained."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, TypeError, DataError) as error:
            raise ValidationError({"cursor": [_("Follow `next` or `previous` as they were given.")]}) from error

    def decode_cursor(self, request: Request) -> Any:
        """Return the cursor, None for the first page. Raises NotFound for a NUL character, which PostgreSQL refuses."""
        cursor = super().decode_cursor(request)
        if cursor and "\0" in str(cursor.position):
            raise NotFound
        return cursor

    def get_page_size(self, request: Request) -> int:
        """Return the requested page size. Raises ValidationError (400) if it is out of range."""
        asked = request.query_params.get("page_size", str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [_("A whole number from 1 to %d.") % self.max_page_size]})
        return int(asked)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}


class NewestFirst(Pages):
    ordering = "-pk"


class ByCode(Pages):
    ordering = "code"


class InOrder(Pages):
    """The order of the paper."""

    ordering = ("position", "pk")
