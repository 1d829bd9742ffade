"""Scores of a mission over time, and rows for business intelligence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments.api.results import ScoreSerializer
from assessments.api.shown import RowHeadSerializer, RowSerializer, ScoreSummarySerializer, listed_nodes, shown_nodes
from assessments.computing.frameworks import require_known_engine
from assessments.computing.results import LISTED_KINDS
from assessments.models import Assessment, State
from missions.filters import ArchivedFilter
from missions.models import Mission
from ocpo.rest.filters import MomentFilter
from ocpo.rest.pages import NewestFirst, Pages
from ocpo.rest.resource import Resource

ANY = "any"


class OfMissionFilter(django_filters.FilterSet):
    """Leaves out archived assessments, from the list of a mission's scores and from its latest score."""

    archived = ArchivedFilter()


class HistoryFilter(OfMissionFilter):
    state = django_filters.ChoiceFilter(choices=State.choices)


class LatestFilter(OfMissionFilter):
    state = django_filters.ChoiceFilter(
        choices=[(ANY, _("Newest of all")), (State.PUBLISHED.value, _("Newest published only"))],
        method="keep",
        label=_("Left out: the newest published, or while none is published the newest with an answer in it."),
    )

    def keep(self, scored: QuerySet[Assessment], name: str, value: str) -> QuerySet[Assessment]:
        return scored.filter(state=value) if value in State.values else scored


class RowFilter(django_filters.FilterSet):
    """`node` and `kind` select rows of each score, the other filters select scores."""

    mission = django_filters.CharFilter(field_name="mission__code", label=_("Code of a mission."))
    state = django_filters.ChoiceFilter(choices=State.choices)
    archived = ArchivedFilter()
    node = django_filters.CharFilter(method="keep_all", label=_("Code of a node."))
    kind = django_filters.ChoiceFilter(choices=[(kind, kind) for kind in LISTED_KINDS], method="keep_all")
    updated_since = MomentFilter(
        field_name="current_score__computed_at", lookup_expr="gte", label=_("Scores computed at this time or later.")
    )

    def keep_all(self, scored: QuerySet[Assessment], name: str, value: str) -> QuerySet[Assessment]:
        return scored


class ScoredOfMission(Resource, GenericViewSet[Assessment]):
    """Assessments of one mission that have a score."""

    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        person = self.request.user
        mission = get_object_or_404(Mission.objects.visible_to(person), code=self.kwargs["code"])
        scored: QuerySet[Assessment] = Assessment.objects.visible_to(person).scored().filter(mission=mission)
        return scored


@extend_schema_view(list=extend_schema(summary="Scores of a mission, one for each assessment, the last opened first"))
class MissionScores(ListModelMixin, ScoredOfMission):
    """The current scores of a mission's assessments."""

    serializer_class = ScoreSummarySerializer
    pagination_class = NewestFirst
    filterset_class = HistoryFilter

    def get_queryset(self) -> QuerySet[Assessment]:
        scored: QuerySet[Assessment] = super().get_queryset().with_score_head()  # type: ignore[attr-defined]
        return scored


class LatestScore(ScoredOfMission):
    """A fixed address for the score that speaks for a mission: a client need not know the assessment's id."""

    serializer_class = ScoreSerializer
    filterset_class = LatestFilter
    filtered_actions = ("retrieve",)

    @extend_schema(
        summary="The newest score of a mission",
        description="The score that speaks for the mission, as in the portfolio: the newest published one; while "
        "nothing is published, the newest in which somebody has answered something. `state` says which.",
        parameters=[
            OpenApiParameter(
                "state",
                enum=[ANY, State.PUBLISHED.value],
                description="`any`: the newest of all. `published`: 404 while nothing is published.",
            )
        ],
    )
    def retrieve(self, request: Request, code: str) -> Response:
        scored = self.filter_queryset(self.get_queryset()).with_score()  # type: ignore[attr-defined]
        is_newest_of_all = request.query_params.get("state") == ANY
        newest = (scored.newest_first() if is_newest_of_all else scored.speaking_first()).first()
        if newest is None:
            raise NotFound(_("This mission has no such score: none is computed yet, or it is archived."))
        require_known_engine(newest.current_score.engine_version)
        return Response(self.get_serializer(newest).data)


@extend_schema_view(list=extend_schema(summary="Scores of your missions as rows: one for each mission, date and node"))
class RowViewSet(Resource, ListModelMixin, GenericViewSet[Assessment]):
    """Rows for a table. A page holds all the rows of up to `page_size` scores."""

    serializer_class = RowSerializer
    pagination_class = Pages
    filterset_class = RowFilter
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        scored: QuerySet[Assessment] = Assessment.objects.visible_to(self.request.user).scored().with_score_head()
        return scored

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        scored = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([row for assessment in scored for row in self._rows(assessment)])

    def _rows(self, assessment: Assessment) -> Iterator[dict[str, Any]]:
        head = RowHeadSerializer(assessment).data
        wanted = {name: self.request.query_params.get(name) for name in ("node", "kind")}
        for code, node in shown_nodes(listed_nodes(assessment)).items():
            if wanted["node"] in (None, code) and wanted["kind"] in (None, node["kind"]):
                yield {**head, "node": code, **{name: number for name, number in node.items() if name != "bands"}}
