"""Tags for the parts of pages: `{% load ocpo_display %}`.

A *value* is a plain dict: `value` (float or None), `lower` and `upper` (hard bounds), `coverage` (0 to 1),
`is_enough` (bool), `band` (`{"code", "title", "step"}` or None), `edges` of the bands for a bar and, where draws were
made, `p5` and `p95`.
Its `kind` is "threat" or "response". It decides the colours, because more threat is bad and more response is good.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ocpo.accounts.zones import moment_words
from ocpo.free_text import FreeText
from ocpo.pages import bars, display, glossary

register = template.Library()
Value = Mapping[str, Any]

register.filter("points", display.points)
register.filter("value_points", display.value_points)
register.filter("leaves_open", display.leaves_open)
register.filter("likelier_words", display.likelier_words)
register.filter("percent", display.percent)
register.filter("tenths", display.tenths)
register.filter("hundredths", display.hundredths)
register.filter("signed_tenths", display.signed_tenths)


@register.inclusion_tag("components/band_chip.html")
def band_chip(value: Value | None, kind: str = "threat", size: str = "") -> dict[str, Any]:
    """Number and word on the colour of the band; hatched if there is not enough evidence; a dash if unrated."""
    return {**display.value_display(value, kind), "size": size}


@register.inclusion_tag("components/interval_bar.html")
def interval_bar(value: Value | None, kind: str = "threat", size: str = "small", label: str = "") -> dict[str, Any]:
    """A dot with its 90% interval and its hard bounds, drawn over the bands. `size` is small (for tables) or large."""
    return {**display.bar_display(value, kind), "size": size, "label": label, "draw": display.BAR[size]}


@register.inclusion_tag("components/interval_words.html")
def interval_words(value: Value) -> dict[str, Any]:
    """The ends of the 90% interval. Without enough evidence the hard bounds, without either nothing."""
    return display.value_display(value, "threat")


@register.filter
def band_word(value: Value, kind: str = "threat") -> str:
    """Return the word for the band of a scored value."""
    return display.band_word(value, kind)


@register.inclusion_tag("components/threat_matrix.html")
def threat_matrix(
    rows: Iterable[Mapping[str, Any]], targets: Sequence[Mapping[str, Any]], caption: str = "", totals: Any = None
) -> dict[str, Any]:
    """Interfaces by targets. `rows`: `{"title", "url"?, "cells"}`; `targets` and `totals` as below.

    A cell is `{"value": value, "url"?, "mechanisms"?}` or None where the interface does not bear on the target;
    mechanisms are `{"title", "value"}` and open in place. `targets`: `{"title"}`. `totals`: `{"title", "cells"}`.
    """

    def row(source: Mapping[str, Any]) -> dict[str, Any]:
        cells = [
            {
                **(cell or {}),
                "is_related": cell is not None,
                "display": display.value_display(cell and cell["value"], "threat"),
                "target": target["title"],
            }
            for cell, target in zip(source["cells"], targets, strict=True)
        ]
        return {**source, "cells": cells}

    return {
        "rows": [row(each) for each in rows],
        "targets": targets,
        "caption": caption,
        "totals": row(totals) if totals else None,
    }


@register.inclusion_tag("components/contribution_list.html")
def contribution_list(rows: Sequence[Mapping[str, Any]], total: Value, label: str) -> dict[str, Any]:
    """Points that threats add and responses take away, placed end to end up to the value `total`; `label` names it.

    `rows`: `{"code", "label", "points", "kind", "url"?, "note"?, "children"?}`; `kind` is "threat" or "response".
    """
    placed, end = bars.cascade(rows, total["value"])
    return {"items": placed, "total": {**end, "text": display.value_points(total, 1), "label": label}}


@register.inclusion_tag("components/difference_bar.html")
def difference_bar(row: Mapping[str, Any], label: str) -> dict[str, Any]:
    """A difference with its 90% interval around zero. `row` is one of `bars.gaps`; `label` describes it in words."""
    return {"row": row, "label": label, "draw": display.BAR["small"]}


@register.inclusion_tag("components/meter.html")
def coverage_meter(coverage: float | None, label: str = "", wide: bool = False) -> dict[str, Any]:
    """How much of the weight is rated, as a bar and a percentage; `coverage` from 0 to 1."""
    text = _("%(percent)s rated") % {"percent": display.percent(coverage)}
    return {"share": display.svg_length(coverage), "text": label or text, "wide": wide}


@register.inclusion_tag("components/meter.html")
def progress(done: int, total: int, wide: bool = False) -> dict[str, Any]:
    """How many of the applicable indicators are answered. "Not known" counts as an answer, but not as a rating."""
    text = _("%(done)s of %(total)s answered") % {"done": done, "total": total}
    return {"share": display.svg_length(done / total if total else 0), "text": text, "wide": wide}


@register.inclusion_tag("components/pips.html")
def pips(weight: int, scale: str = "relevance", direct: bool = True, terse: bool = False) -> dict[str, Any]:
    """A weight of 0 to 3 as squares, number and word; `scale` is relevance, bearing or strength.

    Squares are hollow if an effect is not `direct` but enabling. With `terse` only screen readers get the word.
    """
    squares = [{"x": 11 * n, "is_on": n < weight} for n in range(3)]
    word = display.WEIGHTS[scale][weight]
    return {"weight": weight, "squares": squares, "word": word, "enabling": not direct, "terse": terse}


@register.inclusion_tag("components/facet.html")
def facet(title: str, options: Sequence[Mapping[str, Any]], is_open: bool = False) -> dict[str, Any]:
    """Links that filter a list. `options`: `{"title", "count", "url", "is_selected"}`."""
    selected = sum(1 for option in options if option["is_selected"])
    return {"title": title, "options": options, "selected": selected, "is_open": is_open or selected}


@register.inclusion_tag("components/citation.html")
def citation(cites: Sequence[str] | None) -> dict[str, Any]:
    """The citations of the paper, each question and discrepancy as a link; nothing for an empty list."""
    return {"cites": [(text, display.question_anchor(text)) for text in cites or []]}


@register.inclusion_tag("components/basis_badge.html")
def basis_badge(basis: str) -> dict[str, Any]:
    """Paper, judgement, mixed or public knowledge."""
    return {"code": slugify(basis).split("-")[0], "title": display.basis_title(basis)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", action_url: str = "", action: str = "") -> dict[str, Any]:
    """What is missing and what to do about it."""
    return {"title": title, "text": text, "action_url": action_url, "action": action}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form, each a link to its field. It gets the focus when the page opens."""
    fields = [(field, error) for field in form for error in field.errors] if form.is_bound else []
    return {"form_errors": form.non_field_errors() if form.is_bound else [], "fields": fields}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, widget and errors of one form field, tied together for assistive technology."""
    widget = bound.field.widget
    is_group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {"field": bound, "is_check": isinstance(widget, CheckboxInput), "is_group": is_group}


@register.inclusion_tag("components/term.html")
def term(code: str, title: str = "") -> dict[str, Any]:
    """A term with a link to its explanation in the glossary; `title` replaces its own title."""
    return {"code": code, "title": title or glossary.TERMS[code].title}


@register.filter
def response_word(step: int) -> str:
    """Return the word for a response on this step, 1 to 5."""
    return str(display.RESPONSE_WORDS[step])


@register.filter
def typed(value: str) -> FreeText:
    """Return a text as free text. For texts that people typed but that come from a plain column: sign-in names."""
    return FreeText(value)


@register.filter
def moment(value: datetime) -> str:
    """Return a time in the reader's time zone, with the zone's name. Pages show times only through this filter."""
    return format_html('<time datetime="{}">{}</time>', value.astimezone(UTC).isoformat(), moment_words(value))


@register.inclusion_tag("components/marking.html", takes_context=True)
def marking(context: template.Context, place: str = "top") -> dict[str, Any]:
    """The line with the page's marking; `place` is top or bottom."""
    return {"text": page_marking(context), "place": place}


