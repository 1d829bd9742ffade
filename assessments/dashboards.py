"""What the portfolio reads: missions with their newest scored assessment, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.presentation import Axes, shown_summary
from interfaces.models import Phase
from missions.models import Kind, Mission
from ocpo.accounts.models import User

SORTS = (("name", "name"), ("as_of", "as_of"), ("created_at", "created"))


class PortfolioFilter(django_filters.FilterSet):
    """Narrows and sorts the portfolio; the address holds the choice."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    phase = django_filters.ModelChoiceFilter(
        label=_("Phase"), queryset=Phase.objects.all(), to_field_name="code", empty_label=_("All phases")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("All kinds"))
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        fields=SORTS,
        field_labels={"name": _("Name"), "as_of": _("Date of assessment"), "created_at": _("Date added")},
        empty_label=None,
    )

    class Meta:
        model = Mission
        fields = ("q", "phase", "kind", "sort")

    @property
    def qs(self) -> QuerySet[Mission]:
        """Return the missions kept; an address with a wrong value shows all of them."""
        return super().qs if self.is_valid() else self.queryset

    def search(self, missions: QuerySet[Mission], name: str, words: str) -> QuerySet[Mission]:
        for word in words.split():
            missions = missions.filter(
                Q(name__icontains=word)
                | Q(full_name__icontains=word)
                | Q(area__icontains=word)
                | Q(code__icontains=word)
            )
        return missions


def portfolio_missions(person: User) -> QuerySet[Mission]:
    """Return every mission the person may see, with the key and the date of its newest assessment that says something.

    One that was opened and not rated yet does not take the place of the one before it.
    """
    newest = Assessment.objects.filter(mission=OuterRef("pk")).scored().with_ratings().newest_first()
    return (
        Mission.objects.visible_to(person)
        .select_related("phase")
        .annotate(assessment_id=Subquery(newest.values("pk")[:1]), as_of=Subquery(newest.values("as_of")[:1]))
    )


def portfolio_rows(missions: Iterable[Mission], axes: Axes) -> list[dict[str, Any]]:
    """Return each mission with its newest scored assessment and that score's summary, None where there is none."""
    missions = list(missions)
    keys = {mission.pk: mission.assessment_id for mission in missions}  # type: ignore[attr-defined]
    found = Assessment.objects.for_lists().in_bulk([key for key in keys.values() if key])
    rows = []
    for mission in missions:
        assessment = found.get(keys[mission.pk])
        rows.append(
            {"mission": mission, "assessment": assessment, "score": assessment and shown_summary(assessment, axes)}
        )
    return rows
