"""What a framework is: a versioned, weighted graph of indicators and nodes."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.normalisation import Fitted, Normalisation, Scale, ZScore
from assessments.scoring.rounding import half_up

SCHEMA = "ocpo-framework/1"
SHOW_RANGE = "show_range"
DROP = "drop"
NEGATIVE = "negative"
POSITIVE = "positive"
EXPONENTS = {"arithmetic": 1.0, "quadratic": 2.0, "harmonic": -1.0}


@dataclass(frozen=True)
class Band:
    """A named stretch of the scale, `start` included, `end` not (the top band holds its end too)."""

    code: str
    title: str
    start: float
    end: float


@dataclass(frozen=True)
class Margins:
    """How far the truth may lie from a best estimate without bounds, by confidence: in levels, or in percent."""

    high: float
    medium: float
    low: float


@dataclass(frozen=True)
class Indicator:
    """A leaf: one question, answered by a level or a quantity. No phases means every phase.

    `round_to` rounds the value on the scale, half up, before any node sees it.
    """

    code: str
    title: str
    normalisation: Normalisation
    polarity: str = POSITIVE
    phases: tuple[str, ...] = ()
    unit: str = ""
    question: str = ""
    descriptors: tuple[str, ...] = ()
    round_to: int | None = None

    def fit(self, units: Array, scale: Scale) -> Fitted:
        """The map from raw numbers to values, fitted to the compared units (one column, NaN where not known)."""
        z_score = self.normalisation if isinstance(self.normalisation, ZScore) else None
        fitted = self.normalisation.fit(units, scale)
        if self.polarity == NEGATIVE:
            fitted = fitted.reversed(2.0 * z_score.mean if z_score else scale.bottom + scale.top)
        if z_score and z_score.clip:
            fitted = fitted.then(lambda value: np.clip(value, scale.bottom, scale.top))
        decimals = self.round_to
        return fitted if decimals is None else fitted.then(lambda value: half_up(value, decimals))


@dataclass(frozen=True)
class Node:
    """An inner node: a rule over weighted children. A mitigated node has two, (of, by), in this order."""

    code: str
    title: str
    rule: str
    children: tuple[str, ...]
    weights: tuple[float, ...]
    kind: str = ""
    interface: str = ""
    mechanism: str = ""
    target: str = ""
    role: str = ""
    exponent: float | None = None
    k: float = 10.0
    max_mitigation: float = 0.5
    round_to: int | None = None

    @property
    def power(self) -> float | None:
        """The exponent of a power mean (1 for the arithmetic, 2 for the quadratic ...); None for another rule."""
        return self.exponent if self.rule == "power" else EXPONENTS.get(self.rule)


@dataclass(frozen=True)
class Framework:
    """A validated framework; `load` makes one. `nodes` stand in topological order, children before parents.

    `codes` is the axis of every result: the indicators in their order, then the nodes in theirs.
    """

    code: str
    version: str
    title: str
    headline: str
    scale: Scale
    bands: tuple[Band, ...]
    indicators: tuple[Indicator, ...]
    nodes: tuple[Node, ...]
    file_order: tuple[str, ...]
    description: str = ""
    min_coverage: float = 0.5
    below_min: str = SHOW_RANGE
    phases: tuple[str, ...] = ()
    level_margins: Margins = field(default=Margins(0.5, 1.0, 2.0))
    percent_margins: Margins = field(default=Margins(5.0, 15.0, 30.0))
    schema: str = SCHEMA

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.by_code)

    @cached_property
    def positions(self) -> dict[str, int]:
        return {code: position for position, code in enumerate(self.codes)}

    @cached_property
    def by_code(self) -> dict[str, Indicator | Node]:
        items: list[Indicator | Node] = [*self.indicators, *self.nodes]
        return {item.code: item for item in items}

    def node(self, code: str) -> Node:
        """The inner node of that code; KeyError if there is none."""
        found = self.by_code[code]
        if not isinstance(found, Node):
            raise KeyError(f"{code} is an indicator, not a node")
        return found

    def find(self, **about: str) -> tuple[Node, ...]:
        """The nodes of that kind, interface, mechanism, target or role, in file order.

        `find(kind="cell", interface="corrupts-elites", target="peace-operation")` is one cell of the threat matrix.
        """
        written = (self.node(code) for code in self.file_order)
        return tuple(node for node in written if all(getattr(node, key) == value for key, value in about.items()))

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The nodes that are explained: the headline, then the risks to the targets."""
        return tuple(dict.fromkeys((self.headline, *(node.code for node in self.find(kind="target")))))

    def leaves_of(self, code: str) -> tuple[str, ...]:
        """The indicators beneath a node, each once, in the framework's order; children of weight 0 left out."""
        wanted, beneath = [code], set()
        while wanted:
            item = self.by_code[wanted.pop()]
            if isinstance(item, Indicator):
                beneath.add(item.code)
            else:
                weighted = zip(item.children, item.weights, strict=True)
                wanted.extend(child for child, weight in weighted if weight > 0.0 or item.rule == "mitigated")
        return tuple(indicator.code for indicator in self.indicators if indicator.code in beneath)

    def applicable_in(self, phase: str) -> Mask:
        """Which indicators are asked in a phase: [indicators]. KeyError if the framework has no such phase."""
        if phase not in self.phases:
            raise KeyError(f"{self.code} has no phase {phase!r}; it has {', '.join(self.phases)}")
        return np.array([not item.phases or phase in item.phases for item in self.indicators])
