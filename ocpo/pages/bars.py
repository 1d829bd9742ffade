"""Computes where the bars of a page begin and how long they are. Positions are SVG lengths in per cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ocpo.pages.display import signed_tenths, svg_length

Row = dict[str, Any]

ROUND_PARTS = (0.05, 0.1, 0.25, 0.5)


def cascade(rows: Sequence[Mapping[str, Any]], total: float) -> tuple[list[Row], dict[str, str]]:
    """Place contributions end to end: each bar begins where the one before ends, and the last one ends at `total`.

    `rows`: `{"points", "children"?, ...}`. The children of a row are placed end to end within the bar of the row.
    Returns the rows with `text`, `x` and `width` added, and the total's `x` and `width`.
    """
    ends = [0.0]
    for row in rows:
        ends.append(ends[-1] + row["points"])
    axis = Axis.over([*ends, total])
    return _end_to_end(rows, 0.0, axis), axis.bar(0.0, total)


def spans(rows: Iterable[Mapping[str, Any]], value: float) -> tuple[list[Row], str]:
    """Place spans from `low` to `high` on one axis that also holds `value`.

    Returns the rows with `x` and `width` added, and the position of `value`.
    """
    found = list(rows)
    axis = Axis.over([value, *(row[end] for row in found for end in ("low", "high"))])
    return [{**row, **axis.bar(row["low"], row["high"])} for row in found], axis.place(value)


def gaps(rows: Iterable[Mapping[str, Any]], span: float) -> tuple[list[Row], float]:
    """Place differences (`value`, `p5`, `p95`, each a number or None) on one axis with zero in the middle.

    Returns the rows with `x`, `x_p5`, `x_p95` added (None where there is no number), and the number at the ends of the
    axis: the smallest round part of `span`, the width of the framework's scale, that holds all numbers.
    """
    found = list(rows)
    numbers = [abs(row[name]) for row in found for name in ("value", "p5", "p95") if row[name] is not None]
    wide = next((part * span for part in ROUND_PARTS if part * span >= max(numbers, default=0.0)), span)
    axis = Axis(-wide, wide)

    def place(number: float | None) -> str | None:
        return None if number is None else axis.place(number)

    return [
        {**row, "x": place(row["value"]), "x_p5": place(row["p5"]), "x_p95": place(row["p95"])} for row in found
    ], wide


class Axis:
    """An axis from the lowest to the highest of some numbers."""

    def __init__(self, lowest: float, highest: float) -> None:
        self.lowest, self.width = lowest, highest - lowest or 1.0

    @classmethod
    def over(cls, numbers: Sequence[float]) -> Axis:
        return cls(min(numbers), max(numbers))

    def place(self, number: float) -> str:
        return svg_length((number - self.lowest) / self.width)

    def bar(self, one: float, other: float) -> dict[str, str]:
        return {"x": self.place(min(one, other)), "width": svg_length(abs(one - other) / self.width)}


def _end_to_end(rows: Iterable[Mapping[str, Any]], start: float, axis: Axis) -> list[Row]:
    placed = []
    for row in rows:
        end = start + row["points"]
        children = _end_to_end(row.get("children", ()), start, axis)
        placed.append({**row, "text": signed_tenths(row["points"]), **axis.bar(start, end), "children": children})
        start = end
    return placed
