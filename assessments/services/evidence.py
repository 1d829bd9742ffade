"""Evidence: entered once, used by any rating of the mission, taken away only as long as nothing rests on it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment, Credibility, Evidence, Marking, Rating, Reliability
from assessments.services.ratings import lock_open
from ocpo.accounts.models import User


@transaction.atomic
def add_evidence(
    *,
    assessment: Assessment,
    person: User,
    title: str,
    source: str = "",
    dated: date | None = None,
    link: str = "",
    reliability: str = Reliability.F,
    credibility: str = Credibility.NOT_JUDGED,
    marking: str = Marking.UNCLASSIFIED,
) -> Evidence:
    """Enter a piece of evidence in an open assessment. Entering the same again returns the piece that stands.

    Raises PermissionDenied for somebody who may not rate, ValidationError by field.
    """
    locked = lock_open(assessment)
    _require_rater(locked, person)
    if dated and dated > timezone.localdate():
        raise ValidationError({"dated": _("This day lies in the future.")})
    piece = Evidence(
        assessment=locked,
        added_by=person,
        title=title.strip(),
        source=source.strip(),
        dated=dated,
        link=link.strip(),
        reliability=reliability,
        credibility=credibility,
        marking=marking,
    )
    piece.full_clean()
    facts = ("title", "source", "dated", "link", "reliability", "credibility", "marking")
    same = locked.evidence.filter(added_by=person, **{name: getattr(piece, name) for name in facts}).first()
    if same is None:
        piece.save(force_insert=True)
    return same or piece


@transaction.atomic
def remove_evidence(*, assessment: Assessment, piece: Evidence, person: User) -> None:
    """Take a piece of evidence away that nothing rests on, in any round. Repeating it changes nothing.

    Raises PermissionDenied for anyone but who entered it, ValidationError once a rating rests on it.
    """
    locked = lock_open(assessment)
    _require_rater(locked, person)
    if piece.added_by_id != person.pk or piece.assessment_id != locked.pk:
        raise PermissionDenied(_("Only who entered a piece of evidence can remove it, where it was entered."))
    if Rating.objects.filter(evidence=piece).exists():
        raise ValidationError(_("Ratings rest on this piece of evidence. Take it off them first."))
    Evidence.objects.filter(pk=piece.pk).delete()


def _require_rater(assessment: Assessment, person: User) -> None:
    if not assessment.mission.can_rate(person):
        raise PermissionDenied(_("Only assessors and leads of this mission can enter evidence."))
