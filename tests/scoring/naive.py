"""The method a second time, as plainly as it can be said: one unit and one node at a time, no numpy, nothing shared.

It reads the content of a framework file, not the engine's `Framework`, and works with Python's own numbers.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, NamedTuple

Number = float | None
Row = Sequence[Number]
TIES = {"low": 0.0, "mean": 0.5, "high": 1.0}


class Outcome(NamedTuple):
    """Value and coverage of one indicator or node for one unit; None where there is none."""

    value: Number
    coverage: Number


def score(file: Mapping[str, Any], rows: Sequence[Row], applies: Sequence[Sequence[bool]]) -> list[dict[str, Outcome]]:
    """Score the rows [units][indicators], None where not rated; `applies` says in the same shape what counts at all."""
    known = [
        [raw if is_asked else None for raw, is_asked in zip(row, asked, strict=True)]
        for row, asked in zip(rows, applies, strict=True)
    ]
    items = file["indicators"]
    columns = [column_values(file, item, [row[at] for row in known]) for at, item in enumerate(items)]
    outcomes = []
    for of_unit, asked in zip(zip(*columns, strict=True), applies, strict=True):
        leaves = {
            item["code"]: Outcome(value, (0.0 if value is None else 1.0) if is_asked else None)
            for item, value, is_asked in zip(items, of_unit, asked, strict=True)
        }
        outcomes.append(unit_outcomes(file, leaves))
    return outcomes


def column_values(file: Mapping[str, Any], item: Mapping[str, Any], column: Row) -> list[Number]:
    """One indicator's values for all units."""
    known = [raw for raw in column if raw is not None]
    how = item["normalisation"]
    how = {"kind": how} if isinstance(how, str) else how
    bottom, top = file["scale"]["bottom"], file["scale"]["top"]

    def value(raw: float) -> float:
        if how["kind"] == "zscore":
            return cut(z_score(how, known, raw, item), how.get("clip", False), bottom, top)
        v = (
            by_level(how, raw, bottom, top)
            if how["kind"] == "ordinal"
            else bottom + (top - bottom) * share(how, known, raw)
        )
        return bottom + top - v if item.get("polarity") == "negative" else v

    return [None if raw is None else rounded(value(raw), item.get("round_to")) for raw in column]


def z_score(how: Mapping[str, Any], known: Sequence[float], raw: float, item: Mapping[str, Any]) -> float:
    mean, spread = how.get("mean", 0.0), how.get("spread", 1.0)
    if min(known) == max(known):
        return mean
    centre = math.fsum(known) / len(known)
    deviation = math.sqrt(math.fsum((x - centre) ** 2 for x in known) / (len(known) - 1))
    sign = -1.0 if item.get("polarity") == "negative" else 1.0
    return mean + sign * spread * (raw - centre) / deviation


def by_level(how: Mapping[str, Any], raw: float, bottom: float, top: float) -> float:
    levels = how.get("levels", 5)
    values = how.get("values", [bottom + (top - bottom) * level / (levels - 1) for level in range(levels)])
    below = min(math.floor(raw - how.get("first", 0)), len(values) - 2)
    part = raw - how.get("first", 0) - below
    return values[below] * (1.0 - part) + values[below + 1] * part


def share(how: Mapping[str, Any], known: Sequence[float], raw: float) -> float:
    """The share of the way from the scale's bottom to its top."""
    if how["kind"] == "rank":
        less, equal = sum(x < raw for x in known), sum(x == raw for x in known)
        return (less + (equal - 1) * TIES[how.get("ties", "mean")]) / (len(known) - 1) if len(known) > 1 else 0.5
    low, high = (how["low"], how["high"]) if how["kind"] == "goalposts" else (min(known), max(known))
    if low == high:
        return 0.5
    if how.get("log", False):
        plus = how.get("plus", 0.0)
        if raw + plus <= 0.0:
            return 0.0
        low, high, raw = math.log(low + plus), math.log(high + plus), math.log(raw + plus)
    return cut((raw - low) / (high - low), how.get("clip", True), 0.0, 1.0)


def cut(value: float, is_cut: bool, bottom: float, top: float) -> float:
    return max(bottom, min(top, value)) if is_cut else value


