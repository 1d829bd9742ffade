"""The rows of an explanation: what adds how much, what moves it, what to find out, where assessors differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from assessments.presentation.bands import ShownValue
from interfaces.models import Interface


@dataclass(frozen=True)
class Output:
    """An output that the page can explain; `query` is the end of the address that shows its explanation."""

    code: str
    title: str
    query: str
    is_current: bool


class Part(TypedDict):
    """Points that something adds, as the list of contributions takes them; `kind` is threat or response."""

    code: str
    label: str
    points: float
    kind: str
    children: list[Part]
    url: NotRequired[str]
    note: NotRequired[str]


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator in a table; `kind` is threat or response."""

    code: str
    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class SwingLine(IndicatorLine):
    """An output's value, in points, at an indicator's lowest and highest plausible value.

    `x` and `width` place the bar between the two: SVG lengths in percent.
    """

    low: float
    high: float
    is_rated: bool
    x: str
    width: str

    @property
    def swing(self) -> float:
        return abs(self.high - self.low)


@dataclass(frozen=True)
class PlanLine(IndicatorLine):
    """An indicator to find out about, for the collection plan.

    `index` is its first-order Sobol index: the share of the mission risk's variance that it explains by itself.
    `variance` is the index times that variance. `holders` are the components that would normally know.
    """

    index: float
    variance: float
    is_rated: bool
    holders: list[str]


@dataclass(frozen=True)
class AgreementLine:
    """Krippendorff's alpha of one interface, None where it is not defined."""

    interface: Interface
    alpha: float | None
    assessors: int
    indicators: int


@dataclass(frozen=True)
class DisagreementLine(IndicatorLine):
    lowest: float
    highest: float


@dataclass(frozen=True)
class ShownAgreement:
    interfaces: list[AgreementLine]
    differences: list[DisagreementLine]


class RobustValue(ShownValue):
    """An output's value beside its values under variants of the method.

    `variant_p5` and `variant_p95` are percentiles over the variants, in points; `variant_same_band` is the share of
    the variants in the band of the framework's own choice.
    """

    variant_p5: float
    variant_p95: float
    variant_same_band: float


@dataclass(frozen=True)
class ShownRobustness:
    variants: int
    rows: list[RobustValue]


def part(code: str, label: str, points: float, kind: str) -> Part:
    return {"code": code, "label": label, "points": points, "kind": kind, "children": []}


def part_of_parts(code: str, label: str, kind: str, children: list[Part]) -> Part:
    total = sum(child["points"] for child in children)
    return {**part(code, label, total, kind), "children": sorted(children, key=lambda child: -abs(child["points"]))}
