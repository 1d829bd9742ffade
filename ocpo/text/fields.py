"""Columns for texts that people write, and columns that are derived from them.

These fields clean and derive whenever a row is written: by a form, the API, a service, an import or in bulk. No text
reaches the database without them.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from ocpo.free_text import FreeText
from ocpo.text import forms
from ocpo.text.cleaning import clean_line, clean_text
from ocpo.text.folding import search_text, sign_in_key, sort_key


class LineField(models.CharField):
    """A text of one line, cleaned before it is checked and before it is stored. Its length is that of the cleaned text.

    It is read as `FreeText`. Migrations see a CharField, because the column itself is a plain one.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else FreeText(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned_in_place(self, model_instance)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.LineField} | options)

    def deconstruct(self) -> Any:
        return _as_plain(self, super().deconstruct(), "django.db.models.CharField")


class ProseField(models.TextField):
    """A text of several lines, otherwise like `LineField`. Templates show it in a block with `dir="auto"`."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else FreeText(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_text(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned_in_place(self, model_instance)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.ProseField} | options)

    def deconstruct(self) -> Any:
        return _as_plain(self, super().deconstruct(), "django.db.models.TextField")


class SortKeyField(models.CharField):
    """The sort key of another column, by which lists are sorted. It compares the same in every database."""

    derive = staticmethod(sort_key)

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        kept: dict[str, Any] = {"max_length": 300, "editable": False, "default": "", "db_default": ""}
        super().__init__(*args, **kept | options)
        self.of = of

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of}

    def db_parameters(self, connection: Any) -> Any:
        by_code_point = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": by_code_point}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.derive(clean_line(getattr(model_instance, self.of)))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


class SignInKeyField(SortKeyField):
    """The key of a sign-in name: the name without case."""

    derive = staticmethod(sign_in_key)


class SearchTextField(models.TextField):
    """The text that a search looks through: the folded words of other columns."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **options: Any) -> None:
        kept: dict[str, Any] = {"editable": False, "default": "", "db_default": ""}
        super().__init__(*args, **kept | options)
        self.of = of

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = search_text(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, text)
        return text


def _cleaned_in_place(field: models.Field, row: models.Model) -> Any:
    value = field.to_python(getattr(row, field.attname))
    setattr(row, field.attname, value)
    return value


def _as_plain(field: models.Field, deconstructed: Any, path: str) -> Any:
    name, _own_path, args, options = deconstructed
    return name, path, args, options
