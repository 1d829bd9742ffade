"""Parsing a request's body. The framework's settings name this module, so it can't import views."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils import json


class TooLarge(APIException):
    status_code = 413

    def __init__(self, limit: int) -> None:
        super().__init__(_("The body is larger than %(limit)d bytes.") % {"limit": limit})


class BodyParser(JSONParser):
    """JSON that can also be stored: no endless body, no endless nesting, no half of a surrogate pair."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body. Raises ParseError (400) or TooLarge (413)."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(limit)
        try:
            data = super().parse(io.BytesIO(body), media_type, parser_context)
            if b"\\ud" in body.lower():
                json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("JSON parse error - nested too deeply")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("JSON parse error - half of a surrogate pair")) from error
        return data
