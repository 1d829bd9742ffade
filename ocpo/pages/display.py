"""Turns numbers into what a page shows: rounding, band steps, positions on a bar, words."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

DASH = "–"
STEPS = {"low": 1, "moderate": 2, "substantial": 3, "high": 4, "critical": 5}
RESPONSE_WORDS = {
    1: gettext_lazy("Very weak"),
    2: gettext_lazy("Weak"),
    3: gettext_lazy("Partial"),
    4: gettext_lazy("Strong"),
    5: gettext_lazy("Very strong"),
}
STEP_EDGES = (0, 20, 40, 60, 80, 100)
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
    """Whole points, rounded half up: 62.5 is 63. The only place where a score is rounded for display.

    A template that looks into a missing value hands over an empty string; it reads as unrated too. Scores agree to nine
    decimals across machines; beyond them stands binary noise, as in 62.499999999999993.
    """
    if value is None or value == "":
        return DASH
    return str(Decimal(repr(round(float(value), 9))).quantize(Decimal(step), ROUND_HALF_UP) + 0)


def value_points(value: Mapping[str, Any], decimals: int = 0) -> str:
    """A value's points as they stand beside its band: whole ones, unless rounding would carry them over an edge.

    59.71 is still substantial where high begins at 60, and reads 59.7; it takes the fewest decimals that keep the
    number within its own band. A band holds `start` and `end`, None at an end of the scale. `decimals` are shown at
    least.
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
    """One decimal, where parts are shown that add up to a score."""
    return points(value, "0.1")


def hundredths(value: float | str | None) -> str:
    """Two decimals, for a coefficient that may lie below 0."""
    return points(value, "0.01").replace("-", "−")


def signed_tenths(value: float) -> str:
    """One decimal with its sign; a part that rounds to nothing has none."""
    text = tenths(abs(value))
    if text == "0.0":
        return text
    return f"−{text}" if value < 0 else f"+{text}"


def percent(share: float | str | None) -> str:
    """A share from 0 to 1 as whole per cent; only a full share reads 100%, only an empty one 0%."""
    if share is None or share == "":
        return DASH
    share = float(share)
    whole = int(points(share * 100))
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole}%"


def share(part: float | None) -> str:
    """A share from 0 to 1 as an SVG length."""
    return f"{100 * min(max(part or 0, 0), 1):.2f}%"


def step(value: Mapping[str, Any], top: float = 100) -> int:
    """The band's place on the five-step scale, from its code or else from the value."""
    band = value.get("band")
    if band and band["code"] in STEPS:
        return STEPS[band["code"]]
    return min(int(value["value"] / top * 5) + 1, 5)


def reading(value: Mapping[str, Any] | None, kind: str, top: float = 100) -> dict[str, Any]:
    """All a template needs to show a value: its state, step, rounded numbers, positions and a sentence."""
    if value is None or not value.get("coverage", True) or (value.get("value") is None and value.get("lower") is None):
        return {"state": "unrated", "kind": kind, "text": _("Not rated"), "segments": segments(kind)}
    lower, upper = value.get("lower"), value.get("upper")
    shown: dict[str, Any] = {
        "kind": kind,
        "segments": segments(kind),
        "lower": points(lower),
        "upper": points(upper),
        "leaves_open": leaves_open(value),
        "x_lower": share((lower or 0) / top),
        "x_upper": share((top if upper is None else upper) / top),
        "coverage": value.get("coverage"),
        "coverage_text": percent(value.get("coverage")),
    }
    shown["range_width"] = share(((top if upper is None else upper) - (lower or 0)) / top)
    if value.get("value") is None or not value.get("is_enough", True):
        text = _("Not enough evidence: between %(lower)s and %(upper)s") % shown
        return {**shown, "state": "thin", "text": text}
    shown |= {
        "state": "scored",
        "step": step(value, top),
        "points": value_points(value),
        "x": share(value["value"] / top),
        "band": band_word(value, kind, top),
    }
    return {**shown, **interval(value, top), "text": sentence(value, shown)}


def leaves_open(value: Mapping[str, Any]) -> bool:
    """Say whether something beneath is unrated: only then do its hard bounds tell anything."""
    coverage = value.get("coverage")
    return coverage is None or coverage < 1.0


def band_word(value: Mapping[str, Any], kind: str, top: float = 100) -> str:
    """The band in a word; a response has words of its own, since "critical" would say the opposite of strong."""
    if kind == "response":
        return str(RESPONSE_WORDS[step(value, top)])
    return str((value.get("band") or {}).get("title", ""))


def likelier_words(value: Mapping[str, Any] | None, kind: str = "threat", top: float = 100) -> str:
    """Say which band more draws fall into than into the value's own; nothing where its own is the likeliest."""
    if not value or not value.get("likelier"):
        return ""
    word = band_word({"band": value["likelier"], "value": value["value"]}, kind, top)
    return _("In the draws %(band)s is likelier") % {"band": word.lower()}


def interval(value: Mapping[str, Any], top: float) -> dict[str, Any]:
    """Positions of the 90% interval, if draws were made."""
    if value.get("p5") is None or value.get("p95") is None:
        return {"has_interval": False}
    ends = {"p5": points(value["p5"]), "p95": points(value["p95"])}
    return {"has_interval": True, **ends, "x_p5": share(value["p5"] / top), "x_p95": share(value["p95"] / top)}


def sentence(value: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    """The interval bar in words."""
    parts = [_("%(points)s points") % shown]
    if shown["band"]:
        parts = [_("%(points)s points, %(band)s") % {**shown, "band": str(shown["band"]).lower()}]
    if value.get("p5") is not None:
        ends = {"p5": points(value["p5"]), "p95": points(value["p95"])}
        parts.append(_("90%% interval %(p5)s to %(p95)s") % ends)
    if value.get("lower") is not None and shown["leaves_open"]:
        parts.append(_("what is unrated leaves %(lower)s to %(upper)s open") % shown)
    return "; ".join(parts)


def segments(kind: str) -> list[dict[str, Any]]:
    """The five bands as ground of a bar."""
    return [{"class": f"{kind}-{n + 1}", "x": f"{STEP_EDGES[n]}%", "width": "20%"} for n in range(5)]


def edges(top: float) -> list[dict[str, str]]:
    """Where the bands meet, as labels under a large bar."""
    return [{"x": f"{edge}%", "label": f"{edge / 100 * top:g}"} for edge in STEP_EDGES]


def basis_title(basis: str) -> str:
    return str(BASES.get(basis, basis.capitalize()))


def save_text(state: str) -> str:
    return str(SAVE_TEXTS.get(state, ""))


def sections(request: HttpRequest | None) -> list[dict[str, Any]]:
    """The sections that exist, with the one that `request` lies in marked."""
    path = request.path if request else ""
    found = []
    for name, title, prefixes in SECTIONS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"title": title, "url": url, "is_current": path == url or path.startswith(prefixes)})
    return found
