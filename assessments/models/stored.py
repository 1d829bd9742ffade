"""What the JSON columns of scores and scenarios hold: one description for the engine's side, pages, API and tests.

Values, bounds and points are on the framework's scale, unrounded; shares, probabilities and coverages run from 0 to 1.
A key that is not required is absent from what an older engine stored.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Answered(TypedDict):
    """An answer to one indicator; numbers are levels, or quantities in its unit, and None where none was given."""

    answer: str
    best: float | None
    lowest: float | None
    highest: float | None
    confidence: str


class RatingInput(Answered):
    """A rating as the engine reads it; assessors are numbered from 1, not named."""

    indicator: str
    assessor: int


class Record(TypedDict):
    """What the engine reads of an assessment; `phase` is None where it looks back on the whole mission."""

    phase: str | None
    ratings: list[RatingInput]


class NodeNumbers(TypedDict):
    """What is computed of a node or indicator, without its band.

    `lower` and `upper` are the hard bounds: everything unrated at its best, at its worst. `value` is given even below
    the minimum coverage, because it counts for the parents: read `is_enough` first. `mean`, `median`, `p5` and `p95`
    are of the draws. `bands` holds the probability of each band by its code.
    """

    title: str
    kind: str
    value: float | None
    lower: float | None
    upper: float | None
    coverage: float | None
    is_applicable: bool
    is_enough: bool
    mean: NotRequired[float | None]
    median: NotRequired[float | None]
    p5: NotRequired[float | None]
    p95: NotRequired[float | None]
    bands: NotRequired[dict[str, float] | None]


class Node(NodeNumbers):
    """A node or indicator with the code of its band."""

    band: str | None


Nodes = dict[str, Node]


class Contributions(TypedDict):
    """The points of each indicator, which sum with `baseline` to an output's value; what lowers it is below 0."""

    baseline: float
    points: dict[str, float]


class Swing(TypedDict):
    """An output's value at the lowest and at the highest plausible value of one indicator."""

    low: float
    high: float
    is_rated: bool


class PlanRow(TypedDict):
    """What knowing an indicator would tell: its first-order Sobol index, and that times the headline's variance."""

    indicator: str
    index: float
    variance: float


class RobustNode(TypedDict):
    """An output over the variants of the method; `bands` and `same_band` are shares of the variants."""

    p5: float
    p95: float
    bands: dict[str, float] | None
    same_band: float


class Robustness(TypedDict):
    variants: int
    nodes: dict[str, RobustNode | None]


class InterfaceAgreement(TypedDict):
    """Krippendorff's alpha of one interface, ordinal; None where it is not defined."""

    alpha: float | None
    assessors: int
    indicators: int


class Disagreement(TypedDict):
    """An indicator whose levels lie far apart."""

    indicator: str
    lowest: float
    highest: float


class Agreement(TypedDict):
    interfaces: dict[str, InterfaceAgreement]
    differences: list[Disagreement]


class Result(TypedDict):
    """All that was computed of a record; explanations are by output, None for one without a value."""

    nodes: Nodes
    draws: NotRequired[int]
    contributions: NotRequired[dict[str, Contributions | None]]
    tornado: NotRequired[dict[str, dict[str, Swing]]]
    collection_plan: NotRequired[list[PlanRow]]
    robustness: NotRequired[Robustness]
    agreement: NotRequired[Agreement]


class Changes(TypedDict):
    """What a scenario changes; `phase` is absent where it stays. Ratings are by code of an indicator."""

    ratings: dict[str, Answered]
    phase: NotRequired[str | None]


class HeadlineDifference(TypedDict):
    """The scenario's headline less the assessment's, in points, from the same draws.

    `lower` and `higher` are the shares of the draws in which the scenario is lower, higher.
    """

    value: float | None
    median: float | None
    p5: float | None
    p95: float | None
    lower: float | None
    higher: float | None


class NodeDifferences(TypedDict):
    headline: HeadlineDifference
    nodes: dict[str, float | None]


class Replaced(TypedDict):
    """What the assessment said where the scenario says something else; ratings by code, one row per assessor."""

    phase: str | None
    ratings: dict[str, list[Answered]]


class ScenarioResult(TypedDict):
    """A scenario's nodes, those that it started from, and the difference between the two."""

    seed: int
    draws: int
    replaced: Replaced
    base: Nodes
    nodes: Nodes
    difference: NodeDifferences
    engine_version: NotRequired[str]
