"""Writes to assessments and ratings; forms, API, samples and commands call the same verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import frameworks
from assessments.models import Answer, Assessment, Confidence, Rating
from interfaces.models import Indicator, Phase
from missions.models import Mission
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.jobs.services import enqueue

RECOMPUTE = "assessments.recompute"
LEVELS = range(5)
# Peace operations begin in 1948; a planning assessment may speak of the day of deployment.
EARLIEST = date(1945, 1, 1)
FORESIGHT = timedelta(days=366)


@dataclass(frozen=True)
class Judgement:
    """What an assessor says about one indicator, before it is stored.

    `best`, `lowest`, `highest` are levels 0 to 4 (or quantities); all three are None unless the answer is "rated".
    """

    answer: str
    best: float | None = None
    lowest: float | None = None
    highest: float | None = None
    confidence: str = Confidence.MEDIUM
    rationale: str = ""
    citations: list[str] = field(default_factory=list)


@transaction.atomic
def open_assessment(*, mission: Mission, author: User, phase: Phase | None, as_of: date, title: str = "") -> Assessment:
    """Open an empty assessment of a mission under the current framework. Raises ValidationError by field."""
    if not EARLIEST <= as_of <= timezone.localdate() + FORESIGHT:
        raise ValidationError({"as_of": _("Choose a day from 1945 on, at most a year ahead.")})
    assessment = Assessment(
        mission=mission,
        created_by=author,
        phase=phase,
        as_of=as_of,
        title=title,
        framework=frameworks.shipped(),
    )
    assessment.full_clean(exclude=["current_score"])
    assessment.save(force_insert=True)
    _changed(assessment)
    return assessment


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
    of samples does. Saying the same again changes nothing. Raises StaleEdit with the stored rating when the version
    differs, ValidationError by field.
    """
    validate_judgement(judgement)
    locked = _lock_open(assessment)
    current: Rating | None = Rating.objects.filter(assessment=locked, indicator=indicator, assessor=assessor).first()
    if expected_version is not None and expected_version != (current.version if current else 0):
        raise StaleEdit(current)
    if current and judgement_of(current) == judgement:
        return current
    rating = current or Rating(assessment=locked, indicator=indicator, assessor=assessor)
    for name in Judgement.__dataclass_fields__:
        setattr(rating, name, getattr(judgement, name))
    # The revision that this change makes: never used twice, not even after the rating was taken back in between.
    rating.version = locked.revision + 1
    rating.save()
    _changed(locked)
    assessment.revision = locked.revision
    return rating


def judgement_of(rating: Rating) -> Judgement:
    """Return what a stored rating says."""
    return Judgement(**{name: getattr(rating, name) for name in Judgement.__dataclass_fields__})


@transaction.atomic
def clear_rating(*, assessment: Assessment, indicator: Indicator, assessor: User, expected_version: int) -> None:
    """Take one's rating back, so that the indicator counts as not yet rated. Raises StaleEdit like `record_rating`."""
    locked = _lock_open(assessment)
    current = Rating.objects.filter(assessment=locked, indicator=indicator, assessor=assessor).first()
    if expected_version != (current.version if current else 0):
        raise StaleEdit(current)
    if current:
        current.delete()
        _changed(locked)
        assessment.revision = locked.revision


@transaction.atomic
def publish_sample(*, assessment: Assessment) -> None:
    """Close a sample assessment against edits. Real ones are published through review only."""
    Assessment.objects.filter(pk=assessment.pk, state="draft").update(state="published")


def validate_judgement(judgement: Judgement) -> None:
    """Refuse a judgement that contradicts itself, with a message for each field."""
    errors: dict[str, str] = {}
    if judgement.answer not in Answer.values:
        errors["answer"] = _("Choose a level, “Not known” or “Not applicable”.")
    if judgement.confidence not in Confidence.values:
        errors["confidence"] = _("Choose low, medium or high.")
    bounds: dict[str, Any] = {"best": judgement.best, "lowest": judgement.lowest, "highest": judgement.highest}
    if judgement.answer == Answer.RATED:
        errors |= _range_errors(**bounds)
    elif given := [name for name, value in bounds.items() if value is not None]:
        errors |= {name: _("Only a rated indicator has a level. Leave this empty.") for name in given}
    if errors:
        raise ValidationError(errors)


def _range_errors(best: float | None, lowest: float | None, highest: float | None) -> dict[str, str]:
    if best is None or best not in LEVELS:
        return {"best": _("Choose one of the levels 0 to 4.")}
    errors = {}
    for name, value in (("lowest", lowest), ("highest", highest)):
        if value is not None and not LEVELS[0] <= value <= LEVELS[-1]:
            errors[name] = _("A plausible level lies between 0 and 4.")
    if lowest is not None and lowest > best:
        errors.setdefault("lowest", _("The lowest plausible level is above the best estimate."))
    if highest is not None and highest < best:
        errors.setdefault("highest", _("The highest plausible level is below the best estimate."))
    return errors


def _lock_open(assessment: Assessment) -> Assessment:
    """Take the assessment's row for this transaction, so that revisions are counted one by one."""
    locked: Assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not locked.is_open:
        raise ValidationError(_("This assessment is closed. Start a new one from it to change ratings."))
    return locked


def _changed(assessment: Assessment) -> None:
    assessment.revision += 1
    assessment.save(update_fields=["revision"])
    enqueue(kind=RECOMPUTE, key=str(assessment.pk))
