"""Free text: people type it in any script and direction. Its direction must not change the text around it."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import bidirectional

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.translation import get_language_bidi

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
# Invisible characters that could change the direction of the rest of a line.
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = ("R", "AL", "AN")
TYPED_IN = tuple(f"django/forms/widgets/{name}.html" for name in ("text", "search", "textarea"))


def isolated(text: object) -> str:
    """Return a text between Unicode's isolating marks, unless its direction is the page's anyway.

    The marks keep the direction of the text from changing what stands beside it. Unlike an HTML element they also work
    in a title, a label, an option, a message or a chart.
    """
    plain = DIRECTION_CONTROLS.sub("", str(text))
    return f"{FIRST_STRONG_ISOLATE}{plain}{POP_ISOLATE}" if _needs_isolation(plain) else plain


def _needs_isolation(text: str) -> bool:
    if get_language_bidi():
        return bool(text)
    return not text.isascii() and any(bidirectional(letter) in RIGHT_TO_LEFT for letter in text)


class FreeText(str):
    """A text that templates show isolated (`__html__`), so that no template can forget it.

    Everywhere else it is a plain text: in the API, in tables, in a field to edit. Where Python puts it into a sentence,
    it must be passed through `isolated`.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return escape(isolated(self))


class FormRenderer(DjangoTemplates):
    """Renders forms as Django does; text fields take the direction of what is typed."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in TYPED_IN:
            context["widget"]["attrs"].setdefault("dir", "auto")
        return super().render(template_name, context, request)
