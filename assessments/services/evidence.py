"""Evidence: entered once, used by any rating of the mission, removed only as long as nothing rests on it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, Credibility, Evidence, Marking, Rating, Reliability
from assessments.models.link import is_broken_address, names_a_user
from assessments.services.access import refusal_to_enter_evidence, refusal_to_remove_evidence
from assessments.services.locking import lock, lock_open, require_open
from missions.access import raise_if
from ocpo.accounts.models import User
from ocpo.days import latest_today
from ocpo.text.cleaning import clean_line

EARLIEST = date(1900, 1, 1)


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
    """Enter a piece of evidence in an open assessment. Entering the same again returns the stored piece.

    Raises PermissionDenied for somebody who may not rate, WrongStateError once the assessment is closed,
    ValidationError by field.
    """
    locked = lock_open(assessment, person, refusal_to_enter_evidence)
    link = clean_line(link)
    _check_facts(dated, link)
    piece = Evidence(
        assessment=locked,
        added_by=person,
        title=title,
        source=source,
        dated=dated,
        link=link,
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
    """Remove a piece of evidence on which no rating of any round rests. Repeating it changes nothing.

    Raises PermissionDenied for anyone but the person who entered it, ValidationError once a rating rests on it; where
    that rating is kept for good, the message says so.
    """
    locked = lock(assessment)
    raise_if(refusal_to_remove_evidence(locked, piece, person))
    require_open(locked)
    resting = Rating.objects.filter(evidence=piece)
    if resting.exclude(assessment=locked, round=locked.round).exists():
        raise ValidationError(
            _(
                "Ratings of an earlier round or of another assessment rest on this piece of evidence, and they are "
                "kept. To correct it, enter it anew and choose that piece instead."
            )
        )
    if resting.exists():
        raise ValidationError(_("Ratings rest on this piece of evidence. Take it off them first."))
    Evidence.objects.filter(pk=piece.pk).delete()


def _check_facts(dated: date | None, link: str) -> None:
    """Raise ValidationError by field for a day out of bounds and for an address that no browser should follow."""
    errors = {}
    if dated and dated > latest_today():
        errors["dated"] = _("This day lies in the future.")
    elif dated and dated < EARLIEST:
        errors["dated"] = _("Choose a day from 1900 on.")
    if names_a_user(link):
        errors["link"] = _("Give the web address without the sign-in name or password before the @.")
    elif is_broken_address(link):
        errors["link"] = _(
            "Give a whole web address, for instance https://www.un.org/en, a DOI such as doi:10.1000/182, or a "
            "document symbol such as S/2013/359."
        )
    if errors:
        raise ValidationError(errors)
