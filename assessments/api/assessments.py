"""Assessments of one's missions: listing, opening, reading, and the current score of each."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.results import AgreementSerializer, CollectionPlanSerializer, ScoreSerializer, WorkingSerializer
from assessments.api.shown import AssessmentSerializer
from assessments.computing.frameworks import require_known_engine
from assessments.models import Assessment, State
from interfaces.api.filters import CodeFilter
from interfaces.models import Phase
from missions.access import raise_if
from missions.filters import ArchivedFilter
from missions.models import Mission
from ocpo.problems import Unprocessable
from ocpo.rest.bodies import StrictSerializer, TextField, WholeNumberField, accept
from ocpo.rest.pages import NewestFirst
from ocpo.rest.related import CodeField
from ocpo.rest.resource import Resource

LARGEST_KEY = 2**63 - 1


class AssessmentFilter(django_filters.FilterSet):
    mission = django_filters.CharFilter(field_name="mission__code", label=_("Code of a mission."))
    phase = CodeFilter(Phase.objects.all())
    state = django_filters.ChoiceFilter(choices=State.choices)
    archived = ArchivedFilter()


class NewAssessment(StrictSerializer):
    """An assessment to open."""

    mission = TextField(max_length=60, help_text=_("Code of a mission that you may rate."))
    phase = CodeField(
        queryset=Phase.objects.all(),
        allow_null=True,
        help_text=_("Decides which indicators are asked; null looks back on the whole mission and asks all."),
    )
    as_of = serializers.DateField(help_text=_("The day the judgements speak of."))
    title = TextField(max_length=120, required=False, default="", allow_blank=True)
    is_private = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("Begin with a round in which assessors do not see each other's ratings."),
    )
    based_on = WholeNumberField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=LARGEST_KEY,
        help_text=_("An earlier assessment of the mission whose ratings are taken over; null starts blank."),
    )


def visible_assessment(request: Request, pk: int | str) -> Assessment:
    """Return the assessment with its score; 404 for anyone who is no member of its mission."""
    found: Assessment = get_object_or_404(Assessment.objects.visible_to(request.user).with_score(), pk=pk)
    return found


@extend_schema_view(list=extend_schema(summary="Assessments of your missions, the last opened first"))
class AssessmentViewSet(Resource, ListModelMixin, GenericViewSet[Assessment]):
    """Assessments of the missions you are a member of."""

    serializer_class = AssessmentSerializer
    pagination_class = NewestFirst
    filterset_class = AssessmentFilter
    lookup_value_regex = "[0-9]+"
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        visible: QuerySet[Assessment] = Assessment.objects.visible_to(self.request.user).with_score_head()
        return visible

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
        raise_if(services.refusal_to_create_assessment(mission.role))
        given["based_on"] = earlier_assessment(mission, given["based_on"])
        assessment = services.create_assessment(mission=mission, author=request.user, **given)  # type: ignore[arg-type]
        shown: dict[str, Any] = self.get_serializer(self.get_queryset().get(pk=assessment.pk)).data
        return Response(shown, status=201, headers={"Location": shown["links"]["self"]})


def earlier_assessment(mission: Mission, pk: int | None) -> Assessment | None:
    """Return the assessment of a mission to start from. Raises Unprocessable for one that is not offered."""
    if pk is None:
        return None
    earlier: Assessment | None = mission.assessments.filter(pk=pk, is_private=False).first()
    if earlier is None:
        raise Unprocessable({"based_on": [services.not_to_start_from()]})
    return earlier


class OfScore(Resource, GenericViewSet[Assessment]):
    """Reads the current score of an assessment. 404 while the first round is private or no score is computed."""

    pagination_class = None

    def retrieve(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        if assessment.is_private:
            raise NotFound(_("The first round is private: there is no score before a lead reveals it."))
        if assessment.current_score is None:
            raise NotFound(_("No score of this assessment has been computed yet."))
        require_known_engine(assessment.current_score.engine_version)
        return Response(self.get_serializer(assessment).data)


@extend_schema_view(retrieve=extend_schema(summary="The score an assessment stands on, in full"))
class AssessmentScore(OfScore):
    serializer_class = ScoreSerializer


@extend_schema_view(retrieve=extend_schema(summary="All that the score follows from: enough to compute it again"))
class AssessmentWorking(OfScore):
    serializer_class = WorkingSerializer


@extend_schema_view(retrieve=extend_schema(summary="What to find out next, and who would normally know"))
class AssessmentCollectionPlan(OfScore):
    serializer_class = CollectionPlanSerializer


@extend_schema_view(retrieve=extend_schema(summary="How far the assessors agree"))
class AssessmentAgreement(OfScore):
    serializer_class = AgreementSerializer
