"""How far the ratings of an indicator lie apart, round by round: by role, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from django.utils.translation import gettext as _

from assessments.computing.frameworks import engine_framework
from assessments.computing.inputs import assessment_record
from assessments.computing.results import compute_agreement
from assessments.models import Answer, Assessment, Comment, Rating
from assessments.models.stored import InterfaceAgreement
from assessments.presentation.roles import CODES, FORMER, Roles, in_order_of_levels
from interfaces.models import LEVELS, Indicator, Interface
from ocpo.accounts.models import User

# The drawing, in its own units: the levels from left to right, equal ratings stacked upward. LEFT is the margin, STEP
# lies between two levels, DOT is a radius, STACK lies between two dots of a stack, FOOT is the room below the axis.
LEFT, STEP, DOT, STACK, FOOT = 14, 48, 5, 13, 26
WIDTH = 2 * LEFT + (len(LEVELS) - 1) * STEP
# Levels from the lowest to the highest rating: from here on they lie far apart.
APART = 2.0


@dataclass(frozen=True)
class Dot:
    """A level that somebody gave: `x` and `y` in the drawing's units."""

    role: str
    title: str
    level: float
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    level: int
    x: float


@dataclass(frozen=True)
class Reason:
    """A rating with reasons or evidence, and whose it is by role."""

    rating: Rating
    by: str


@dataclass(frozen=True)
class AgreementByRound:
    """How far assessors agree on an interface, round by round; None where fewer than two rated it."""

    interface: Interface
    rounds: list[InterfaceAgreement | None]


@dataclass(frozen=True)
class Strip:
    """The ratings of one indicator in one round, drawn in an order that does not reveal who gave them."""

    round: int
    ratings: list[Rating]
    roles: Roles

    @cached_property
    def levels(self) -> list[float]:
        return sorted(rating.best for rating in self.ratings if rating.best is not None)

    @property
    def median(self) -> float | None:
        return median(self.levels) if self.levels else None

    @property
    def median_x(self) -> float | None:
        return None if self.median is None else _x(self.median)

    @property
    def is_apart(self) -> bool:
        return bool(self.levels) and self.levels[-1] - self.levels[0] >= APART

    @cached_property
    def dots(self) -> list[Dot]:
        """Return a dot per level given, own ratings lowest in their stack, then leads, assessors and the others."""
        given = [(rating.best, rating.assessor_id) for rating in self.ratings if rating.best is not None]
        found = [(level, self.roles.code(who), self.roles.words(who).lower()) for level, who in given]
        found.sort(key=lambda dot: (dot[0], CODES.index(dot[1])))
        stacked: Counter[float] = Counter()
        dots = []
        for level, role, title in found:
            up = (stacked[level] + 1) * STACK
            stacked[level] += 1
            dots.append(Dot(role, title, level, x=_x(level), y=self.axis - up + DOT))
        return dots

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(level, _x(level)) for level in LEVELS]

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def axis(self) -> int:
        """Return how far down the axis lies: room for the highest stack, and for two at least."""
        return max([2, *Counter(self.levels).values()]) * STACK + DOT

    @property
    def height(self) -> int:
        return self.axis + FOOT

    @property
    def words(self) -> str:
        """Return the drawing in words: "1 assessor, 3 you, 1 × not known"."""
        parts = [f"{dot.level:g} {dot.title}" for dot in self.dots]
        others = Counter(rating.answer for rating in self.ratings if rating.answer != Answer.RATED)
        parts += [f"{count} × {Answer(answer).label.lower()}" for answer, count in sorted(others.items())]
        return ", ".join(parts) or _("Nobody rated this")

    @property
    def reasons(self) -> list[Reason]:
        """Return the ratings that give reasons or evidence, the lowest level first."""
        explained = [rating for rating in self.ratings if rating.rationale or rating.evidence.all()]
        explained.sort(key=in_order_of_levels)
        return [Reason(rating, self.roles.words(rating.assessor_id)) for rating in explained]


@dataclass(frozen=True)
class Spread:
    """One indicator: its ratings round by round, the present round last, and its discussion."""

    indicator: Indicator
    strips: list[Strip]
    comments: list[Comment]

    @property
    def now(self) -> Strip:
        return self.strips[-1]

    @property
    def is_shared(self) -> bool:
        """Say whether two people or more gave a level, in any round."""
        return any(len(strip.levels) > 1 for strip in self.strips)


@dataclass(frozen=True)
class SpreadPage:
    """The spread of a whole assessment.

    `apart` are the indicators whose ratings now lie far apart, `close` the others that several people rated, `single`
    those that only one person or nobody rated.
    """

    apart: list[Spread]
    close: list[Spread]
    single: list[Spread]
    agreement: list[AgreementByRound]
    rounds: list[int]
    roles: Roles

    @property
    def has_rounds(self) -> bool:
        return len(self.rounds) > 1

    @property
    def has_former(self) -> bool:
        """Say whether somebody who is no longer a member gave a level that is drawn."""
        strips = [strip for spread in [*self.apart, *self.close, *self.single] for strip in spread.strips]
        return any(dot.role == FORMER for strip in strips for dot in strip.dots)


def shown_spread(assessment: Assessment, person: User) -> SpreadPage:
    """Return the spread of an assessment whose ratings are open; raises ValueError while the first round is private."""
    if assessment.is_private:
        raise ValueError("the first round is private")
    rounds = list(range(1, assessment.round + 1))
    ratings = list(assessment.ratings.counting().select_related("indicator").prefetch_related("evidence"))
    comments: dict[int, list[Comment]] = {}
    for comment in assessment.comments.select_related("author"):
        comments.setdefault(comment.indicator_id, []).append(comment)
    asked = list(assessment.asked_indicators().with_levels())
    roles = Roles.of(assessment, person)
    spreads = [
        Spread(
            indicator, [_strip(ratings, indicator, number, roles) for number in rounds], comments.get(indicator.pk, [])
        )
        for indicator in asked
    ]
    return SpreadPage(
        apart=[spread for spread in spreads if spread.now.is_apart],
        close=[spread for spread in spreads if spread.is_shared and not spread.now.is_apart],
        single=[spread for spread in spreads if not spread.is_shared],
        agreement=_agreement(assessment, ratings, asked),
        rounds=rounds,
        roles=roles,
    )


def _strip(ratings: Iterable[Rating], indicator: Indicator, number: int, roles: Roles) -> Strip:
    chosen = [rating for rating in ratings if rating.indicator_id == indicator.pk and rating.round == number]
    return Strip(number, chosen, roles)


def _agreement(assessment: Assessment, ratings: list[Rating], asked: list[Indicator]) -> list[AgreementByRound]:
    """Return how far assessors agree on each interface: in the first round, if another followed, and in the score."""
    score = assessment.current_score
    now = score.result.get("agreement") if score else None
    found = [now["interfaces"] if now else {}]
    if assessment.round > 1:
        first = assessment_record(assessment, [rating for rating in ratings if rating.round == 1])
        found.insert(0, compute_agreement(engine_framework(assessment.framework), first)["interfaces"])
    interfaces = {indicator.interface.code: indicator.interface for indicator in asked}
    return [
        AgreementByRound(interface, [by_code.get(code) for by_code in found])
        for code, interface in interfaces.items()
        if any(code in by_code for by_code in found)
    ]


def _x(level: float) -> float:
    return LEFT + STEP * level
