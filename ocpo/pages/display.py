"""Turns numbers into what a page shows: rounded texts, band steps, positions on a bar, words.

A *value* is the dict that `templatetags/ocpo_display.py` describes.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

DASH = "–"
# The colours of the bands, from the lowest to the highest.
STEPS = 5
RESPONSE_WORDS = {
    1: gettext_lazy("Very weak"),
    2: gettext_lazy("Weak"),
    3: gettext_lazy("Partial"),
    4: gettext_lazy("Strong"),
    5: gettext_lazy("Very strong"),
}
BAR = {
    "small": {"line": 8, "tick_top": 3, "tick_end": 13, "box": 10, "ground": 17, "thickness": 4, "dot": 4.5},
    "large": {"line": 14, "tick_top": 5, "tick_end": 23, "box": 18, "ground": 28, "thickness": 8, "dot": 8},
}
BASES = {
    "paper": gettext_lazy("Paper"),
    "judgement": gettext_lazy("Judgement"),
    "mixed": gettext_lazy("Mixed"),
    "public knowledge": gettext_lazy("Public knowledge"),
}
WEIGHTS = {
    "relevance": (
        pgettext_lazy("relevance", "none"),
        pgettext_lazy("relevance", "slight or indirect"),
        pgettext_lazy("relevance", "substantial"),
        pgettext_lazy("relevance", "central"),
    ),
    "bearing": (
        pgettext_lazy("bearing", "none"),
        pgettext_lazy("bearing", "slight"),
        pgettext_lazy("bearing", "substantial"),
        pgettext_lazy("bearing", "strong"),
    ),
    "strength": (
        pgettext_lazy("strength", "none"),
        pgettext_lazy("strength", "slight"),
        pgettext_lazy("strength", "substantial"),
        pgettext_lazy("strength", "main purpose"),
    ),
}
# What stands before the number in a citation of a question or a discrepancy of the paper.
QUESTION_PLACES = {
    "q": "IV, Questions for Discussion, Q",
    "d": "III, Is Peacekeeping also Crime Fighting?, bullet ",
}
SAVE_TEXTS = {
    "saved": gettext_lazy("Saved"),
    "saving": gettext_lazy("Saving"),
    "unsaved": gettext_lazy("Not saved yet"),
    "failed": gettext_lazy("Not saved. Your entry is kept; try again."),
    "conflict": gettext_lazy("Someone else changed this. Choose which to keep."),
    "read-only": gettext_lazy("Read-only"),
}
SECTIONS = (
    ("portfolio", pgettext_lazy("section", "Portfolio"), ("/missions/", "/assessments/", "/compare/", "/reviews/")),
    ("catalogue", pgettext_lazy("section", "Catalogue"), ("/catalogue/",)),
    ("interface-list", pgettext_lazy("section", "Interfaces"), ("/interfaces/", "/indicators/")),
    ("method", pgettext_lazy("section", "Method"), ("/method/", "/sources/")),
)


def points(value: float | str | None, step: str = "1") -> str:
    """Return whole points, rounded half up: 62.5 is "63". This is the only place where a score is rounded for display.

    None and "" (which a template passes for a missing value) give a dash. Scores are equal on all machines to nine
    decimals, so the digits after them (62.499999999999993) are cut before rounding.
    """
    if value is None or value == "":
        return DASH
    return str(Decimal(repr(round(float(value), 9))).quantize(Decimal(step), ROUND_HALF_UP) + 0)


def value_points(value: Mapping[str, Any], decimals: int = 0) -> str:
    """Return a value's points to show beside its band: whole points, unless these would lie in another band.

    If the band "high" begins at 60, then 59.71 is still "substantial" and gives "59.7": the fewest decimals that keep
    the number within its band, but at least `decimals`. A band has `start` and `end`, None at an end of the scale.
    """
    band = value.get("band") or {}
    start, end = band.get("start"), band.get("end")
    for places in range(decimals, 9):
        text = points(value["value"], f"1e-{places}")
        number = float(text) if text != DASH else None
        if number is None or ((start is None or start <= number) and (end is None or number < end)):
            break
    return text


def tenths(value: float | str | None) -> str:
    """Return points with one decimal, for parts that add up to a score."""
    return points(value, "0.1")


def hundredths(value: float | str | None) -> str:
    """Return a coefficient with two decimals; it may be negative."""
    return points(value, "0.01").replace("-", "−")


def signed_tenths(value: float) -> str:
    """Return points with one decimal and a sign; "0.0" has no sign."""
    text = tenths(abs(value))
    if text == "0.0":
        return text
    return f"−{text}" if value < 0 else f"+{text}"


def percent(share: float | str | None) -> str:
    """Return a share from 0 to 1 in whole per cent. Only a share of exactly 1 gives "100%", only 0 gives "0%"."""
    if share is None or share == "":
        return DASH
    share = float(share)
    whole = int(points(share * 100))
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole}%"


def svg_length(part: float | None) -> str:
    """Return a share from 0 to 1 as an SVG length such as "62.50%"; shares beyond are cut."""
    return f"{100 * min(max(part or 0, 0), 1):.2f}%"


def value_display(value: Mapping[str, Any] | None, kind: str) -> dict[str, Any]:
    """Return everything that a template needs to show a value.

    `state` is "unrated", "thin" (not enough evidence, only a range) or "scored". The rest are rounded numbers and the
    sentence `text`.
    """
    if value is None or not value.get("coverage", True) or (value.get("value") is None and value.get("lower") is None):
        return {"state": "unrated", "kind": kind, "text": _("Not rated")}
    shown: dict[str, Any] = {
        "kind": kind,
        "lower": points(value.get("lower")),
        "upper": points(value.get("upper")),
        "leaves_open": leaves_open(value),
        "coverage": value.get("coverage"),
        "coverage_text": percent(value.get("coverage")),
    }
    if value.get("value") is None or not value.get("is_enough", True):
        text = _("Not enough evidence: between %(lower)s and %(upper)s") % shown
        return {**shown, "state": "thin", "text": text}
    shown |= {
        "state": "scored",
        "step": value["band"]["step"],
        "points": value_points(value),
        "band": band_word(value, kind),
    }
    return {**shown, **interval(value), "text": sentence(value, shown)}


def bar_display(value: Mapping[str, Any] | None, kind: str) -> dict[str, Any]:
    """Return what `value_display` gives with everything that is drawn: positions, bands as ground, labels of edges.

    `edges` of the value hold where the bands meet, from the bottom of the scale to the top.
    """
    shown = value_display(value, kind)
    if value is None or shown["state"] == "unrated":
        return shown
    edges: Sequence[float] = value["edges"]
    bottom, width = edges[0], edges[-1] - edges[0]

    def place(number: float) -> str:
        return svg_length((number - bottom) / width)

    lower = edges[0] if value.get("lower") is None else value["lower"]
    upper = edges[-1] if value.get("upper") is None else value["upper"]
    drawn = {
        "x_lower": place(lower),
        "x_upper": place(upper),
        "range_width": svg_length((upper - lower) / width),
        "segments": segments(kind, edges),
        "edges": [{"x": place(edge), "label": f"{edge:g}"} for edge in edges],
    }
    if shown["state"] == "scored":
        drawn["x"] = place(value["value"])
    if shown.get("has_interval"):
        drawn |= {"x_p5": place(value["p5"]), "x_p95": place(value["p95"])}
    return shown | drawn


def leaves_open(value: Mapping[str, Any]) -> bool:
    """Return whether something below the value is unrated. Only then are its hard bounds of interest."""
    coverage = value.get("coverage")
    return coverage is None or coverage < 1.0


def band_word(value: Mapping[str, Any], kind: str) -> str:
    """Return the word for a value's band. A response has its own words: a strong response is not "critical"."""
    band = value.get("band")
    if not band:
        return ""
    return str(RESPONSE_WORDS[band["step"]] if kind == "response" else band["title"])


