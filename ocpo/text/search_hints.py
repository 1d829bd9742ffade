"""Hints for a search that finds nothing."""

from __future__ import annotations

from typing import Any

MAX_WORDS = 6


def count_per_word(rows: Any, typed: str) -> list[dict[str, Any]]:
    """Return `{"word", "count"}` for each word of a search: how many rows it finds alone. [] for a search of one word.

    `rows` is a queryset with `mentioning`. Each word costs a query, so only the first six are counted.
    """
    words = typed.split()[:MAX_WORDS]
    if len(words) < 2:
        return []
    return [{"word": word, "count": rows.mentioning(word).count()} for word in dict.fromkeys(words)]
