"""What changed since the mission's assessment before: risk, targets and interfaces, and the answers behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Rating
from assessments.presentation.ratings import answer_words
from assessments.presentation.scores import ShownScore, shown_summary
from interfaces.models import Indicator
from ocpo.accounts.models import User
from ocpo.pages.display import points

Row = dict[str, Any]


@dataclass(frozen=True)
class Changes:
    """A score beside that of the mission's assessment before; `answers` are the ratings of both, by indicator."""

    assessment: Assessment
    previous: Assessment
    score: ShownScore
    before: ShownScore
    answers: tuple[Mapping[str, list[Rating]], Mapping[str, list[Rating]]]
    asked: list[Indicator]

    @property
    def rows(self) -> list[Row]:
        """Return risk, targets and interfaces with the difference of their unrounded values, None if one is
        withheld."""
        pairs = [("threat", self.before.risk, self.score.risk)]
        both = zip(self.before.targets, self.score.targets, strict=True)
        pairs += [("threat", old["residual"], new["residual"]) for old, new in both]
        interfaces = zip(self.before.interfaces, self.score.interfaces, strict=True)
        pairs += [(new["interface"].role, old["value"], new["value"]) for old, new in interfaces]
        return [
            {"role": role, "before": old, "now": new, "difference": _difference(old, new)} for role, old, new in pairs
        ]

    @property
    def versions(self) -> list[Row]:
        """Return framework and engine of both scores where one of them differs: part of the change is then theirs."""
        engines = self.before.score.engine_version, self.score.score.engine_version
        frameworks = str(self.previous.framework), str(self.assessment.framework)
        titled = ((_("Framework"), frameworks), (_("Engine"), engines))
        rows = [{"title": title, "before": old, "now": new} for title, (old, new) in titled]
        return [row for row in rows if row["before"] != row["now"]]

    @cached_property
    def ratings(self) -> list[Row]:
        """Return the indicators asked now whose answer differs, with both answers in words."""
        rows = [
            {
                "indicator": indicator,
                "before": answers_words(indicator, self.answers[0].get(indicator.code, [])),
                "now": answers_words(indicator, self.answers[1].get(indicator.code, [])),
            }
            for indicator in self.asked
        ]
        return [row for row in rows if row["before"] != row["now"]]


def shown_changes(
    assessment: Assessment, score: ShownScore, asked: Iterable[Indicator], person: User
) -> Changes | None:
    """Return what changed since the mission's assessment before; None without one, and in a private first round."""
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
    """Return the one that spoke for the mission before this assessment."""
    earlier = Q(as_of__lt=assessment.as_of) | Q(as_of=assessment.as_of, pk__lt=assessment.pk)
    found = Assessment.objects.filter(earlier, mission=assessment.mission_id).speaking_first()
    previous: Assessment | None = found.for_lists().first()
    return previous


def answers_words(indicator: Indicator, ratings: list[Rating]) -> str:
    """Return what all assessors together say: a level where they agree, the mean of their levels where not."""
    bests = [rating.best for rating in ratings if rating.answer == Answer.RATED and rating.best is not None]
    if not bests:
        said = {rating.answer for rating in ratings}
        return answer_words(indicator, Answer.UNKNOWN if Answer.UNKNOWN in said else next(iter(said), None))
    mean = sum(bests) / len(bests)
    if mean.is_integer():
        return answer_words(indicator, str(int(mean)))
    return _("%(mean)s, mean of %(count)s") % {"mean": points(mean, "0.1"), "count": len(bests)}


def _difference(old: Row, new: Row) -> float | None:
    if not (old["is_enough"] and new["is_enough"]):
        return None
    return float(new["value"] - old["value"])
