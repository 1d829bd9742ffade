"""The refusal of a step that does not fit the state of something, for pages and API alike."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class WrongStateError(ValidationError):
    """The step does not fit the state, such as rating after publication. Nothing was changed. The API answers 409."""
