"""Narrowing a list by facets whose state lives in the address: any value within a facet, all facets together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import QueryDict

Row = TypeVar("Row")


@dataclass(frozen=True)
class Facet(Generic[Row]):
    """A way to narrow rows: `codes` says which of the `choices` (code to title, in order) hold for a row."""

    name: str
    title: Any
    choices: Mapping[str, Any]
    codes: Callable[[Row], Iterable[str]]


class Narrowing(Generic[Row]):
    """Rows narrowed by the facets that an address selects; codes that no facet knows are ignored."""

    def __init__(self, rows: Sequence[Row], facets: Sequence[Facet[Row]], query: QueryDict) -> None:
        self.all_rows = rows
        self.facets = facets
        self.query = query
        self.held = {facet.name: [frozenset(facet.codes(row)) for row in rows] for facet in facets}
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
        return [n for n in range(len(self.all_rows)) if all(self.held[name][n] & codes for name, codes in wanted)]

    def url(self, **changes: list[str]) -> str:
        """The address of this view with some of its parameters changed; an empty list drops one."""
        query = self.query.copy()
        query.pop("page", None)
        for name, values in changes.items():
            query.setlist(name, values)
        return f"?{query.urlencode()}"

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each facet with its choices, how many rows each would give, and the address that toggles it."""
        return [{"name": facet.name, "title": facet.title, "options": self._options(facet)} for facet in self.facets]

    def _options(self, facet: Facet[Row]) -> list[dict[str, Any]]:
        chosen = self.selected[facet.name]
        counts = Counter(code for n in self._matching(facet.name) for code in self.held[facet.name][n])
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
        """What is selected now, each with the address that takes it away."""
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
        """What a search form has to carry along so that searching keeps the selection."""
        return [(name, code) for name, codes in self.selected.items() for code in codes]
