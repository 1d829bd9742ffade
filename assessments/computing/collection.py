"""What to find out next, and who would normally know."""

from __future__ import annotations

from assessments import scoring
from assessments.models.stored import PlanRow, Result
from interfaces.models import Component, Indicator


class Lead(PlanRow):
    """A row of the plan with the indicator's title and the codes of the components that hold the evidence."""

    title: str
    is_rated: bool
    holders: list[str]


def collection_plan(framework: scoring.Framework, result: Result) -> list[Lead] | None:
    """Return a result's collection plan, each row with the components that hold its evidence.

    Holders come in the order of the reference model, most likely first, each once. None if the engine made no plan.
    """
    if "collection_plan" not in result:
        return None
    rows = result["collection_plan"]
    asked = Indicator.objects.filter(code__in=[row["indicator"] for row in rows])
    known = {indicator.code: [component.code for component in holders(indicator)] for indicator in asked.with_holders()}
    return [
        {
            **row,
            "title": framework.by_code[row["indicator"]].title,
            "is_rated": result["nodes"][row["indicator"]]["coverage"] == 1.0,
            "holders": known.get(row["indicator"], []),
        }
        for row in rows
    ]


def holders(indicator: Indicator) -> list[Component]:
    """Return each holder once: first those that come first in any source, then those that come second, and so on."""
    ranked = [
        (place, component)
        for source in indicator.evidence_sources.all()
        for place, component in enumerate(source.components)
    ]
    return list(dict.fromkeys(component for _place, component in sorted(ranked, key=lambda pair: pair[0])))
