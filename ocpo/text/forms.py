"""Form fields for texts that people write: cleaned first, then required, measured and checked."""

from __future__ import annotations

from typing import Any

from django import forms

from ocpo.text.cleaning import clean_line, clean_text
from ocpo.text.folding import sign_in_name


class LineField(forms.CharField):
    """A text of one line."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_line(value) if isinstance(value, str) else value)


class ProseField(forms.CharField):
    """A text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_text(value) if isinstance(value, str) else value)


class SignInNameField(LineField):
    """A sign-in name as it is stored: cleaned, in the form (NFKC) in which names are made."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(sign_in_name(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"autocapitalize": "none", "autocomplete": "username"}
