"""Read-only resources of the reference model. Everyone who is signed in sees the same."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from interfaces.api import serializers
from interfaces.api.filters import IndicatorFilter, MeasureFilter
from interfaces.api.vocabulary import VocabularyViewSet
from interfaces.models import Area, Framework, Indicator, Interface, Measure, OpenQuestion, ReferenceMission
from ocpo.rest.pages import InOrder, NewestFirst
from ocpo.rest.resource import Resource


class ReferenceViewSet(Resource, ListModelMixin, RetrieveModelMixin, GenericViewSet[Any]):
    """Lists rows in the order of the paper and finds one by its code."""

    pagination_class = InOrder
    lookup_field = "code"
    lookup_value_regex = "[-a-z0-9]+"


class InterfaceViewSet(ReferenceViewSet):
    """The seven interfaces, in the order of Box 1."""

    queryset = Interface.objects.with_model()
    serializer_class = serializers.InterfaceSerializer


class IndicatorViewSet(ReferenceViewSet):
    """The 49 indicators, with their written levels."""

    queryset = Indicator.objects.with_scale()
    serializer_class = serializers.IndicatorSerializer
    filterset_class = IndicatorFilter


class AreaViewSet(ReferenceViewSet):
    """The annex's 15 areas of activity, in the annex's order."""

    queryset = Area.objects.prefetch_related("measures")
    serializer_class = serializers.AreaSerializer


class MeasureViewSet(ReferenceViewSet):
    """The annex's 33 measures, in the annex's order, with their precedents."""

    queryset = Measure.objects.for_catalogue()
    serializer_class = serializers.MeasureSerializer
    filterset_class = MeasureFilter


class ReferenceMissionViewSet(ReferenceViewSet):
    """The missions that the paper mentions; your own missions are under `missions`."""

    queryset = ReferenceMission.objects.with_history()
    serializer_class = serializers.ReferenceMissionSerializer


class OpenQuestionViewSet(ReferenceViewSet):
    """What the paper leaves open: its four discrepancies (d1 to d4) and fourteen questions (q1 to q14)."""

    queryset = OpenQuestion.objects.with_places()
    serializer_class = serializers.OpenQuestionSerializer


class FrameworkViewSet(Resource, ListModelMixin, RetrieveModelMixin, GenericViewSet[Framework]):
    """Scoring frameworks: every version in the list, the current one under its code."""

    queryset = Framework.objects.all()
    pagination_class = NewestFirst
    lookup_field = "code"
    lookup_value_regex = "[-a-z0-9]+"

    def get_queryset(self) -> QuerySet[Framework]:
        return Framework.objects.current() if self.action == "retrieve" else super().get_queryset()

    def get_serializer_class(self) -> type[BaseSerializer[Framework]]:
        with_text = self.action == "retrieve"
        return serializers.FrameworkSerializer if with_text else serializers.FrameworkHeadSerializer


ROUTES: list[tuple[str, type[GenericViewSet[Any]], str]] = [
    ("interfaces", InterfaceViewSet, "interface"),
    ("indicators", IndicatorViewSet, "indicator"),
    ("catalogue/areas", AreaViewSet, "area"),
    ("catalogue/measures", MeasureViewSet, "measure"),
    ("reference/missions", ReferenceMissionViewSet, "reference-mission"),
    ("questions", OpenQuestionViewSet, "question"),
    ("vocabulary", VocabularyViewSet, "vocabulary"),
    ("frameworks", FrameworkViewSet, "framework"),
]
