"""A step that comes at the wrong time: one kind of refusal for pages and API."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class OutOfTurnError(ValidationError):
    """The step does not fit the state in which something is; nothing was changed. The API answers 409."""
