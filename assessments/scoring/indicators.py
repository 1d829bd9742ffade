"""Reading the indicators of a framework file."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from assessments.scoring.fields import FrameworkError, YamlMapping, as_code, as_number, as_text
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


def read_indicator(mapping: YamlMapping, scale: Scale, phases: tuple[str, ...]) -> Indicator:
    """One entry of the file's `indicators`; FrameworkError if it cannot be used."""
    indicator = Indicator(
        code=mapping.code("code"),
        title=mapping.text("title"),
        normalisation=_normalisation(mapping, scale),
        polarity=mapping.choice("polarity", [POSITIVE, NEGATIVE], POSITIVE),
        phases=mapping.each("phases", lambda data, path: _known_phase(data, path, phases), default=True),
        unit=mapping.text("unit", ""),
        question=mapping.text("question", ""),
        descriptors=mapping.each("descriptors", as_text, default=True),
        round_to=decimals(mapping),
    )
    mapping.done()
    normalisation = indicator.normalisation
    if indicator.descriptors and not isinstance(normalisation, Ordinal):
        raise mapping.refuse("descriptors", "only an ordinal indicator has levels to describe", "Remove them")
    if isinstance(normalisation, Ordinal) and len(indicator.descriptors) not in (0, len(normalisation.values)):
        problem = f"{len(indicator.descriptors)} descriptors for {len(normalisation.values)} levels"
        raise mapping.refuse("descriptors", problem, "Write one for each level")
    return indicator


def decimals(mapping: YamlMapping) -> int | None:
    """What `round_to` says; None where nothing is rounded."""
    return mapping.whole("round_to", 0, 12) if mapping.has("round_to") else None


def _known_phase(data: Any, path: str, phases: tuple[str, ...]) -> str:
    code = as_code(data, path)
    if code not in phases:
        raise FrameworkError(
            path, f"the framework has no phase {code!r}", "Add it to 'phases' at the top or correct it"
        )
    return code


def _normalisation(mapping: YamlMapping, scale: Scale) -> Normalisation:
    if isinstance(mapping.take("normalisation"), str):
        kind = mapping.choice("normalisation", ["ordinal", "minmax", "zscore", "rank"])
        return _NORMALISATIONS[kind](YamlMapping({}, mapping.at("normalisation")), scale)
    inner = mapping.nested("normalisation")
    normalisation = _NORMALISATIONS[inner.choice("kind", _NORMALISATIONS)](inner, scale)
    inner.done()
    return normalisation


def _ordinal(mapping: YamlMapping, scale: Scale) -> Ordinal:
    first = mapping.whole("first", *FIRST_LEVELS) if mapping.has("first") else 0
    if not mapping.has("values"):
        return evenly_spaced(mapping.whole("levels", 2, MOST_LEVELS) if mapping.has("levels") else 5, scale, first)
    values = mapping.each("values", as_number)
    if len(values) < 2:
        raise mapping.refuse("values", "one level tells nothing apart", "Give a value for each of at least two levels")
    if not all(scale.bottom <= value <= scale.top for value in values):
        raise mapping.refuse("values", "a value lies outside the scale", f"Stay in {scale.bottom:g} to {scale.top:g}")
    if any(later < earlier for earlier, later in pairwise(values)):
        raise mapping.refuse(
            "values", "the values fall from one level to the next", "Sort them; polarity can reverse them"
        )
    return Ordinal(values, first)


def _goalposts(mapping: YamlMapping, scale: Scale) -> Goalposts:
    posts = Goalposts(mapping.number("low"), mapping.number("high"), *_logarithm(mapping), mapping.flag("clip", True))
    if posts.low >= posts.high:
        raise mapping.refuse(
            "high", "the high goalpost is not above the low one", "Swap them and set polarity: negative"
        )
    if posts.log and posts.low + posts.plus <= 0.0:
        problem = f"{posts.low + posts.plus:g} has no logarithm"
        raise mapping.refuse("low", problem, "Write a low goalpost that is, with 'plus', above 0")
    return posts


def _logarithm(mapping: YamlMapping) -> tuple[bool, float]:
    log, plus = mapping.flag("log"), mapping.number("plus", 0.0)
    if plus and not log:
        raise mapping.refuse("plus", "only a logarithm needs a number added before it", "Add log: true or remove it")
    return log, plus


def _zscore(mapping: YamlMapping, scale: Scale) -> ZScore:
    score = ZScore(mapping.number("mean", 0.0), mapping.number("spread", 1.0), mapping.flag("clip"))
    if score.spread <= 0.0:
        raise mapping.refuse("spread", f"{score.spread:g} is not above 0", "Write a positive spread")
    return score


_NORMALISATIONS: dict[str, Callable[[YamlMapping, Scale], Normalisation]] = {
    "ordinal": _ordinal,
    "goalposts": _goalposts,
    "minmax": lambda mapping, scale: MinMax(*_logarithm(mapping)),
    "zscore": _zscore,
    "rank": lambda mapping, scale: Rank(mapping.choice("ties", TIES, Rank.ties)),
}
