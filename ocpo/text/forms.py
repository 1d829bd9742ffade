"""Form fields for texts that people write. A text is cleaned first and checked afterwards.

A refused form shows the cleaned text, because that is the text that was checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from ocpo.text.cleaning import clean_line, clean_text
from ocpo.text.folding import sign_in_name


class LineField(forms.CharField):
    """A text of one line."""

    clean_typed: Callable[[str], str] = staticmethod(clean_line)

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._cleaned(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self._cleaned(super().bound_data(data, initial))

    def _cleaned(self, value: Any) -> Any:
        return self.clean_typed(value) if isinstance(value, str) else value


class ProseField(LineField):
    """A text of several lines."""

    clean_typed = staticmethod(clean_text)
    widget = forms.Textarea


class SignInNameField(LineField):
    """A sign-in name as Django stores it: cleaned, in NFKC."""

    clean_typed = staticmethod(sign_in_name)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"autocapitalize": "none", "autocomplete": "username"}
