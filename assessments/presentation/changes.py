"""What changed since the mission's previous assessment: risk, targets and interfaces, and the answers behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.computing.withheld import value_difference
from assessments.models import Answer, Assessment, Rating
from assessments.presentation.bands import ShownValue
from assessments.presentation.ratings import answer_words
from assessments.presentation.scores import ShownScore, shown_summary
from interfaces.models import Indicator
from ocpo.accounts.models import User
from ocpo.pages.display import points


@dataclass(frozen=True)
class ValueChange:
    """A value before and now; `difference` is now less before, in unrounded points, None if either is withheld."""

    role: str
    before: ShownValue
    now: ShownValue
    difference: float | None


@dataclass(frozen=True)
class VersionChange:
    title: str
    before: str
    now: str


@dataclass(frozen=True)
class AnswerChange:
    """The answers to one indicator before and now, in words."""

    indicator: Indicator
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """A score beside that of the mission's previous assessment.

    `answers` holds the ratings before and the ratings now, each by the code of their indicator. `asked` are the
    indicators that are asked now.
    """

    assessment: Assessment
    previous: Assessment
    score: ShownScore
    before: ShownScore
    answers: tuple[Mapping[str, list[Rating]], Mapping[str, list[Rating]]]
    asked: list[Indicator]

    @property
    def rows(self) -> list[ValueChange]:
        """Return risk, targets and interfaces."""
        pairs = [("threat", self.before.risk, self.score.risk)]
        both = zip(self.before.targets, self.score.targets, strict=True)
        pairs += [("threat", old.residual, new.residual) for old, new in both]
        interfaces = zip(self.before.interfaces, self.score.interfaces, strict=True)
        pairs += [(new.interface.role, old.value, new.value) for old, new in interfaces]
        return [ValueChange(role, old, new, value_difference(old, new)) for role, old, new in pairs]

    @property
    def versions(self) -> list[VersionChange]:
        """Return framework and engine where the two scores differ in them: part of the change may come from that."""
        engines = self.before.score.engine_version, self.score.score.engine_version
        frameworks = str(self.previous.framework), str(self.assessment.framework)
        titled = ((_("Framework"), frameworks), (_("Engine"), engines))
        return [VersionChange(title, old, new) for title, (old, new) in titled if old != new]

    @cached_property
    def ratings(self) -> list[AnswerChange]:
        """Return the indicators asked now whose answer differs, with both answers in words."""
        rows = (
            AnswerChange(indicator, *(answers_words(indicator, side.get(indicator.code, [])) for side in self.answers))
            for indicator in self.asked
        )
        return [row for row in rows if row.before != row.now]


def shown_changes(
    assessment: Assessment, score: ShownScore, asked: Iterable[Indicator], person: User
) -> Changes | None:
    """Return what changed since the mission's previous assessment.

    None in a private first round, and where there is no earlier assessment with a score that can be read.
    """
    if assessment.is_private:
        return None
    previous = previous_assessment(assessment)
    before = shown_summary(previous, score.axes) if previous else None
    if previous is None or before is None or not before.has_rating:
        return None
    read = Rating.objects.readable_by(person).filter(assessment__in=[previous, assessment]).select_related("indicator")
    old: dict[str, list[Rating]] = {}
    new: dict[str, list[Rating]] = {}
    for rating in read:
        (old if rating.assessment_id == previous.pk else new).setdefault(rating.indicator.code, []).append(rating)
    return Changes(assessment, previous, score, before, (old, new), list(asked))


def previous_assessment(assessment: Assessment) -> Assessment | None:
    """Return the assessment that spoke for the mission before this one, None if there was none."""
    earlier = Q(as_of__lt=assessment.as_of) | Q(as_of=assessment.as_of, pk__lt=assessment.pk)
    found = Assessment.objects.filter(earlier, mission=assessment.mission_id).speaking_first()
    previous: Assessment | None = found.for_lists().first()
    return previous


def answers_words(indicator: Indicator, ratings: list[Rating]) -> str:
    """Return what all assessors together say: a level where they agree, the mean of their levels where not."""
    bests = [rating.best for rating in ratings if rating.answer == Answer.RATED and rating.best is not None]
    if not bests:
        answers = {rating.answer for rating in ratings}
        return answer_words(indicator, Answer.UNKNOWN if Answer.UNKNOWN in answers else next(iter(answers), None))
    mean = sum(bests) / len(bests)
    if mean.is_integer():
        return answer_words(indicator, str(int(mean)))
    return _("%(mean)s, mean of %(count)s") % {"mean": points(mean, "0.1"), "count": len(bests)}
