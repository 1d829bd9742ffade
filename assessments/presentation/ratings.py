"""Ratings as pages show them: answers in words, tabs of the sheet, all ratings of an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Evidence, Rating
from assessments.presentation.badges import Badge, badges
from assessments.presentation.roles import Roles, in_order_of_levels
from interfaces.models import Indicator, Interface, Level
from ocpo.accounts.models import User


@dataclass(frozen=True)
class SheetTab:
    """An interface on the sheet, the indicators asked of it and those that the person has not answered."""

    interface: Interface
    indicators: list[Indicator]
    unrated: list[Indicator]

    @property
    def total(self) -> int:
        return len(self.indicators)

    @property
    def done(self) -> int:
        return len(self.indicators) - len(self.unrated)


@dataclass(frozen=True)
class EvidenceUse:
    """A piece of evidence with the indicators whose ratings rest on it."""

    piece: Evidence
    indicators: list[Indicator]
    is_removable: bool


@dataclass(frozen=True)
class GivenAnswer:
    """A rating with its answer in words, the level chosen from the scale, the role of who gave it, and its badge."""

    rating: Rating
    words: str
    level: Level | None
    by: str
    badge: Badge | None


@dataclass(frozen=True)
class RatedIndicator:
    indicator: Indicator
    answers: list[GivenAnswer]


@dataclass
class InterfaceRatings:
    """The indicators of an interface with their ratings."""

    interface: Interface
    indicators: list[RatedIndicator] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(bool(row.answers) for row in self.indicators)

    @property
    def total(self) -> int:
        return len(self.indicators)


def answer_words(indicator: Indicator, answer: str | None) -> str:
    """Return an answer in words: the level's number and label, "Not known", "Not applicable", "Not yet rated"."""
    if not answer:
        return _("Not yet rated")
    levels = {str(level.level): f"{level.level} {level.label}" for level in indicator.scale}
    return levels.get(answer) or str(Answer(answer).label)


def sheet_tabs(assessment: Assessment, person: User) -> list[SheetTab]:
    """Return the seven interfaces as tabs of a person's sheet."""
    asked: dict[str, list[Indicator]] = {}
    for indicator in assessment.asked_indicators():
        asked.setdefault(indicator.interface.code, []).append(indicator)
    answered = set(assessment.ratings.of(person).values_list("indicator_id", flat=True))
    tabs = []
    for interface in Interface.objects.all():
        indicators = asked.get(interface.code, [])
        unrated = [indicator for indicator in indicators if indicator.pk not in answered]
        tabs.append(SheetTab(interface, indicators, unrated))
    return tabs


def next_unrated(tabs: list[SheetTab], at: int) -> Indicator | None:
    """Return the first unrated indicator from tab `at` on, then from the start; None when all are answered."""
    return next((indicator for tab in tabs[at:] + tabs[:at] for indicator in tab.unrated), None)


def evidence_uses(assessment: Assessment, person: User) -> list[EvidenceUse]:
    """Return the evidence that a person may use, each piece with the indicators whose ratings rest on it.

    Only ratings of this assessment that the person may read count. A piece is removable if the person entered it in
    this assessment and no rating rests on it.
    """
    resting = assessment.ratings.readable_by(person).filter(evidence__isnull=False).distinct()
    uses: dict[int, dict[str, Indicator]] = {}
    for rating in resting.select_related("indicator__mechanism__interface").prefetch_related("evidence"):
        for piece in rating.evidence.all():
            uses.setdefault(piece.pk, {})[rating.indicator.code] = rating.indicator
    is_used = Exists(Rating.objects.filter(evidence=OuterRef("pk")))
    usable = Evidence.objects.usable_in(assessment, person).annotate(is_used=is_used)
    return [
        EvidenceUse(
            piece,
            indicators=list(uses.get(piece.pk, {}).values()),
            is_removable=not piece.is_used and (piece.added_by_id, piece.assessment_id) == (person.pk, assessment.pk),
        )
        for piece in usable
    ]


def ratings_by_interface(assessment: Assessment, asked: Iterable[Indicator], person: User) -> list[InterfaceRatings]:
    """Return every indicator of `asked`, interface by interface, with the ratings that the person may read."""
    by_indicator: dict[int, list[Rating]] = {}
    for rating in assessment.ratings.readable_by(person).prefetch_related("evidence"):
        by_indicator.setdefault(rating.indicator_id, []).append(rating)
    roles = Roles.of(assessment, person)
    marks = badges(assessment, person, [rating for ratings in by_indicator.values() for rating in ratings])
    groups: dict[str, InterfaceRatings] = {}
    for indicator in asked:
        group = groups.setdefault(indicator.interface.code, InterfaceRatings(indicator.interface))
        ratings = sorted(by_indicator.get(indicator.pk, []), key=in_order_of_levels)
        answers = [_answer(indicator, rating, roles, marks.get(rating.pk)) for rating in ratings]
        group.indicators.append(RatedIndicator(indicator, answers))
    return list(groups.values())


def _answer(indicator: Indicator, rating: Rating, roles: Roles, badge: Badge | None) -> GivenAnswer:
    chosen = str(rating.level) if rating.answer == Answer.RATED else rating.answer
    level = next((level for level in indicator.scale if str(level.level) == chosen), None)
    return GivenAnswer(rating, answer_words(indicator, chosen), level, roles.words(rating.assessor_id), badge)
