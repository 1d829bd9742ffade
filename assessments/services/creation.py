"""Creating an assessment, and publishing that of a sample."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.computing.frameworks import shipped
from assessments.models import Act, Assessment, Deed, State
from assessments.services.access import refusal_to_create_assessment, refusal_to_publish_sample
from assessments.services.locking import lock_for
from assessments.services.ratings import changed, copy_ratings
from interfaces.models import Phase
from missions.access import raise_if
from missions.models import Mission, Sample
from missions.services import lock_mission, require_not_archived
from ocpo.accounts.models import User
from ocpo.days import latest_today
from ocpo.wrong_state import WrongStateError

# Peace operations begin in 1948; a planning assessment may have the date of a deployment to come.
EARLIEST = date(1945, 1, 1)
FORESIGHT = timedelta(days=366)


@transaction.atomic
def create_assessment(
    *,
    mission: Mission,
    author: User,
    phase: Phase | None,
    as_of: date,
    title: str = "",
    is_private: bool = False,
    based_on: Assessment | None = None,
) -> Assessment:
    """Create an assessment of a mission under the current framework.

    Raises PermissionDenied for somebody who may not rate, ValidationError by field and for an archived mission.
    `is_private` begins with a round in which assessors do not see each other's ratings. With `based_on`, an earlier
    assessment of the mission, everyone's last ratings of what is asked are copied from it, and all that was ever done
    in it counts as done here.
    """
    locked = lock_mission(mission)
    raise_if(refusal_to_create_assessment(locked.role_of(author)))
    require_not_archived(locked)
    if not EARLIEST <= as_of <= latest_today() + FORESIGHT:
        raise ValidationError({"as_of": _("Choose a day from 1945 on, at most a year ahead.")})
    assessment = Assessment(
        mission=mission,
        created_by=author,
        phase=phase,
        as_of=as_of,
        title=title,
        is_private=is_private,
        based_on=based_on,
        framework=shipped(),
    )
    if based_on is not None and based_on.mission_id != mission.pk:
        raise ValidationError({"based_on": not_to_start_from()})
    assessment.full_clean(exclude=["current_score"])
    assessment.save(force_insert=True)
    Act.objects.record(assessment, Deed.OPENED, [author.pk])
    if based_on is not None:
        asked = assessment.asked_indicators()
        copy_ratings(based_on.ratings.readable_by(author).filter(indicator__in=asked), assessment, version=1)
        Act.objects.take_over(assessment, based_on)  # after the ratings, so that no act of theirs is missed
    changed(assessment)
    return assessment


def not_to_start_from() -> str:
    """Return the refusal to start from an assessment of another mission, or from one in its private round."""
    return _("Start from an assessment of the same mission whose ratings are open.")


@transaction.atomic
def publish_sample(*, assessment: Assessment, person: User) -> None:
    """Close a sample assessment against edits. Real ones are published through review only.

    Raises PermissionDenied for anyone but a lead, WrongStateError for an assessment of a real mission.
    """
    locked = lock_for(assessment, person, refusal_to_publish_sample)
    if locked.mission.sample == Sample.NONE:
        raise WrongStateError(_("This mission is not a sample: a reviewer publishes its assessments."))
    Assessment.objects.filter(pk=locked.pk, state=State.DRAFT).update(state=State.PUBLISHED)