def page_marking(context: template.Context) -> str:
    """Return the title of the page's marking. A page without content of a mission has none and is unclassified."""
    given = context.get("marking")
    return str(given.label) if given else _("Unclassified")


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Links between the views of one thing. `items`: `{"title", "url", "is_current", "count"?}`."""
    return {"items": items, "label": label or _("Views")}


@register.inclusion_tag("components/save_state.html")
def save_state(state: str, text: str = "") -> dict[str, Any]:
    """The state of saving: `saved`, `saving`, `unsaved`, `failed`, `conflict` or `read-only`."""
    return {"state": state, "text": text or display.save_text(state)}


@register.inclusion_tag("components/sample_banner.html")
def sample_banner(kind: str = "fictional") -> dict[str, Any]:
    """Marks sample content; `kind` is `paper` (drawn from the paper alone) or `fictional`."""
    return {"is_paper": kind == "paper"}


@register.inclusion_tag("components/chart.html", takes_context=True)
def chart(
    context: template.Context,
    src: str,
    title: str,
    summary: str,
    height: int,
    data_url: str = "",
    date: Any = None,
) -> dict[str, Any]:
    """A figure that Plotly draws from the JSON `{"data", "layout"}` at `src` when the reader scrolls near it.

    Title, date, marking, the `summary` in words and the link to the data need no script. The page reserves `height`
    pixels for the figure from the start, so that nothing moves.
    """
    facts = {"src": src, "title": title, "summary": summary, "height": height, "data_url": data_url, "date": date}
    return {**facts, "marking": page_marking(context)}


@register.inclusion_tag("components/site_nav.html", takes_context=True)
def site_nav(context: template.Context) -> dict[str, Any]:
    """The sections of the product, the current one marked."""
    return {"sections": display.sections(context.get("request"))}
