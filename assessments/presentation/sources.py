"""What an assessment rests on: how many ratings have reasons and sources, how good and how old the evidence is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median_low

from django.utils.translation import gettext as _

from assessments.models import Answer, Confidence, Credibility, Evidence, Rating, Reliability
from assessments.presentation.explanations import Explanation
from assessments.presentation.ratings import InterfaceRatings
from interfaces.models import Indicator

WEAKEST = 5
# In points of the mission risk: what moves it by less is not worth a search for better sources.
LEAST_POINTS = 0.5
# Grades of the Admiralty code that carry little weight: a source not usually reliable or unreliable, information
# doubtful or improbable.
POOR = {"reliability": ("D", "E"), "credibility": ("4", "5")}


@dataclass(frozen=True)
class SourceShare:
    """How many of all ratings have something, for instance a rationale."""

    title: str
    count: int
    total: int

    @property
    def share(self) -> float:
        return self.count / self.total


@dataclass(frozen=True)
class Grade:
    """A letter or number of the Admiralty code in words."""

    code: str
    title: str


@dataclass(frozen=True)
class GradeRow(Grade):
    """A reliability with the number of pieces of each credibility."""

    counts: list[int]


@dataclass(frozen=True)
class EvidenceAge:
    """A date with its age in whole months on the day of the assessment."""

    title: str
    date: date
    months: int


@dataclass(frozen=True)
class WeakSpot:
    """An indicator that matters and has weak support: its points of the mission risk, and in words what is weak."""

    indicator: Indicator
    points: float
    reasons: list[str]


@dataclass(frozen=True)
class Sources:
    """The ratings that a person may read, as `ratings_by_interface` groups them, and the evidence they rest on."""

    groups: list[InterfaceRatings]
    as_of: date
    explanation: Explanation | None

    @cached_property
    def rated(self) -> list[Rating]:
        return [
            answer.rating
            for group in self.groups
            for row in group.indicators
            for answer in row.answers
            if answer.rating.answer == Answer.RATED
        ]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Return every piece of evidence once, however many ratings rest on it."""
        return list({piece.pk: piece for rating in self.rated for piece in rating.evidence.all()}.values())

    @property
    def shares(self) -> list[SourceShare]:
        """Return how many of the ratings have a rationale, a named source, graded evidence."""
        total = len(self.rated)
        counts = (
            (_("with a rationale"), sum(bool(rating.rationale) for rating in self.rated)),
            (_("with a source named"), sum(has_source(rating) for rating in self.rated)),
            (_("with graded evidence"), sum(bool(rating.evidence.all()) for rating in self.rated)),
        )
        return [SourceShare(title, count, total) for title, count in counts]

    @property
    def grades(self) -> list[GradeRow]:
        """Return the Admiralty grid: a row per reliability, in it the number of pieces of each credibility."""
        counts = Counter((piece.reliability, piece.credibility) for piece in self.evidence)
        return [
            GradeRow(
                reliability.value,
                str(reliability.label)[2:],
                [counts[reliability.value, credibility] for credibility in Credibility.values],
            )
            for reliability in Reliability
        ]

    @property
    def credibilities(self) -> list[Grade]:
        return [Grade(each.value, str(each.label)[2:]) for each in Credibility]

    @property
    def ages(self) -> list[EvidenceAge]:
        """Return the newest, median and oldest date of the evidence with its age in months; none without a date."""
        dates = sorted(piece.dated for piece in self.evidence if piece.dated)
        if not dates:
            return []
        shown = ((_("Newest"), dates[-1]), (_("Median"), median_low(dates)), (_("Oldest"), dates[0]))
        return [EvidenceAge(title, day, months_between(day, self.as_of)) for title, day in shown]

    @property
    def undated(self) -> int:
        return sum(piece.dated is None for piece in self.evidence)

    @property
    def weakest(self) -> list[WeakSpot]:
        """Return the indicators that move the mission risk but have weak support, those that move it most first."""
        points = self.explanation.headline_points if self.explanation else {}
        rows = [
            WeakSpot(row.indicator, points[row.indicator.code], reasons)
            for group in self.groups
            for row in group.indicators
            if abs(points.get(row.indicator.code, 0.0)) >= LEAST_POINTS
            and (reasons := weaknesses(answer.rating for answer in row.answers))
        ]
        return sorted(rows, key=lambda row: -abs(row.points))[:WEAKEST]


def has_source(rating: Rating) -> bool:
    return bool(rating.citations or rating.evidence.all())


def weaknesses(ratings: Iterable[Rating]) -> list[str]:
    """Return in words what is weak about an indicator's ratings: only what holds for all of them."""
    rated = [rating for rating in ratings if rating.answer == Answer.RATED]
    pieces = [piece for rating in rated for piece in rating.evidence.all()]
    found = []
    if all(rating.confidence == Confidence.LOW for rating in rated):
        found.append(_("low confidence"))
    if not any(has_source(rating) for rating in rated):
        found.append(_("no source"))
    elif pieces and all(is_poor(piece) for piece in pieces):
        found.append(_("doubtful evidence only"))
    return found if rated else []


def is_poor(piece: Evidence) -> bool:
    return piece.reliability in POOR["reliability"] or piece.credibility in POOR["credibility"]


def months_between(day: date, as_of: date) -> int:
    """Return the whole months from `day` to `as_of`; below 0 where `day` is in a later month."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month
    return months - (as_of.day < day.day) if months > 0 else months
