"""The banner above an archived mission or assessment."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from assessments.models import Assessment
from assessments.services import refusal_to_archive
from missions.models import Mission

register = template.Library()


@register.inclusion_tag("components/archived_banner.html", takes_context=True)
def archived_banner(context: Context, thing: Mission | Assessment, address: str) -> dict[str, Any]:
    """Show since when a mission or an assessment is archived, and to a lead the button to restore it at `address`."""
    mission = thing if isinstance(thing, Mission) else thing.mission
    person = context["request"].user
    passed = {name: context.get(name) for name in ("request", "csrf_token")}
    return passed | {"thing": thing, "address": address, "can_restore": not refusal_to_archive(mission.role_of(person))}
