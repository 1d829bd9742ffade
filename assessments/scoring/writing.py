"""Writing a framework file: one canonical text for one framework, so that `dump(load(text)) == text` for it."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from assessments.scoring.framework import POSITIVE, Framework, Indicator, Margins, Node
from assessments.scoring.normalisation import (
    Goalposts,
    MinMax,
    Normalisation,
    Ordinal,
    Rank,
    Scale,
    ZScore,
    evenly_spaced,
)

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def dump(framework: Framework) -> str:
    """The framework as YAML text in canonical form: keys in fixed order, defaults of a node or indicator left out."""
    lines = [*_head(framework), "indicators:"]
    lines += [f"  - {_indicator(item, framework.scale)}" for item in framework.indicators]
    lines.append("nodes:")
    for code in framework.file_order:
        lines += _node(framework.node(code))
    return "\n".join(lines) + "\n"


def _head(framework: Framework) -> Iterable[str]:
    yield f"schema: {framework.schema}"
    yield f"code: {_text(framework.code)}"
    yield f"version: {_quoted(framework.version)}"
    yield f"title: {_quoted(framework.title)}"
    if framework.description:
        yield f"description: {_quoted(framework.description)}"
    yield f"headline: {_text(framework.headline)}"
    yield f"scale: {_flow(bottom=_number(framework.scale.bottom), top=_number(framework.scale.top))}"
    yield "bands:"
    for band in framework.bands:
        ends = {"from": _number(band.start), "to": _number(band.end)}
        yield f"  - {_flow(code=_text(band.code), title=_quoted(band.title), **ends)}"
    yield f"min_coverage: {_number(framework.min_coverage)}"
    yield f"below_min: {framework.below_min}"
    yield "margins:"
    yield f"  levels: {_margins(framework.level_margins)}"
    yield f"  percent: {_margins(framework.percent_margins)}"
    if framework.phases:
        yield f"phases: {_list(framework.phases)}"


def _margins(margins: Margins) -> str:
    return _flow(high=_number(margins.high), medium=_number(margins.medium), low=_number(margins.low))


def _indicator(indicator: Indicator, scale: Scale) -> str:
    entries = {
        "code": _text(indicator.code),
        "title": _quoted(indicator.title),
        "normalisation": _normalisation(indicator.normalisation, scale),
    }
    if indicator.polarity != POSITIVE:
        entries["polarity"] = indicator.polarity
    if indicator.round_to is not None:
        entries["round_to"] = str(indicator.round_to)
    if indicator.phases:
        entries["phases"] = _list(indicator.phases)
    if indicator.unit:
        entries["unit"] = _quoted(indicator.unit)
    if indicator.question:
        entries["question"] = _quoted(indicator.question)
    if indicator.descriptors:
        entries["descriptors"] = f"[{', '.join(_quoted(text) for text in indicator.descriptors)}]"
    return _flow(**entries)


def _normalisation(normalisation: Normalisation, scale: Scale) -> str:
    kind, entries = _kind(normalisation, scale)
    return _flow(kind=kind, **entries) if entries else kind


def _kind(normalisation: Normalisation, scale: Scale) -> tuple[str, dict[str, str]]:
    """The kind and what differs from its defaults."""
    match normalisation:
        case Ordinal(values, first):
            since = {"first": str(first)} if first else {}
            if normalisation != evenly_spaced(len(values), scale, first):
                return "ordinal", since | {"values": f"[{', '.join(_number(value) for value in values)}]"}
            return "ordinal", ({"levels": str(len(values))} if len(values) != 5 else {}) | since
        case Goalposts(low, high, log, plus, clip):
            ends = {"low": _number(low), "high": _number(high)}
            return "goalposts", ends | _logarithm(log, plus) | ({} if clip else {"clip": "false"})
        case MinMax(log, plus):
            return "minmax", _logarithm(log, plus)
        case ZScore(mean, spread, clip):
            around = {"mean": _number(mean), "spread": _number(spread)} if (mean, spread) != (0.0, 1.0) else {}
            return "zscore", around | ({"clip": "true"} if clip else {})
    return "rank", {} if normalisation == Rank() else {"ties": normalisation.ties}


def _logarithm(log: bool, plus: float) -> dict[str, str]:
    return ({"log": "true"} if log else {}) | ({"plus": _number(plus)} if plus else {})


def _node(node: Node) -> Iterable[str]:
    yield f"  - code: {_text(node.code)}"
    yield f"    title: {_quoted(node.title)}"
    if node.kind:
        yield f"    kind: {_text(node.kind)}"
    about = {
        key: _text(getattr(node, key)) for key in ("interface", "mechanism", "target", "role") if getattr(node, key)
    }
    if about:
        yield f"    about: {_flow(**about)}"
    yield f"    rule: {node.rule}"
    if node.exponent is not None:
        yield f"    exponent: {_number(node.exponent)}"
    if node.k != Node.k:
        yield f"    k: {_number(node.k)}"
    weights = [_number(weight) for weight in node.weights]
    if node.rule == "mitigated":
        yield f"    of: {_text(node.children[0])}"
        yield f"    by: {_text(node.children[1])}"
        yield f"    max: {_number(node.max_mitigation)}"
        if node.weights != (1.0, 1.0):
            yield f"    weights: {_flow(of=weights[0], by=weights[1])}"
    else:
        named = zip(map(_text, node.children), weights, strict=True)
        yield f"    children: {{{', '.join(f'{code}: {weight}' for code, weight in named)}}}"
    if node.round_to is not None:
        yield f"    round_to: {node.round_to}"


def _flow(**entries: str) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def _list(codes: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, codes))}]"


def _number(number: float) -> str:
    """The shortest decimal that reads back as the same number, never with an exponent (YAML 1.1 reads 1e-5 as text)."""
    return format(Decimal(repr(number)).normalize(), "f") if number else "0"


def _text(code: str) -> str:
    return code if PLAIN.fullmatch(code) and code.lower() not in RESERVED else _quoted(code)


def _quoted(text: str) -> str:
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
