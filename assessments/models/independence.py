"""Who may decide on an assessment: a reviewer who had no part in it.

What somebody did counts, even if nothing of it is left.

The queue, its count, the pages and the services all ask this one rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from assessments.models.act import Act, Deed
from assessments.models.assessment import Assessment, AssessmentQuerySet
from missions.models import Membership, MembershipChange, Role
from ocpo.accounts.models import User


@dataclass(frozen=True)
class Bar:
    """One thing that bars a person: the sentence that tells them, and the condition on the assessment."""

    sentence: str
    holds: Exists


def bars(person: User) -> list[Bar]:
    """Return everything that can bar a person from deciding on an assessment."""
    acts = Act.objects.filter(assessment=OuterRef("pk"), person=person)
    # Acts keep their time when a later assessment takes them over, so the earliest one tells when the work began.
    begun = Act.objects.filter(assessment=OuterRef(OuterRef("pk")), created_at__lte=OuterRef("created_at"))
    changes = MembershipChange.objects.filter(
        Q(created_at__gte=OuterRef("created_at")) | Exists(begun), mission=OuterRef("mission"), by=person
    ).exclude(old_role=F("new_role"))  # confirming a role gives nobody another one
    own_role = Membership.objects.filter(mission=OuterRef("mission"), person=person, given_by=person)
    return [
        *(Bar(str(deed.label), Exists(acts.filter(deed=deed))) for deed in Deed),
        Bar(_("You changed people's roles on this mission after work on this assessment began."), Exists(changes)),
        Bar(_("You gave yourself the role of reviewer: another lead has to give it to you."), Exists(own_role)),
    ]


def decidable_by(assessments: AssessmentQuerySet, person: User) -> AssessmentQuerySet:
    """Keep the assessments that nothing bars a person from deciding on."""
    return assessments.exclude(reduce(or_, (Q(bar.holds) for bar in bars(person))))


def refusal_to_review(role: str | None) -> str:
    """Return why a role may not review here, "" if it may; `reasons_against` checks more than the role."""
    return "" if role == Role.REVIEWER else _("Only a reviewer of this mission can publish or return an assessment.")


def reasons_against(assessment: Assessment, person: User) -> list[str]:
    """Return why a person may neither publish nor return an assessment, a sentence for each reason."""
    if refusal := refusal_to_review(assessment.mission.role_of(person)):
        return [refusal]
    possible = {f"bar_{place}": bar for place, bar in enumerate(bars(person))}
    row = Assessment.objects.filter(pk=assessment.pk).values(**{name: bar.holds for name, bar in possible.items()})
    standing = [possible[name].sentence for name, holds in row.get().items() if holds]
    if not standing:
        return []
    if assessment.based_on_id:
        standing.append(_("This assessment started from an earlier one, and what you did there counts here too."))
    return [*standing, _("Somebody else has to publish or return it.")]


def objection_to_reviewer(assessment: Assessment, person: User) -> str:
    """Return `reasons_against` as one text, "" for somebody who may decide."""
    return " ".join(reasons_against(assessment, person))