def likelier_words(value: Mapping[str, Any] | None, kind: str = "threat") -> str:
    """Return a sentence that names the band of most draws, "" if it is the value's own band."""
    if not value or not value.get("likelier"):
        return ""
    word = band_word({"band": value["likelier"]}, kind)
    return _("In the draws %(band)s is likelier") % {"band": word.lower()}


def interval(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ends of the 90% interval as text, if draws were made."""
    if value.get("p5") is None or value.get("p95") is None:
        return {"has_interval": False}
    return {"has_interval": True, "p5": points(value["p5"]), "p95": points(value["p95"])}


def sentence(value: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """Return the interval bar in words."""
    parts = [_("%(points)s points") % shown]
    if shown["band"]:
        parts = [_("%(points)s points, %(band)s") % {**shown, "band": str(shown["band"]).lower()}]
    if value.get("p5") is not None:
        ends = {"p5": points(value["p5"]), "p95": points(value["p95"])}
        parts.append(_("90%% interval %(p5)s to %(p95)s") % ends)
    if value.get("lower") is not None and shown["leaves_open"]:
        parts.append(_("what is unrated leaves %(lower)s to %(upper)s open") % shown)
    return "; ".join(parts)


def band_step(place: int, count: int) -> int:
    """Return the colour of the band at this place among so many: 1 for the lowest band, 5 for the highest."""
    return 1 + round((STEPS - 1) * place / max(count - 1, 1))


def segments(kind: str, edges: Sequence[float]) -> list[dict[str, str]]:
    """Return the bands as the background of a bar."""
    bottom, width, count = edges[0], edges[-1] - edges[0], len(edges) - 1
    return [
        {
            "class": f"{kind}-{band_step(place, count)}",
            "x": svg_length((start - bottom) / width),
            "width": svg_length((end - start) / width),
        }
        for place, (start, end) in enumerate(pairwise(edges))
    ]


def basis_title(basis: str) -> str:
    return str(BASES.get(basis, basis.capitalize()))


def question_anchor(cite: str) -> str:
    """Return where a question or discrepancy stands on the page of questions (`q9`, `d4`); "" for other citations."""
    for letter, place in QUESTION_PLACES.items():
        if cite.startswith(place):
            return f"{letter}{cite.removeprefix(place)}"
    return ""


def save_text(state: str) -> str:
    return str(SAVE_TEXTS.get(state, ""))


def sections(request: HttpRequest | None) -> list[dict[str, Any]]:
    """Return the sections of the navigation; the one of the request is marked as current."""
    path = request.path if request else ""
    found = []
    for name, title, prefixes in SECTIONS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"title": title, "url": url, "is_current": path == url or path.startswith(prefixes)})
    return found
