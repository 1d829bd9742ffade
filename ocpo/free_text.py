"""Free text: what people type in any script and direction, set apart from the words and numbers beside it."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import bidirectional

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.translation import get_language_bidi

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
# What a text could steer the rest of a line with: it says nothing itself.
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = ("R", "AL", "AN")
TYPED_IN = tuple(f"django/forms/widgets/{name}.html" for name in ("text", "search", "textarea"))


def isolated(text: object) -> str:
    """Return a text between marks that keep its direction from what stands beside it; unmarked where it has the page's.

    The marks of Unicode hold wherever text does: in a title, a label, an option, a message, a chart, where no element
    can stand.
    """
    plain = STEERING.sub("", str(text))
    return f"{FIRST_STRONG_ISOLATE}{plain}{POP_ISOLATE}" if _may_turn(plain) else plain


def _may_turn(text: str) -> bool:
    if get_language_bidi():
        return bool(text)
    return not text.isascii() and any(bidirectional(letter) in RIGHT_TO_LEFT for letter in text)


class FreeText(str):
    """A text that isolates itself in every template that shows it, so that no template can forget to.

    Everywhere else it is the text alone: in the API, in tables, in a field to edit. A sentence put together in Python
    takes it through `isolated`.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return escape(isolated(self))


class FormRenderer(DjangoTemplates):
    """Draws forms as Django does, and lets what is typed run as its own letters do."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in TYPED_IN:
            context["widget"]["attrs"].setdefault("dir", "auto")
        return super().render(template_name, context, request)
