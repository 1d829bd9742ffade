"""Who may do what with a mission. Each rule stands here once, with the sentence that refuses.

A rule takes the person's role on the mission (None without a membership). It returns the reason for a refusal, or ""
if the person may do it. Services raise that reason; pages and API ask the same rule to hide what would be refused.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from missions.models import Role


def raise_if(refusal: str) -> None:
    """Raise PermissionDenied with this reason; do nothing for ""."""
    if refusal:
        raise PermissionDenied(refusal)


def refusal_to_manage(role: str | None) -> str:
    """Changing the facts of a mission, its phase and its members is for leads."""
    return "" if role == Role.LEAD else _("Only a lead of this mission can do this.")


def refusal_to_archive_mission(role: str | None) -> str:
    """Archiving a mission and bringing it back is for leads."""
    return "" if role == Role.LEAD else _("Only a lead of this mission can archive it or bring it back.")
