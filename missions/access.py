"""Who may do what with a mission: each rule once, with the one sentence that refuses.

A rule takes the person's role on the mission, None without one, and returns why it is refused, "" if it is allowed.
Services raise that sentence; pages and API ask the same rule to hide what would be refused.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from missions.models import Role


def raise_if(refusal: str) -> None:
    """Raise PermissionDenied with a refusal; "" is none."""
    if refusal:
        raise PermissionDenied(refusal)


def refusal_to_manage(role: str | None) -> str:
    """Changing the facts of a mission, its phase and its members is for leads."""
    return "" if role == Role.LEAD else _("Only a lead of this mission can do this.")


def refusal_to_archive_mission(role: str | None) -> str:
    """Archiving a mission and bringing it back is for leads."""
    return "" if role == Role.LEAD else _("Only a lead of this mission can archive it or bring it back.")
