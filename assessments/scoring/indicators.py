"""Reading the indicators of a framework file."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from assessments.scoring.fields import FrameworkError, Table, as_code, as_number, as_text
from assessments.scoring.framework import NEGATIVE, POSITIVE, Indicator
from assessments.scoring.normalisation import (
    TIES,
    Goalposts,
    MinMax,
    Normalisation,
    Ordinal,
    Rank,
    Scale,
    ZScore,
    evenly_spaced,
)

MOST_LEVELS = 101
FIRST_LEVELS = (-100, 100)


def read_indicator(table: Table, scale: Scale, phases: tuple[str, ...]) -> Indicator:
    """One entry of the file's `indicators`; FrameworkError if it cannot be used."""
    indicator = Indicator(
        code=table.code("code"),
        title=table.text("title"),
        normalisation=_normalisation(table, scale),
        polarity=table.choice("polarity", [POSITIVE, NEGATIVE], POSITIVE),
        phases=table.each("phases", lambda data, path: _known_phase(data, path, phases), default=True),
        unit=table.text("unit", ""),
        question=table.text("question", ""),
        descriptors=table.each("descriptors", as_text, default=True),
        round_to=decimals(table),
    )
    table.done()
    normalisation = indicator.normalisation
    if indicator.descriptors and not isinstance(normalisation, Ordinal):
        raise table.refuse("descriptors", "only an ordinal indicator has levels to describe", "Remove them")
    if isinstance(normalisation, Ordinal) and len(indicator.descriptors) not in (0, len(normalisation.values)):
        problem = f"{len(indicator.descriptors)} descriptors for {len(normalisation.values)} levels"
        raise table.refuse("descriptors", problem, "Write one for each level")
    return indicator


def decimals(table: Table) -> int | None:
    """What `round_to` says; None where nothing is rounded."""
    return table.whole("round_to", 0, 12) if table.has("round_to") else None


def _known_phase(data: Any, path: str, phases: tuple[str, ...]) -> str:
    code = as_code(data, path)
    if code not in phases:
        raise FrameworkError(
            path, f"the framework has no phase {code!r}", "Add it to 'phases' at the top or correct it"
        )
    return code


def _normalisation(table: Table, scale: Scale) -> Normalisation:
    if isinstance(table.take("normalisation"), str):
        kind = table.choice("normalisation", ["ordinal", "minmax", "zscore", "rank"])
        return _NORMALISATIONS[kind](Table({}, table.at("normalisation")), scale)
    inner = table.table("normalisation")
    normalisation = _NORMALISATIONS[inner.choice("kind", _NORMALISATIONS)](inner, scale)
    inner.done()
    return normalisation


def _ordinal(table: Table, scale: Scale) -> Ordinal:
    first = table.whole("first", *FIRST_LEVELS) if table.has("first") else 0
    if not table.has("values"):
        return evenly_spaced(table.whole("levels", 2, MOST_LEVELS) if table.has("levels") else 5, scale, first)
    values = table.each("values", as_number)
    if len(values) < 2:
        raise table.refuse("values", "one level tells nothing apart", "Give a value for each of at least two levels")
    if not all(scale.bottom <= value <= scale.top for value in values):
        raise table.refuse("values", "a value lies outside the scale", f"Stay in {scale.bottom:g} to {scale.top:g}")
    if any(later < earlier for earlier, later in pairwise(values)):
        raise table.refuse(
            "values", "the values fall from one level to the next", "Sort them; polarity can reverse them"
        )
    return Ordinal(values, first)


def _goalposts(table: Table, scale: Scale) -> Goalposts:
    posts = Goalposts(table.number("low"), table.number("high"), *_logarithm(table), table.flag("clip", True))
    if posts.low >= posts.high:
        raise table.refuse("high", "the high goalpost is not above the low one", "Swap them and set polarity: negative")
    if posts.log and posts.low + posts.plus <= 0.0:
        problem = f"{posts.low + posts.plus:g} has no logarithm"
        raise table.refuse("low", problem, "Write a low goalpost that is, with 'plus', above 0")
    return posts


def _logarithm(table: Table) -> tuple[bool, float]:
    log, plus = table.flag("log"), table.number("plus", 0.0)
    if plus and not log:
        raise table.refuse("plus", "only a logarithm needs a number added before it", "Add log: true or remove it")
    return log, plus


def _zscore(table: Table, scale: Scale) -> ZScore:
    score = ZScore(table.number("mean", 0.0), table.number("spread", 1.0), table.flag("clip"))
    if score.spread <= 0.0:
        raise table.refuse("spread", f"{score.spread:g} is not above 0", "Write a positive spread")
    return score


_NORMALISATIONS: dict[str, Callable[[Table, Scale], Normalisation]] = {
    "ordinal": _ordinal,
    "goalposts": _goalposts,
    "minmax": lambda table, scale: MinMax(*_logarithm(table)),
    "zscore": _zscore,
    "rank": lambda table, scale: Rank(table.choice("ties", TIES, Rank.ties)),
}
