"""Shapes stored scores and ratings for pages: the one place that knows how nodes become rows, cells and tabs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.frameworks import engine_framework, with_band_title
from assessments.models import Answer, Assessment, Rating, Score
from assessments.services import RECOMPUTE
from interfaces.models import Indicator, Interface, Target
from ocpo.accounts.models import User
from ocpo.jobs.models import Job

Value = dict[str, Any]


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
class ShownScore:
    """A score as pages show it; `nodes` is the full result or only the summary, whichever the page needs."""

    score: Score
    framework: scoring.Framework
    nodes: dict[str, Value]
    axes: Axes

    def value(self, code: str) -> Value:
        """Return a node with its band's title, as the display components take it."""
        return {**with_band_title(self.framework, self.nodes[code]), "code": code}

    def _only(self, kind: str, interface: str = "", target: str = "") -> Value:
        (node,) = self.framework.find(kind=kind, interface=interface, target=target)
        return self.value(node.code)

    @property
    def risk(self) -> Value:
        return self._only("risk")

    @property
    def inherent(self) -> Value:
        return self._only("inherent")

    @cached_property
    def targets(self) -> list[dict[str, Any]]:
        """Return the three targets, each with its inherent and its residual risk."""
        return [
            {
                "target": target,
                "inherent": self._only("inherent", target=target.code),
                "residual": self._only("target", target=target.code),
            }
            for target in self.axes.targets
        ]

    @cached_property
    def interfaces(self) -> list[dict[str, Any]]:
        """Return the seven interfaces with their values, in the order of the paper."""
        return [
            {"interface": interface, "value": self._only("interface", interface=interface.code)}
            for interface in self.axes.interfaces
        ]

    @property
    def threats(self) -> list[dict[str, Any]]:
        return [row for row in self.interfaces if not row["interface"].is_response]

    @property
    def response(self) -> dict[str, Any]:
        return next(row for row in self.interfaces if row["interface"].is_response)

    def mechanisms(self, interface: Interface) -> list[Value]:
        """Return the values of an interface's mechanisms, in the order of the framework."""
        return [self.value(node.code) for node in self.framework.find(kind="mechanism", interface=interface.code)]

    @property
    def has_rating(self) -> bool:
        """Say whether anything at all is rated: without a rating there is no score, and nothing to draw."""
        return any(row["value"]["coverage"] for row in self.interfaces)

    @property
    def matrix_targets(self) -> list[dict[str, str]]:
        return [{"title": target.title} for target in self.axes.targets]

    @cached_property
    def matrix_rows(self) -> list[dict[str, Any]]:
        """Return the threat matrix: a row per threat interface, a cell per target, None where there is no bearing."""
        return [
            {
                "title": row["interface"].short_title,
                "url": f"#{row['interface'].code}",
                "cells": [self._cell(row["interface"], target["target"]) for target in self.targets],
            }
            for row in self.threats
        ]

    def _cell(self, interface: Interface, target: Target) -> dict[str, Any] | None:
        found = self.framework.find(kind="cell", interface=interface.code, target=target.code)
        return {"value": self.value(found[0].code)} if found else None

    @property
    def matrix_totals(self) -> dict[str, Any]:
        cells = [{"value": target["inherent"]} for target in self.targets]
        return {"title": _("All six, before the response"), "cells": cells}


def shown_score(assessment: Assessment) -> ShownScore | None:
    """Return the assessment's current score in full, None before the first one is computed."""
    score = assessment.current_score
    if score is None:
        return None
    return ShownScore(score, engine_framework(assessment.framework), score.result["nodes"], Axes.read())


def shown_summary(assessment: Assessment, axes: Axes) -> ShownScore | None:
    """Return the few nodes that lists show, without reading the whole result."""
    score = assessment.current_score
    if score is None:
        return None
    return ShownScore(score, engine_framework(assessment.framework), score.summary, axes)


def recompute_failed(assessment: Assessment) -> bool:
    """Say whether the last attempt to score the assessment gave up."""
    return Job.objects.failed_for(RECOMPUTE, str(assessment.pk)) is not None


def answer_words(indicator: Indicator, answer: str | None) -> str:
    """Return an answer in words: the level's number and label, "Not known", "Not applicable", "Not yet rated"."""
    if not answer:
        return _("Not yet rated")
    levels = {str(level.level): f"{level.level} {level.label}" for level in indicator.scale}
    return levels.get(answer) or str(Answer(answer).label)


def sheet_tabs(assessment: Assessment, person: User) -> list[dict[str, Any]]:
    """Return the seven interfaces with the indicators asked of each and how many the person has answered."""
    asked: dict[str, list[Any]] = {}
    for indicator in assessment.asked_indicators():
        asked.setdefault(indicator.interface.code, []).append(indicator)
    answered = set(assessment.ratings.of(person).values_list("indicator_id", flat=True))
    return [
        {
            "interface": interface,
            "indicators": asked.get(interface.code, []),
            "total": len(asked.get(interface.code, [])),
            "done": sum(indicator.pk in answered for indicator in asked.get(interface.code, [])),
        }
        for interface in Interface.objects.all()
    ]


def ratings_by_interface(assessment: Assessment) -> list[dict[str, Any]]:
    """Return every indicator asked, interface by interface, with all that was said about it."""
    said: dict[int, list[Rating]] = {}
    for rating in assessment.ratings.select_related("assessor"):
        said.setdefault(rating.indicator_id, []).append(rating)
    groups: dict[str, dict[str, Any]] = {}
    for indicator in assessment.asked_indicators():
        start = {"interface": indicator.interface, "indicators": [], "done": 0, "total": 0}
        group = groups.setdefault(indicator.interface.code, start)
        answers = [_said(indicator, rating) for rating in said.get(indicator.pk, [])]
        group["indicators"].append({"indicator": indicator, "answers": answers})
        group["done"] += bool(answers)
        group["total"] += 1
    return list(groups.values())


def _said(indicator: Indicator, rating: Rating) -> dict[str, Any]:
    """Return a rating with its answer in words and, where it chose one, the written level."""
    chosen = str(rating.level) if rating.answer == Answer.RATED else rating.answer
    level = next((level for level in indicator.scale if str(level.level) == chosen), None)
    return {"rating": rating, "words": answer_words(indicator, chosen), "level": level}
