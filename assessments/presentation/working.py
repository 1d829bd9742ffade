"""One number of a score and how it came about: its rule with its own numbers, its parts, the nodes it counts in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessments import scoring
from assessments.models import Answer
from assessments.presentation.bands import ShownValue
from assessments.presentation.formulas import Formula, formula_of, in_numbers, symbol_words
from assessments.presentation.likelihoods import ShownLikelihood, shown_likelihood
from assessments.presentation.scores import ShownScore
from assessments.scoring.framework import DROP
from assessments.scoring.normalisation import Ordinal
from assessments.scoring.working import Part, working


@dataclass(frozen=True)
class BandShare:
    """A band from one edge to the other, and the share of the draws in it."""

    title: str
    start: float
    end: float
    share: float


@dataclass(frozen=True)
class Parent:
    """A node in which another one counts."""

    code: str
    title: str
    value: ShownValue


@dataclass(frozen=True)
class ShownPart:
    """A child of a node as it counts there.

    `counted` is the value that it counts with, None if it is missing; `weight` is the framework's, `share` the weight
    in use after missing parts gave theirs away; `points` is what it adds to the node, None if the node is withheld.
    """

    node: ShownValue
    role: str
    counted: float | None
    weight: float
    share: float
    points: float | None


@dataclass(frozen=True)
class LevelPoints:
    """What a level is worth on the framework's scale."""

    level: int
    points: float


@dataclass(frozen=True)
class ShownNode:
    """One indicator or node of a score, for the page that shows its working.

    Below the minimum coverage the node's own value is withheld here as everywhere, and so are its formula in numbers
    and the points of its parts. The values that its children count with are shown, even where a child is below the
    minimum itself: without them nobody could compute the node again.
    """

    score: ShownScore
    code: str

    @property
    def item(self) -> scoring.Node | scoring.Indicator:
        return self.score.framework.by_code[self.code]

    @property
    def is_indicator(self) -> bool:
        return isinstance(self.item, scoring.Indicator)

    @property
    def role(self) -> str:
        return self.score.role(self.code)

    @property
    def value(self) -> ShownValue:
        return self.score.value(self.code)

    @property
    def likelihood(self) -> ShownLikelihood | None:
        return shown_likelihood(self.score.framework, self.value, self.role)

    @property
    def bands(self) -> list[BandShare]:
        """Return the bands with their probabilities; none where they are withheld or were not computed."""
        probabilities = self.value.get("bands") if self.value["is_enough"] else None
        if not probabilities:
            return []
        bands = self.score.framework.bands
        return [BandShare(band.title, band.start, band.end, probabilities[band.code]) for band in bands]

    @property
    def parents(self) -> list[Parent]:
        """Return the nodes in which this one counts, in the order of the framework; there may be several."""
        found = []
        for code in self.score.framework.file_order:
            parent = self.score.framework.node(code)
            weights = dict(zip(parent.children, parent.weights, strict=True))
            if weights.get(self.code):
                found.append(Parent(code, parent.title, self.score.value(code)))
        return found

    # --- Nodes

    @property
    def formula(self) -> Formula:
        return formula_of(self._node, self.score.framework.scale)

    @property
    def symbol_words(self) -> str:
        """Return what the symbols of the formula stand for, with this node's own parameters."""
        return symbol_words(self._node, self.score.framework.scale)

    @cached_property
    def _parts(self) -> list[Part]:
        framework = self.score.framework
        return working(framework, self.code, {code: self._counted(code) for code in self._node.children})

    @property
    def _node(self) -> scoring.Node:
        return self.score.framework.node(self.code)

    def _counted(self, code: str) -> float | None:
        """Return what a child counts with: its value, unless the framework drops what has not enough evidence."""
        child = self.score.nodes[code]
        is_dropped = self.score.framework.below_min == DROP and not child["is_enough"]
        return None if is_dropped else child["value"]

    @property
    def in_numbers(self) -> str:
        """Return the formula with this node's numbers; empty where the result is withheld or there is none."""
        if not self.value["is_enough"]:
            return ""
        return in_numbers(self._node, self.score.framework.scale, self._parts)

    @property
    def parts(self) -> list[ShownPart]:
        """Return the children with weight and points, those that add most first."""
        shows_points = self.value["is_enough"]
        rows = [
            ShownPart(
                node=self.score.value(part.code),
                role=self.score.role(part.code),
                counted=part.value,
                weight=part.weight,
                share=part.share,
                points=part.points if shows_points else None,
            )
            for part in self._parts
        ]
        return rows if self.is_mitigation else sorted(rows, key=lambda row: -(row.points or 0.0))

    @property
    def is_mitigation(self) -> bool:
        return self._node.rule == "mitigated"

    @property
    def has_missing(self) -> bool:
        """Say whether a child's weight went to its siblings."""
        return not self.is_mitigation and any(part.share == 0.0 for part in self._parts)

    @property
    def has_thin(self) -> bool:
        """Say whether a child counts whose own value is withheld."""
        counted = (part.code for part in self._parts if part.value is not None)
        return any(not self.score.nodes[code]["is_enough"] for code in counted)

    # --- Indicators

    @property
    def bests(self) -> list[float]:
        """Return the assessors' best estimates that the score was computed from, the lowest first.

        Their order must not reveal who gave them.
        """
        rows = self.score.score.inputs["ratings"]
        own = (row["best"] for row in rows if row["indicator"] == self.code and row["answer"] == Answer.RATED)
        return sorted(best for best in own if best is not None)

    @property
    def mean_of_bests(self) -> float:
        return sum(self.bests) / len(self.bests)

    @property
    def level_points(self) -> list[LevelPoints]:
        """Return what each level of an ordinal indicator is worth on the framework's scale; none for a quantity."""
        indicator = self.item
        if not isinstance(indicator, scoring.Indicator) or not isinstance(indicator.normalisation, Ordinal):
            return []
        levels = np.arange(indicator.normalisation.first, indicator.normalisation.last + 1, dtype=float)
        values = indicator.fit(levels, self.score.framework.scale).apply(levels)
        pairs = zip(levels.tolist(), values.tolist(), strict=True)
        return [LevelPoints(int(level), value) for level, value in pairs]
