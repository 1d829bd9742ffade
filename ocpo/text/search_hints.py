"""What to say of a search that finds nothing."""

from __future__ import annotations

from typing import Any

MOST_WORDS = 6


def words_alone(rows: Any, typed: str) -> list[dict[str, Any]]:
    """Return each word of a search with how many rows it finds by itself; nothing for a search of one word.

    `rows` is a queryset with `mentioning`. Each word costs a count, so only the first six are asked.
    """
    words = typed.split()[:MOST_WORDS]
    if len(words) < 2:
        return []
    return [{"word": word, "count": rows.mentioning(word).count()} for word in dict.fromkeys(words)]
