"""Rating: the same verbs for forms, API, samples and commands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Act, Answer, Assessment, Confidence, Deed, Evidence, Rating
from assessments.services.access import (
    refusal_to_rate,
    refusal_to_rate_as,
)
from assessments.services.locking import lock, lock_open, require_open
from interfaces.models import LEVELS, Indicator
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.jobs.services import enqueue
from ocpo.text.cleaning import clean_text

RECOMPUTE = "assessments.recompute"
LARGEST_VERSION = 2**31 - 1
# The parts of a judgement that are columns of a rating; its evidence is a relation.
COLUMNS = ("answer", "best", "lowest", "highest", "confidence", "rationale", "citations")


@dataclass(frozen=True)
class Judgement:
    """What an assessor says about one indicator, before it is stored.

    `best`, `lowest`, `highest` are levels 0 to 4 (or quantities); all three are None unless the answer is "rated".
    `evidence` holds the keys of the pieces it rests on.
    """

    answer: str
    best: float | None = None
    lowest: float | None = None
    highest: float | None = None
    confidence: str = Confidence.MEDIUM
    rationale: str = ""
    citations: list[str] = field(default_factory=list)
    evidence: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Clean the reasons, so that they compare with what is stored."""
        object.__setattr__(self, "rationale", clean_text(self.rationale))


def copy_ratings(ratings: QuerySet[Rating], assessment: Assessment, *, version: int) -> None:
    """Copy ratings, with the evidence they rest on, into the round that an assessment is in."""
    found = list(ratings.prefetch_related("evidence"))
    copies = [
        Rating(
            assessment=assessment,
            indicator_id=rating.indicator_id,
            assessor_id=rating.assessor_id,
            round=assessment.round,
            version=version,
            **{name: getattr(rating, name) for name in COLUMNS},
        )
        for rating in found
    ]
    Rating.objects.bulk_create(copies)
    used = Rating.evidence.through
    used.objects.bulk_create(
        used(rating_id=copy.pk, evidence_id=item.pk)
        for copy, rating in zip(copies, found, strict=True)
        for item in rating.evidence.all()
    )
    pieces = {item for rating in found for item in rating.evidence.all()}
    Act.objects.record(assessment, Deed.RATED, [rating.assessor_id for rating in found])
    Act.objects.record(assessment, Deed.GAVE_EVIDENCE, [piece.added_by_id for piece in pieces])


@transaction.atomic
def record_rating(
    *,
    assessment: Assessment,
    indicator: Indicator,
    assessor: User,
    judgement: Judgement,
    expected_version: int | None = None,
) -> Rating:
    """Store an assessor's judgement of one indicator and ask for a new score, in one transaction.

    `expected_version` is the version the assessor last saw (0: none yet); None skips the check, which only the loading
    of samples does. Storing the same judgement again changes nothing, whatever the version: a browser that got no
    answer sends it again. Raises PermissionDenied for somebody who may not rate, WrongStateError once the assessment is
    closed, StaleEdit with the stored rating when the version differs, ValidationError by field and for an indicator
    that is not asked.
    """
    validate_judgement(judgement)
    locked = lock_open(assessment, assessor, refusal_to_rate)
    require_asked(locked, indicator)
    current = _current(locked, indicator, assessor)
    if current and judgement_of(current) == judgement:
        return current
    if expected_version is not None and expected_version != (current.version if current else 0):
        raise StaleEdit(current)
    _check_evidence(locked, assessor, judgement.evidence)
    rating = current or Rating(assessment=locked, indicator=indicator, assessor=assessor, round=locked.round)
    _apply(rating, judgement, *_new_versions(locked))
    rating.save()
    if current or judgement.evidence:
        rating.evidence.set(judgement.evidence)
    _record_rated(locked, assessor, judgement.evidence)
    changed(locked)
    assessment.revision = locked.revision
    return rating


@transaction.atomic
def record_ratings(
    *, assessment: Assessment, person: User, assessor: User, judgements: Mapping[Indicator, Judgement]
) -> list[Rating]:
    """Store an assessor's judgements of many indicators at once, as if one by one, and ask for one new score.

    For the loading of samples: it replaces stored ratings without a check of versions. `person` acts;
    `refusal_to_rate_as` decides for whom they may rate. Returns the rating of each indicator in the order given. Raises
    like `record_rating`.
    """
    for judgement in judgements.values():
        validate_judgement(judgement)
    locked = lock(assessment)
    raise_if(refusal_to_rate_as(locked.mission, person, assessor))
    require_open(locked)
    require_asked(locked, *judgements)
    _check_evidence(locked, assessor, frozenset().union(*(judgement.evidence for judgement in judgements.values())))
    stored = {rating.indicator_id: rating for rating in locked.ratings.of(assessor).prefetch_related("evidence")}
    stored_judgements = {key: judgement_of(rating) for key, rating in stored.items()}
    new = {one: judgement for one, judgement in judgements.items() if judgement != stored_judgements.get(one.pk)}
    for version, (indicator, judgement) in zip(_new_versions(locked, len(new)), new.items(), strict=True):
        blank = Rating(assessment=locked, indicator=indicator, assessor=assessor, round=locked.round)
        _apply(stored.setdefault(indicator.pk, blank), judgement, version)
    Rating.objects.bulk_create(stored[one.pk] for one in new if one.pk not in stored_judgements)
    for indicator, judgement in new.items():
        if indicator.pk in stored_judgements:
            stored[indicator.pk].save()
        if indicator.pk in stored_judgements or judgement.evidence:
            stored[indicator.pk].evidence.set(judgement.evidence)
    if new:
        _record_rated(locked, assessor, frozenset().union(*(judgement.evidence for judgement in new.values())))
        changed(locked, len(new))
        assessment.revision = locked.revision
    return [stored[indicator.pk] for indicator in judgements]


