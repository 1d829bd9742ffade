"""Turns a Plotly figure into the plain JSON that the page's chart script draws."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import plotly.graph_objects as go

from ocpo.free_text import isolated

TEMPLATES = ("hovertemplate", "texttemplate")


def as_json(figure: go.Figure, *colours: dict[str, Any]) -> dict[str, Any]:
    """Return data and layout as plain JSON; `colours` holds the colours of each trace, in the order of the traces.

    The page has a light and a dark palette, so a colour is a name, `token:NAME`, which the chart script replaces by the
    page's colour. Plotly would refuse such names while it builds a figure, so they are added afterwards. The script
    also sets fonts and options.
    """
    plain: dict[str, Any] = _shown_as_typed(json.loads(figure.to_json()))
    plain["layout"].pop("template", None)
    for trace, colour in zip(plain["data"], colours, strict=True):
        trace.setdefault("marker", {}).update(colour.get("marker", {}))
        trace |= {name: value for name, value in colour.items() if name != "marker"}
    return plain


def _shown_as_typed(part: Any, name: str = "") -> Any:
    """Return a figure in which every text is shown as it was typed, with its line breaks.

    plotly.js reads `<b>` and `&amp;` in any text as markup. Only the texts of TEMPLATES use markup on purpose.
    """
    if isinstance(part, dict):
        return {key: _shown_as_typed(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_shown_as_typed(value, name) for value in part]
    if isinstance(part, str) and name not in TEMPLATES:
        return escape(isolated(part), quote=False).replace("\n", "<br>")
    return part
