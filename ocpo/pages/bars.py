"""Where the bars of a page begin and how long they are: a cascade that adds up, spans on one shared scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ocpo.pages.display import share, signed_tenths

Row = dict[str, Any]

ROUND_PARTS = (0.05, 0.1, 0.25, 0.5)


def cascade(rows: Sequence[Mapping[str, Any]], total: float) -> tuple[list[Row], dict[str, str]]:
    """Lay contributions end to end, each beginning where the one before it ended; the last end is `total`.

    `rows`: `{"points", "children"?, ...}`. What belongs to a row lies end to end within that row's own stretch.
    Returns the rows with `text`, `x` and `width` added, and the total's `x` and `width`.
    """
    ends = [0.0]
    for row in rows:
        ends.append(ends[-1] + row["points"])
    reach = Reach.over([*ends, total])
    return _laid(rows, 0.0, reach), reach.bar(0.0, total)


def spans(rows: Iterable[Mapping[str, Any]], value: float) -> tuple[list[Row], str]:
    """Lay spans from `low` to `high` on one scale that holds them all and `value`; return them and where `value` is."""
    found = list(rows)
    reach = Reach.over([value, *(row[end] for row in found for end in ("low", "high"))])
    return [{**row, **reach.bar(row["low"], row["high"])} for row in found], reach.place(value)


def gaps(rows: Iterable[Mapping[str, Any]], span: float) -> tuple[list[Row], float]:
    """Lay differences (`value`, `p5`, `p95`, each a number or None) around a zero in the middle of one shared scale.

    Returns them with `x`, `x_p5`, `x_p95` added (None where there is no number), and how far the scale reaches to
    either side: the smallest round part of `span`, the width of the framework's scale, that holds them all.
    """
    found = list(rows)
    numbers = [abs(row[name]) for row in found for name in ("value", "p5", "p95") if row[name] is not None]
    wide = next((part * span for part in ROUND_PARTS if part * span >= max(numbers, default=0.0)), span)
    reach = Reach(-wide, wide)

    def place(number: float | None) -> str | None:
        return None if number is None else reach.place(number)

    return [
        {**row, "x": place(row["value"]), "x_p5": place(row["p5"]), "x_p95": place(row["p95"])} for row in found
    ], wide


class Reach:
    """A scale just wide enough for some numbers."""

    def __init__(self, lowest: float, highest: float) -> None:
        self.lowest, self.width = lowest, highest - lowest or 1.0

    @classmethod
    def over(cls, numbers: Sequence[float]) -> Reach:
        return cls(min(numbers), max(numbers))

    def place(self, number: float) -> str:
        return share((number - self.lowest) / self.width)

    def bar(self, one: float, other: float) -> dict[str, str]:
        return {"x": self.place(min(one, other)), "width": share(abs(one - other) / self.width)}


def _laid(rows: Iterable[Mapping[str, Any]], start: float, reach: Reach) -> list[Row]:
    laid = []
    for row in rows:
        end = start + row["points"]
        children = _laid(row.get("children", ()), start, reach)
        laid.append({**row, "text": signed_tenths(row["points"]), **reach.bar(start, end), "children": children})
        start = end
    return laid
