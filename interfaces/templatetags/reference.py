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
    """The missions of a measure's precedents, each once; named if one of these precedents names it."""
    named: dict[Any, bool] = {}
    for precedent in measure.precedents.all():
        if precedent.mission:
            named[precedent.mission] = named.get(precedent.mission, False) or precedent.is_mission_named
    return {"missions": named.items(), "is_for_all_missions": measure.is_for_all_missions}


@register.filter
def printed_date(text: str) -> str:
    """The date of a source as pages show it: "2012-10-12" as 12 Oct 2012, a year as it is, nothing as a dash."""
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text or DASH
