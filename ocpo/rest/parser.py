"""Parses request bodies. The settings of the REST framework name this module, so it must not import views."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils import json


class BodyParser(JSONParser):
    """Parses JSON, and refuses what could not be stored: too deep nesting, half of a surrogate pair."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body. Raises ParseError (400)."""
        body = stream.read()
        try:
            data = super().parse(io.BytesIO(body), media_type, parser_context)
            if b"\\ud" in body.lower():
                json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("JSON parse error - nested too deeply")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("JSON parse error - half of a surrogate pair")) from error
        return data