def _record_rated(assessment: Assessment, assessor: User, evidence: frozenset[int]) -> None:
    """Record as acts who rated, and who entered the evidence, in whichever assessment that was."""
    Act.objects.record(assessment, Deed.RATED, [assessor.pk])
    if evidence:
        entered = Evidence.objects.filter(pk__in=evidence).order_by().values_list("added_by", flat=True)
        Act.objects.record(assessment, Deed.GAVE_EVIDENCE, entered.distinct())


def _new_versions(assessment: Assessment, changes: int = 1) -> Sequence[int]:
    """Return the versions of the next changes to a locked assessment's ratings: never used twice, not even after a
    rating was taken back in between.

    They are the revisions that the changes make. While the first round is private they are random, because revisions
    count what the others do.
    """
    if assessment.is_private:
        return SystemRandom().sample(range(1, LARGEST_VERSION + 1), changes)
    return range(assessment.revision + 1, assessment.revision + 1 + changes)


def _apply(rating: Rating, judgement: Judgement, version: int) -> None:
    """Put a judgement into a rating's columns."""
    for name in COLUMNS:
        setattr(rating, name, getattr(judgement, name))
    rating.version = version


def judgement_of(rating: Rating) -> Judgement:
    """Return what a stored rating says."""
    columns = {name: getattr(rating, name) for name in COLUMNS}
    return Judgement(**columns, evidence=frozenset(item.pk for item in rating.evidence.all()))


def _current(assessment: Assessment, indicator: Indicator, assessor: User) -> Rating | None:
    found: Rating | None = assessment.ratings.of(assessor).filter(indicator=indicator).first()
    return found


def _check_evidence(assessment: Assessment, assessor: User, evidence: frozenset[int]) -> None:
    usable = Evidence.objects.usable_in(assessment, assessor).filter(pk__in=evidence)
    if evidence and usable.count() != len(evidence):
        raise ValidationError({"evidence": _("Choose evidence of this mission.")})


@transaction.atomic
def clear_rating(*, assessment: Assessment, indicator: Indicator, assessor: User, expected_version: int) -> None:
    """Take one's rating back, so that the indicator counts as not yet rated; where there is none, nothing changes.

    Raises like `record_rating`.
    """
    locked = lock_open(assessment, assessor, refusal_to_rate)
    require_asked(locked, indicator)
    current = _current(locked, indicator, assessor)
    if current is None:
        return
    if expected_version != current.version:
        raise StaleEdit(current)
    current.delete()
    Act.objects.record(locked, Deed.RATED, [assessor.pk])
    changed(locked)
    assessment.revision = locked.revision


def validate_judgement(judgement: Judgement, levels: range | None = LEVELS) -> None:
    """Refuse a judgement that contradicts itself, with a message for each field.

    `levels` are those of the indicator, None for a quantity.
    """
    errors: dict[str, str] = {}
    if judgement.answer not in Answer.values:
        errors["answer"] = _("Choose a level, “Not known” or “Not applicable”.")
    if judgement.confidence not in Confidence.values:
        errors["confidence"] = _("Choose low, medium or high.")
    bounds: dict[str, Any] = {"best": judgement.best, "lowest": judgement.lowest, "highest": judgement.highest}
    if judgement.answer == Answer.RATED:
        errors |= _range_errors(levels, **bounds)
    elif given := [name for name, value in bounds.items() if value is not None]:
        errors |= {name: _("Only a rated indicator has a level. Leave this empty.") for name in given}
    if errors:
        raise ValidationError(errors)


def _range_errors(
    levels: range | None, best: float | None, lowest: float | None, highest: float | None
) -> dict[str, str]:
    errors = _level_errors(levels, best, lowest, highest) if levels else _quantity_errors(best, lowest, highest)
    if "best" in errors or best is None:
        return errors
    if lowest is not None and lowest > best:
        errors.setdefault("lowest", _("The lowest plausible level is above the best estimate."))
    if highest is not None and highest < best:
        errors.setdefault("highest", _("The highest plausible level is below the best estimate."))
    return errors


def _level_errors(levels: range, best: float | None, lowest: float | None, highest: float | None) -> dict[str, str]:
    ends = {"first": levels[0], "last": levels[-1]}
    if best is None or best not in levels:
        return {"best": _("Choose one of the levels %(first)d to %(last)d.") % ends}
    return {
        name: _("A plausible level lies between %(first)d and %(last)d.") % ends
        for name, value in (("lowest", lowest), ("highest", highest))
        if value is not None and not levels[0] <= value <= levels[-1]
    }


def _quantity_errors(best: float | None, lowest: float | None, highest: float | None) -> dict[str, str]:
    if best is None or not math.isfinite(best):
        return {"best": _("Give the best estimate as a number.")}
    return {
        name: _("Give a number, or leave it out.")
        for name, value in (("lowest", lowest), ("highest", highest))
        if value is not None and not math.isfinite(value)
    }


def require_asked(assessment: Assessment, *indicators: Indicator) -> None:
    """Raise ValidationError for an indicator that the assessment does not ask."""
    asked = set(assessment.asked_indicators().values_list("pk", flat=True))
    for indicator in indicators:
        if indicator.pk not in asked:
            raise ValidationError(not_asked(indicator.code))


def not_asked(code: str) -> str:
    """Return the sentence for an indicator that an assessment does not ask."""
    return _("This assessment does not ask an indicator “%(code)s”.") % {"code": code}


def changed(assessment: Assessment, changes: int = 1) -> None:
    """Count one more change of a locked assessment, or several, and ask for a new score."""
    assessment.revision += changes
    assessment.save(update_fields=["revision"])
    enqueue(kind=RECOMPUTE, key=str(assessment.pk))
