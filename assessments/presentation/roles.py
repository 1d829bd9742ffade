"""Who rated, without a name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Assessment
from missions.models import Role
from ocpo.accounts.models import User


@dataclass(frozen=True)
class Roles:
    """Says who rated without a name: one's own rating is marked, everyone else is their role on the mission."""

    person: User
    leads: frozenset[int]

    @classmethod
    def of(cls, assessment: Assessment, person: User) -> Roles:
        leads = assessment.mission.memberships.filter(role=Role.LEAD).values_list("person", flat=True)
        return cls(person, frozenset(leads))

    def code(self, assessor_id: int) -> str:
        if assessor_id == self.person.pk:
            return "own"
        return "lead" if assessor_id in self.leads else "assessor"

    def words(self, assessor_id: int) -> str:
        return {"own": _("You"), "lead": _("Lead"), "assessor": _("Assessor")}[self.code(assessor_id)]
