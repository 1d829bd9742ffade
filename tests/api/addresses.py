"""Every address of the project as the resolver knows it, with its parameters filled from a given mission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("get", "post", "put", "patch", "delete")
API = "api"


class UnknownParametersError(AssertionError):
    """A route takes parameters that no test fills: say in `addresses.py` what they stand for."""


@dataclass(frozen=True)
class Route:
    """One named address: its name with its namespace, its template, and the parameters that it takes."""

    name: str
    template: str
    parameters: frozenset[str]

    @property
    def is_api(self) -> bool:
        return self.name.startswith(f"{API}:")


# What a parameter stands for, by the start of the address: mission data is hidden, the rest is the same for everyone.
MISSION_DATA = {
    "missions/": {"code", "pk"},
    "assessments/": {"pk", "indicator", "node", "scenario"},
    "api/v1/missions/": {"code"},
    "api/v1/assessments/": {"pk", "indicator", "scenario"},
}
SAME_FOR_ALL = {
    "interfaces/": {"code"},
    "indicators/": {"code"},
    "catalogue/measures/": {"code"},
    "catalogue/missions/": {"code"},
    "account/tokens/": {"token_key"},
    "api/v1/interfaces/": {"code"},
    "api/v1/indicators/": {"code"},
    "api/v1/catalogue/areas/": {"code"},
    "api/v1/catalogue/measures/": {"code"},
    "api/v1/reference/missions/": {"code"},
    "api/v1/questions/": {"code"},
    "api/v1/frameworks/": {"code"},
}


def all_routes() -> list[Route]:
    """Return every named route, pages and API."""
    return [route for route in walk(get_resolver().url_patterns) if route.name]


def walk(patterns: list[Any], template: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in patterns:
        whole = template + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            below = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry.url_patterns, whole, below)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, whole, frozenset(entry.pattern.regex.groupindex))


def is_about_a_mission(route: Route) -> bool:
    """Say whether the route's parameters lead to mission data.

    Raises UnknownParametersError for a route that nobody foresaw.
    """
    if not route.parameters:
        return False
    for starts, is_hidden in ((MISSION_DATA, True), (SAME_FOR_ALL, False)):
        for start, known in starts.items():
            if route.template.startswith(start) and route.parameters <= known:
                return is_hidden
    raise UnknownParametersError(f"{route.template} takes {sorted(route.parameters)}: what do they stand for?")


def address(route: Route, values: Mapping[str, object]) -> str:
    """Return the route's address with each of its parameters taken from `values`."""
    return reverse(route.name, kwargs={name: values[name] for name in route.parameters})


def values_for(
    route: Route, *, code: str, assessment: int, membership: int, indicator: str, scenario: int = 0
) -> dict[str, object]:
    """Return the values of a mission-related route's parameters; `pk` is a membership below a mission."""
    pk = membership if "missions/" in route.template else assessment
    return {"code": code, "pk": pk, "indicator": indicator, "node": "mission-risk", "scenario": scenario}
