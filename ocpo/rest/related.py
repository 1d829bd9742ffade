"""Related rows are named by their codes, in answers and in what clients send."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class CodeField(serializers.SlugRelatedField[Any]):
    """A row that a client names by its code. Raises ValidationError for an unknown code and for anything but a text."""

    default_error_messages: ClassVar = {
        "invalid": _("Give a code as text."),
        "does_not_exist": _("There is no such code."),
    }

    def __init__(self, slug_field: str = "code", **kwargs: Any) -> None:
        super().__init__(slug_field=slug_field, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Slug(serializers.SlugRelatedField[Any]):
    """A related row in an answer, as its code or another unique field.

    It may be null if the model's column may, so that the OpenAPI description always agrees with the model.
    """

    def __init__(self, slug_field: str = "code", *, read_only: bool = True, **kwargs: Any) -> None:
        super().__init__(slug_field=slug_field, read_only=read_only, **kwargs)

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        self.allow_null = _may_be_null(parent, self.source or field_name)


def _may_be_null(parent: Any, source: str) -> bool:
    model = getattr(getattr(parent, "Meta", None), "model", None)
    try:
        return bool(model and getattr(model._meta.get_field(source), "null", False))
    except FieldDoesNotExist:
        return False
