"""A stored score as pages show it: only this module turns nodes into rows and cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NotRequired, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.computing.frameworks import engine_framework, require_known_engine, require_nodes
from assessments.computing.results import LISTED_KINDS
from assessments.models import Assessment, Score
from assessments.models.stored import Nodes, Result
from assessments.presentation.bands import ShownValue, shown_value
from assessments.presentation.likelihoods import ShownLikelihood, shown_likelihood
from assessments.presentation.outside import outside_words
from interfaces.models import Interface, Target
from ocpo.accounts.models import User
from ocpo.unreadable import Unreadable


@dataclass(frozen=True)
class Axes:
    """The seven interfaces and the three targets: the rows and columns of every picture, read once per page."""

    interfaces: list[Interface]
    targets: list[Target]

    @classmethod
    def read(cls) -> Axes:
        return cls(list(Interface.objects.all()), list(Target.objects.all()))

    @property
    def threats(self) -> list[Interface]:
        return [interface for interface in self.interfaces if not interface.is_response]


@dataclass(frozen=True)
class ShownTarget:
    """A target with its inherent and its residual risk, and how likely the bands of its residual risk are."""

    target: Target
    inherent: ShownValue
    residual: ShownValue
    likelihood: ShownLikelihood | None


@dataclass(frozen=True)
class ShownInterface:
    """An interface with its value."""

    interface: Interface
    value: ShownValue


class MatrixCell(TypedDict):
    """A cell of the threat matrix, which opens to its working."""

    value: ShownValue
    url: str


class MatrixRow(TypedDict):
    """An interface with one cell for each target, None where the interface has no effect on the target."""

    title: str
    cells: list[MatrixCell | None]
    url: NotRequired[str]


@dataclass(frozen=True)
class ShownScore:
    """A score as pages show it; `nodes` is the full result or only the summary, whichever the page needs."""

    score: Score
    framework: scoring.Framework
    nodes: Nodes
    axes: Axes

    @property
    def listed_codes(self) -> list[str]:
        """Return the codes of the nodes in the order of the framework; a database keeps no order of its own."""
        return [code for code in self.framework.codes if code in self.nodes]

    def value(self, code: str) -> ShownValue:
        """Return a node as the display components take it."""
        return shown_value(self.framework, code, self.nodes[code])

    def node_url(self, code: str) -> str:
        """Return where the working of a node or indicator is shown."""
        return reverse("node-detail", args=[self.score.assessment_id, code])

    def role(self, code: str) -> str:
        """Return "response" for the response interface and all beneath it, else "threat": it decides the colours."""
        return "response" if code in self._response else "threat"

    @cached_property
    def _response(self) -> set[str]:
        wanted, found = [node.code for node in self.framework.find(kind="interface", role="response")], set()
        while wanted:
            code = wanted.pop()
            found.add(code)
            wanted.extend(getattr(self.framework.by_code[code], "children", ()))
        return found

    def _only(self, kind: str, interface: str = "", target: str = "") -> ShownValue:
        (node,) = self.framework.find(kind=kind, interface=interface, target=target)
        return self.value(node.code)

    @property
    def result(self) -> Result:
        """Return all that was computed, at full precision; what an older engine did not compute is absent."""
        return self.score.result

    @property
    def risk(self) -> ShownValue:
        return self._only("risk")

    @property
    def inherent(self) -> ShownValue:
        return self._only("inherent")

    @cached_property
    def targets(self) -> list[ShownTarget]:
        return [self._target(target) for target in self.axes.targets]

    def _target(self, target: Target) -> ShownTarget:
        inherent, residual = (self._only(kind, target=target.code) for kind in ("inherent", "target"))
        return ShownTarget(target, inherent, residual, shown_likelihood(self.framework, residual))

    @property
    def outside_words(self) -> str:
        """Return why the mission risk lies beyond its 90% interval; "" where it does not."""
        return outside_words(self.framework, self.score.inputs, self.risk)

    @property
    def risk_likelihood(self) -> ShownLikelihood | None:
        return shown_likelihood(self.framework, self.risk)

    @cached_property
    def interfaces(self) -> list[ShownInterface]:
        """Return the seven interfaces with their values, in the order of the paper."""
        return [ShownInterface(each, self._only("interface", interface=each.code)) for each in self.axes.interfaces]

    @property
    def threats(self) -> list[ShownInterface]:
        return [row for row in self.interfaces if not row.interface.is_response]

    @property
    def response(self) -> ShownInterface:
        return next(row for row in self.interfaces if row.interface.is_response)

    def mechanisms(self, interface: Interface) -> list[ShownValue]:
        """Return the values of an interface's mechanisms, in the order of the framework."""
        return [self.value(node.code) for node in self.framework.find(kind="mechanism", interface=interface.code)]

    @property
    def has_rating(self) -> bool:
        """Say whether anything at all is rated: without a rating there is no score, and nothing to draw."""
        return any(row.value["coverage"] for row in self.interfaces)

    @property
    def matrix_targets(self) -> list[dict[str, str]]:
        return [{"title": target.title} for target in self.axes.targets]

    @cached_property
    def matrix_rows(self) -> list[MatrixRow]:
        """Return the threat matrix: a row per threat interface, a cell per target."""
        return [
            {
                "title": row.interface.short_title,
                "url": f"#{row.interface.code}",
                "cells": [self._cell(row.interface, target) for target in self.axes.targets],
            }
            for row in self.threats
        ]

    def _cell(self, interface: Interface, target: Target) -> MatrixCell | None:
        found = self.framework.find(kind="cell", interface=interface.code, target=target.code)
        return self._linked(self.value(found[0].code)) if found else None

    def _linked(self, value: ShownValue) -> MatrixCell:
        return {"value": value, "url": self.node_url(value["code"])}

    @property
    def matrix_totals(self) -> MatrixRow:
        cells: list[MatrixCell | None] = [self._linked(target.inherent) for target in self.targets]
        return {"title": _("All six, before the response"), "cells": cells}


def shown_score(assessment: Assessment, person: User) -> ShownScore | None:
    """Return in full the score that a person may see, None before it is computed.

    That is the assessment's current score; while the first round is private, the one of the person's own ratings.
    Raises Unreadable.
    """
    score = assessment.current_score
    if assessment.is_private:
        score = assessment.scores.filter(assessor=person).order_by("-revision", "-pk").first()
    if score is None:
        return None
    return whole_score(assessment, score, Axes.read())


def whole_score(assessment: Assessment, score: Score, axes: Axes) -> ShownScore:
    """Return a score in full. Raises Unreadable where it cannot be read by this version."""
    require_known_engine(score.engine_version)
    framework = engine_framework(assessment.framework)
    nodes = score.result.get("nodes", {})
    require_nodes(nodes, framework.codes)
    return ShownScore(score, framework, nodes, axes)


def shown_summary(assessment: Assessment, axes: Axes) -> ShownScore | None:
    """Return the score with only the nodes that lists show, without reading the whole result.

    None without a score. None, too, for one that cannot be read: the list must still show the others.
    """
    score = assessment.current_score
    if score is None:
        return None
    try:
        require_known_engine(score.engine_version)
        framework = engine_framework(assessment.framework)
        require_nodes(score.summary, [node.code for kind in LISTED_KINDS for node in framework.find(kind=kind)])
    except Unreadable:
        return None
    return ShownScore(score, framework, score.summary, axes)
