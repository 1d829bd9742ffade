"""Taking an assessment's row before it is changed: one place for all services."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.models import Assessment


class OutOfTurnError(ValidationError):
    """The step does not fit the state in which the assessment is; nothing was changed."""


def lock(assessment: Assessment) -> Assessment:
    """Take the assessment's row for this transaction: of two changes at once the second sees what the first did.

    Raises Http404 if it was deleted meanwhile.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("mission")
    locked: Assessment = get_object_or_404(rows, pk=assessment.pk)
    return locked


def lock_in_use(assessment: Assessment) -> Assessment:
    """Do so for a change of what it holds. Raises OutOfTurnError if it is archived, or its mission is."""
    locked = lock(assessment)
    if locked.is_archived:
        raise OutOfTurnError(_("This assessment is archived. A lead can bring it back."))
    return locked
