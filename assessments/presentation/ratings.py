"""Ratings as pages show them: answers in words, tabs of the sheet, everything said about an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Evidence, Rating
from assessments.presentation.badges import badges
from assessments.presentation.roles import Roles, in_order_of_levels
from interfaces.models import Indicator, Interface
from ocpo.accounts.models import User


def answer_words(indicator: Indicator, answer: str | None) -> str:
    """Return an answer in words: the level's number and label, "Not known", "Not applicable", "Not yet rated"."""
    if not answer:
        return _("Not yet rated")
    levels = {str(level.level): f"{level.level} {level.label}" for level in indicator.scale}
    return levels.get(answer) or str(Answer(answer).label)


def sheet_tabs(assessment: Assessment, person: User) -> list[dict[str, Any]]:
    """Return the seven interfaces with the indicators asked of each and those that the person has not answered."""
    asked: dict[str, list[Indicator]] = {}
    for indicator in assessment.asked_indicators():
        asked.setdefault(indicator.interface.code, []).append(indicator)
    answered = set(assessment.ratings.of(person).values_list("indicator_id", flat=True))
    tabs = []
    for interface in Interface.objects.all():
        indicators = asked.get(interface.code, [])
        unrated = [indicator for indicator in indicators if indicator.pk not in answered]
        counts = {"total": len(indicators), "done": len(indicators) - len(unrated)}
        tabs.append({"interface": interface, "indicators": indicators, "unrated": unrated, **counts})
    return tabs


def next_unrated(tabs: list[dict[str, Any]], at: int) -> Indicator | None:
    """Return the first unrated indicator from tab `at` on, then from the start; None when all are answered."""
    return next((indicator for tab in tabs[at:] + tabs[:at] for indicator in tab["unrated"]), None)


def evidence_uses(assessment: Assessment, person: User) -> list[dict[str, Any]]:
    """Return the evidence that a person may use, each piece with the indicators whose ratings rest on it.

    Only ratings of this assessment that the person may read count. `is_removable` is a piece that they entered here
    and nothing rests on.
    """
    resting = assessment.ratings.readable_by(person).filter(evidence__isnull=False).distinct()
    uses: dict[int, dict[str, Indicator]] = {}
    for rating in resting.select_related("indicator__mechanism__interface").prefetch_related("evidence"):
        for piece in rating.evidence.all():
            uses.setdefault(piece.pk, {})[rating.indicator.code] = rating.indicator
    is_used = Exists(Rating.objects.filter(evidence=OuterRef("pk")))
    usable = Evidence.objects.usable_in(assessment, person).annotate(is_used=is_used)
    return [
        {
            "piece": piece,
            "indicators": list(uses.get(piece.pk, {}).values()),
            "is_removable": not piece.is_used
            and (piece.added_by_id, piece.assessment_id) == (person.pk, assessment.pk),
        }
        for piece in usable
    ]


def ratings_by_interface(assessment: Assessment, asked: Iterable[Indicator], person: User) -> list[dict[str, Any]]:
    """Return every indicator of `asked`, interface by interface, with all that was said about it and the person may
    read."""
    said: dict[int, list[Rating]] = {}
    for rating in assessment.ratings.readable_by(person).prefetch_related("evidence"):
        said.setdefault(rating.indicator_id, []).append(rating)
    roles = Roles.of(assessment, person)
    marks = badges(assessment, person, [rating for ratings in said.values() for rating in ratings])
    groups: dict[str, dict[str, Any]] = {}
    for indicator in asked:
        start = {"interface": indicator.interface, "indicators": [], "done": 0, "total": 0}
        group = groups.setdefault(indicator.interface.code, start)
        answers = [
            _said(indicator, rating) | {"by": roles.words(rating.assessor_id), "badge": marks.get(rating.pk)}
            for rating in sorted(said.get(indicator.pk, []), key=in_order_of_levels)
        ]
        group["indicators"].append({"indicator": indicator, "answers": answers})
        group["done"] += bool(answers)
        group["total"] += 1
    return list(groups.values())


def _said(indicator: Indicator, rating: Rating) -> dict[str, Any]:
    """Return a rating with its answer in words and, where it chose one, the written level."""
    chosen = str(rating.level) if rating.answer == Answer.RATED else rating.answer
    level = next((level for level in indicator.scale if str(level.level) == chosen), None)
    return {"rating": rating, "words": answer_words(indicator, chosen), "level": level}
