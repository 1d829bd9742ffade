"""From a figure of plotly's to the plain JSON that the page's one wrapper draws."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import plotly.graph_objects as go

from ocpo.free_text import isolated

TEMPLATES = ("hovertemplate", "texttemplate")


def as_json(figure: go.Figure, *colours: dict[str, Any]) -> dict[str, Any]:
    """Return data and layout as plain JSON, the trace's colours set by name.

    plotly checks colours as it builds a figure, but the page's palette has a light and a dark side: the page's one
    wrapper turns `token:NAME` into the colour that holds there, and sets fonts and switches.
    """
    plain: dict[str, Any] = _shown_as_typed(json.loads(figure.to_json()))
    plain["layout"].pop("template", None)
    for trace, colour in zip(plain["data"], colours, strict=True):
        trace.setdefault("marker", {}).update(colour.get("marker", {}))
        trace |= {name: value for name, value in colour.items() if name != "marker"}
    return plain


def _shown_as_typed(part: Any, name: str = "") -> Any:
    """Return a figure in which every text reads as it was typed; a line break in it begins a new line.

    plotly.js takes `<b>` and `&amp;` in any text for marks of its own. Only templates hold marks that are meant.
    """
    if isinstance(part, dict):
        return {key: _shown_as_typed(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_shown_as_typed(value, name) for value in part]
    if isinstance(part, str) and name not in TEMPLATES:
        return escape(isolated(part), quote=False).replace("\n", "<br>")
    return part
