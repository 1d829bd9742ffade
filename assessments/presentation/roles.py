"""Who rated, without a name: the one rule for every page, table and document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from assessments.models import Assessment, Rating
from missions.models import RATING_ROLES, Role, Sample
from ocpo.accounts.models import User

# The order in which equal levels are drawn.
OWN, LEAD, ASSESSOR, FORMER, PAPER = CODES = ("own", "lead", "assessor", "former", "paper")


@dataclass(frozen=True)
class Roles:
    """Says who rated without a name: the person who looks is "You", everyone else is named by their present role.

    `members` holds the role of each member by the person's key. Whoever rated and is no longer a member is a former
    member; in a sample taken from the paper it is the reading of the paper, which is no person.
    """

    person: User
    members: dict[int, str]
    is_from_paper: bool = False

    @classmethod
    def of(cls, assessment: Assessment, person: User) -> Roles:
        mission = assessment.mission
        members = dict(mission.memberships.values_list("person", "role"))
        return cls(person, members, mission.sample == Sample.RETROSPECTIVE)

    def code(self, assessor_id: int) -> str:
        if assessor_id == self.person.pk:
            return OWN
        if assessor_id not in self.members:
            return PAPER if self.is_from_paper else FORMER
        return LEAD if self.members[assessor_id] == Role.LEAD else ASSESSOR

    def words(self, assessor_id: int) -> str:
        titles = {
            OWN: _("You"),
            LEAD: _("Lead"),
            ASSESSOR: _("Assessor"),
            FORMER: _("Former member"),
            PAPER: _("Reading of the paper"),
        }
        return titles[self.code(assessor_id)]

    @cached_property
    def held_by_one(self) -> list[str]:
        """Return in words the rating roles that only one member holds: such a role may reveal who rated."""
        held = list(self.members.values())
        return [str(Role(role).label).lower() for role in RATING_ROLES if held.count(role) == 1]


def in_order_of_levels(rating: Rating) -> tuple[bool, float, str]:
    """Return a rating's key for sorting: the lowest level first, so that the order does not reveal who rated."""
    return rating.best is None, rating.best or 0.0, rating.rationale
