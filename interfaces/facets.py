"""Filtering a list by facets. The selection stands in the address.

A row is kept if, for each facet with a selection, it has at least one of the selected codes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import QueryDict

Row = TypeVar("Row")


@dataclass(frozen=True)
class Facet(Generic[Row]):
    """One way to filter rows. `choices` maps each code to its title, in order; `codes` returns the codes of a row."""

    name: str
    title: Any
    choices: Mapping[str, Any]
    codes: Callable[[Row], Iterable[str]]


class Narrowing(Generic[Row]):
    """The rows that an address selects by its facets. Unknown codes in the address are ignored."""

    def __init__(self, rows: Sequence[Row], facets: Sequence[Facet[Row]], query: QueryDict) -> None:
        self.all_rows = rows
        self.facets = facets
        self.query = query
        self.codes_of_rows = {facet.name: [frozenset(facet.codes(row)) for row in rows] for facet in facets}
        self.selected = {
            facet.name: [code for code in query.getlist(facet.name) if code in facet.choices] for facet in facets
        }

    @property
    def rows(self) -> list[Row]:
        return [self.all_rows[n] for n in self._matching()]

    @property
    def is_narrowed(self) -> bool:
        return any(self.selected.values())

    def _matching(self, except_facet: str = "") -> list[int]:
        wanted = [(name, set(codes)) for name, codes in self.selected.items() if codes and name != except_facet]
        return [
            n for n in range(len(self.all_rows)) if all(self.codes_of_rows[name][n] & codes for name, codes in wanted)
        ]

    def url(self, **changes: list[str]) -> str:
        """Return this page's address with some parameters changed; an empty list removes a parameter."""
        query = self.query.copy()
        query.pop("page", None)
        for name, values in changes.items():
            query.setlist(name, values)
        return f"?{query.urlencode()}"

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each facet with its choices: how many rows each would give, and the address that selects or removes it."""
        return [{"name": facet.name, "title": facet.title, "options": self._options(facet)} for facet in self.facets]

    def _options(self, facet: Facet[Row]) -> list[dict[str, Any]]:
        chosen = self.selected[facet.name]
        counts = Counter(code for n in self._matching(facet.name) for code in self.codes_of_rows[facet.name][n])
        return [
            {
                "title": title,
                "count": counts[code],
                "is_selected": code in chosen,
                "url": self.url(
                    **{facet.name: [c for c in chosen if c != code] if code in chosen else [*chosen, code]}
                ),
            }
            for code, title in facet.choices.items()
            if counts[code] or code in chosen
        ]

    @property
    def removals(self) -> list[dict[str, Any]]:
        """The selected choices, each with the address that removes it."""
        return [
            {
                "facet": facet.title,
                "title": facet.choices[code],
                "url": self.url(**{facet.name: [c for c in self.selected[facet.name] if c != code]}),
            }
            for facet in self.facets
            for code in self.selected[facet.name]
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Names and values of the hidden fields with which a search form keeps the selection."""
        return [(name, code) for name, codes in self.selected.items() for code in codes]
