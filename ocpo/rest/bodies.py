"""Checks request bodies strictly. A refusal has a pointer to each mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty

from ocpo.problems import Unprocessable
from ocpo.text.cleaning import clean_line, clean_text


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown keys, because a misspelt field must not be ignored without a message."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := [str(name) for name in data if name not in writable]:
                raise serializers.ValidationError({name: [_("There is no such field to set.")] for name in unknown})
        return super().to_internal_value(data)


class EmptyBodySerializer(StrictSerializer):
    """An empty body."""


class NumberField(serializers.FloatField):
    """A JSON number; texts such as "3" and booleans are refused."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            self.fail("invalid")
        try:
            return float(data)
        except OverflowError:
            self.fail("invalid")


class WholeNumberField(serializers.IntegerField):
    """A JSON number without a fraction; texts such as "3" and booleans are refused."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class TextField(serializers.CharField):
    """A JSON string of one line, cleaned before it is checked; numbers are refused."""

    clean = staticmethod(clean_line)

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(self.clean(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ProseField(TextField):
    """A JSON string of several lines, cleaned before it is checked."""

    clean = staticmethod(clean_text)


def accept(serializer: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    """Return the validated values. Raises Unprocessable (422) with a pointer for each field that is wrong."""
    if not serializer.is_valid():
        raise Unprocessable(serializer.errors)
    return serializer.validated_data
