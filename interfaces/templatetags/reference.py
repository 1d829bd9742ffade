"""Tags of the reference pages: `{% load reference %}`."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

from interfaces.models import Measure
from ocpo.pages.display import DASH

register = template.Library()


@register.inclusion_tag("catalogue/used_by.html")
def used_by(measure: Measure) -> dict[str, Any]:
    """The missions of a measure's precedents, each once; inferred only where no precedent names the mission."""
    named: dict[Any, bool] = {}
    for precedent in measure.precedents.all():
        if precedent.mission:
            named[precedent.mission] = named.get(precedent.mission, False) or precedent.is_mission_named
    return {"missions": named.items(), "is_for_all_missions": measure.is_for_all_missions}


@register.filter
def printed_date(text: str) -> str:
    """A source's date as printed: a full ISO date as 12 Oct 2012, a bare year as it is, none as a dash."""
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text or DASH
