"""Query parameters that filter the lists of indicators and measures. An unknown code is an error, not an empty list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from interfaces.models import (
    Area,
    Component,
    IllicitEconomy,
    Indicator,
    Interface,
    Measure,
    Mechanism,
    Motivation,
    Phase,
    Prerequisite,
    ReferenceMission,
)

WORDS = _("Words that all occur in it, in any spelling.")


class CodeChoiceField(ModelChoiceField):
    """The code of a related row. Any other text is refused; the message lists the known codes."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            known = ", ".join(self.queryset.values_list("code", flat=True))
            message = _("There is no such code. Known: %(known)s.") % {"known": known}
            raise ValidationError(message, code="invalid_choice") from error


class CodeFilter(django_filters.ModelChoiceFilter):
    """Keeps the rows that point to the row of this code."""

    field_class = CodeChoiceField

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset=queryset, to_field_name="code", **kwargs)


class IndicatorFilter(django_filters.FilterSet):
    interface = CodeFilter(Interface.objects.all(), field_name="mechanism__interface")
    mechanism = CodeFilter(Mechanism.objects.all())
    phase = CodeFilter(Phase.objects.all(), field_name="phases")
    search = django_filters.CharFilter(method="mentioning", label=WORDS)

    class Meta:
        model = Indicator
        fields = ("interface", "mechanism", "phase", "search")

    def mentioning(self, indicators: Any, name: str, words: str) -> Any:
        return indicators.mentioning(words)


class MeasureFilter(django_filters.FilterSet):
    area = CodeFilter(Area.objects.all())
    interface = CodeFilter(Interface.objects.all(), field_name="interfaces", label=_("Interface it acts on."))
    component = CodeFilter(Component.objects.all(), field_name="components")
    phase = CodeFilter(Phase.objects.all(), field_name="phases")
    motivation = CodeFilter(Motivation.objects.all(), field_name="suits", label=_("Motivation it suits."))
    prerequisite = CodeFilter(Prerequisite.objects.all(), field_name="prerequisites")
    mission = CodeFilter(
        ReferenceMission.objects.all(), method="used_by", label=_("Mission of the paper that used it.")
    )
    trade = CodeFilter(IllicitEconomy.objects.all(), field_name="trades__economy", label=_("Trade it bears on."))
    search = django_filters.CharFilter(
        method="mentioning", label=_("Words that all occur in it, or that name a trade it bears on. In any spelling.")
    )

    class Meta:
        model = Measure
        fields = ("area", "interface", "component", "phase", "motivation", "prerequisite", "mission", "trade", "search")

    @extend_schema_field(OpenApiTypes.STR)
    def used_by(self, measures: Any, name: str, mission: ReferenceMission) -> Any:
        return measures.used_by(mission.code)

    def mentioning(self, measures: Any, name: str, words: str) -> Any:
        return measures.mentioning(words)