def rounded(value: float, decimals: int | None) -> float:
    """Half up, on the decimals left after the noise of the arithmetic."""
    if decimals is None:
        return value
    return float(Decimal(repr(round(value, 12))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def unit_outcomes(  # noqa: C901 - one recursion over small functions
    file: Mapping[str, Any], leaves: Mapping[str, Outcome]
) -> dict[str, Outcome]:
    nodes = {node["code"]: node for node in file["nodes"]}
    is_dropping = file.get("below_min") == "drop"

    @cache
    def outcome(code: str) -> Outcome:
        return leaves[code] if code in leaves else Outcome(rounded_value(nodes[code]), coverage(nodes[code]))

    def coverage(node: Mapping[str, Any]) -> Number:
        """The weighted mean over the children that apply; a mitigation applies where both of its children do."""
        weights = node["children"] if "children" in node else mitigation_weights(node)
        shares = [(outcome(child).coverage, weight) for child, weight in weights.items()]
        asked = [(share, weight) for share, weight in shares if share is not None and weight > 0]
        if not asked or (node["rule"] == "mitigated" and len(asked) < 2):
            return None
        return math.fsum(share * weight for share, weight in asked) / math.fsum(weight for _, weight in asked)

    @cache
    def firm(code: str) -> float:
        """Coverage, but none of a mitigated risk where the risk before has not enough."""
        if code in leaves:
            return leaves[code].coverage or 0.0
        node = nodes[code]
        if node["rule"] == "mitigated" and firm(node["of"]) < file.get("min_coverage", 0.5) - 1e-9:
            return 0.0
        weights = node["children"] if "children" in node else mitigation_weights(node)
        asked = [(firm(child), weight) for child, weight in weights.items() if outcome(child).coverage is not None]
        total = math.fsum(weight for _, weight in asked)
        return math.fsum(share * weight for share, weight in asked) / total if total else 0.0

    def seen_from_above(code: str) -> Number:
        if is_dropping and code in nodes and firm(code) < file["min_coverage"] - 1e-9:
            return None
        return outcome(code).value

    def rounded_value(node: Mapping[str, Any]) -> Number:
        if node["rule"] == "mitigated":
            risk, response = seen_from_above(node["of"]), seen_from_above(node["by"])
            value = None if risk is None or response is None else mitigated(file["scale"], node, risk, response)
        else:
            rated = [(seen_from_above(child), weight) for child, weight in node["children"].items() if weight > 0]
            present = [(x, weight) for x, weight in rated if x is not None]
            value = combined(file["scale"], node, present) if present else None
        return None if value is None else rounded(value, node.get("round_to"))

    return {code: outcome(code) for code in (*leaves, *nodes)}


def mitigation_weights(node: Mapping[str, Any]) -> dict[str, float]:
    weights = node.get("weights", {"of": 1.0, "by": 1.0})
    return {node["of"]: weights["of"], node["by"]: weights["by"]}


def mitigated(scale: Mapping[str, float], node: Mapping[str, Any], risk: float, response: float) -> float:
    strength = (response - scale["bottom"]) / (scale["top"] - scale["bottom"])
    return risk - (risk - scale["bottom"]) * node.get("max", 0.5) * strength


def combined(scale: Mapping[str, float], node: Mapping[str, Any], present: Sequence[tuple[float, float]]) -> float:
    total = math.fsum(weight for _, weight in present)
    parts = [(x, weight / total) for x, weight in present]
    match node["rule"]:
        case "minimum":
            return min(x for x, _ in parts)
        case "maximum":
            return max(x for x, _ in parts)
        case "arithmetic":
            return math.fsum(w * x for x, w in parts)
        case "sum":
            return math.fsum(node["children"].values()) * math.fsum(w * x for x, w in parts)
        case "geometric":
            return math.prod(x**w for x, w in parts)
        case "reversed_geometric":
            return reversed_geometric(scale["top"], node.get("k", 10.0), parts)
    exponent = {"quadratic": 2.0, "harmonic": -1.0}.get(node["rule"]) or node["exponent"]
    if exponent < 0.0 and any(x == 0.0 for x, _ in parts):
        return 0.0
    # Divided by the part that the mean leans on, no power of a tiny part leaves what a float holds.
    unit = (max if exponent > 0.0 else min)(x for x, _ in parts)
    if unit == 0.0:
        return 0.0
    return unit * math.fsum(w * (x / unit) ** exponent for x, w in parts) ** (1.0 / exponent)


def reversed_geometric(top: float, k: float, parts: Sequence[tuple[float, float]]) -> float:
    """As published, with 28 digits: near 0 the subtraction k - g costs most of a float's 16."""
    s, ten = Decimal(top), Decimal(k)
    total = sum(Decimal(w) for _, w in parts)
    mean = math.prod((1 + (s - Decimal(x)) * (ten - 1) / s) ** (Decimal(w) / total) for x, w in parts)
    return float(round(s * (ten - mean) / (ten - 1), 20))
