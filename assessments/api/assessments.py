"""Assessments of one's missions: listing, opening, reading, and the score each stands on."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.shown import AssessmentSerializer, ScoreSerializer
from assessments.models import Assessment, State
from interfaces.api.filters import CodeFilter
from interfaces.models import Phase
from missions.models import RATING_ROLES, Mission
from ocpo.rest.bodies import StrictSerializer, TextField, accept
from ocpo.rest.pages import NewestFirst
from ocpo.rest.resource import Resource


class AssessmentFilter(django_filters.FilterSet):
    mission = django_filters.CharFilter(field_name="mission__code", label=_("Code of a mission."))
    phase = CodeFilter(Phase.objects.all())
    state = django_filters.ChoiceFilter(choices=State.choices)


class NewAssessment(StrictSerializer):
    """What opens an assessment."""

    mission = TextField(max_length=60, help_text=_("Code of a mission that you may rate."))
    phase = serializers.SlugRelatedField[Phase](
        slug_field="code",
        queryset=Phase.objects.all(),
        allow_null=True,
        help_text=_("Decides which indicators are asked; null looks back on the whole mission and asks all."),
    )
    as_of = serializers.DateField(help_text=_("The day the judgements speak of."))
    title = TextField(max_length=120, required=False, default="", allow_blank=True)


def visible_assessment(request: Request, pk: int | str) -> Assessment:
    """Return the assessment with its score; 404 for anyone who is no member of its mission."""
    return get_object_or_404(Assessment.objects.visible_to(request.user).with_score(), pk=pk)


@extend_schema_view(list=extend_schema(summary="Assessments of your missions, the last opened first"))
class AssessmentViewSet(Resource, ListModelMixin, GenericViewSet[Assessment]):
    """Assessments of the missions you are a member of."""

    serializer_class = AssessmentSerializer
    pagination_class = NewestFirst
    filterset_class = AssessmentFilter
    lookup_value_regex = "[0-9]+"
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        return Assessment.objects.visible_to(self.request.user).with_score_head()

    @extend_schema(summary="One assessment")
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Open an assessment", request=NewAssessment, responses={201: AssessmentSerializer})
    def create(self, request: Request) -> Response:
        given = accept(NewAssessment(data=request.data))
        code = given.pop("mission")
        mission = Mission.objects.visible_to(request.user).with_role_of(request.user).filter(code=code).first()
        if mission is None:
            raise Http404
        if mission.role not in RATING_ROLES:
            raise PermissionDenied(_("Only assessors and leads of this mission can open an assessment."))
        assessment = services.open_assessment(mission=mission, author=request.user, **given)  # type: ignore[arg-type]
        shown: dict[str, Any] = self.get_serializer(self.get_queryset().get(pk=assessment.pk)).data
        return Response(shown, status=201, headers={"Location": shown["links"]["self"]})


class AssessmentScore(Resource, GenericViewSet[Assessment]):
    serializer_class = ScoreSerializer
    pagination_class = None

    @extend_schema(summary="The score an assessment stands on, in full")
    def retrieve(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        if assessment.current_score is None:
            raise NotFound(_("No score of this assessment has been computed yet."))
        return Response(self.get_serializer(assessment).data)
