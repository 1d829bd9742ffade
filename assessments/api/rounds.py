"""Rounds over the API: saying that one has finished, and revealing the private first round."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.assessments import visible_assessment
from assessments.api.shown import AssessmentSerializer
from assessments.models import Assessment
from missions.access import raise_if
from ocpo.rest.bodies import EmptyBodySerializer, StrictSerializer, accept
from ocpo.rest.resource import Resource


class FinishSerializer(StrictSerializer):
    is_finished = serializers.BooleanField(
        required=False, default=True, help_text=_("False takes it back. Left out, you have finished.")
    )


class OfRound(Resource, GenericViewSet[Assessment]):
    """A step in the rounds of an assessment; the answer is the assessment after that step."""

    serializer_class = AssessmentSerializer
    pagination_class = None

    def _answer(self, request: Request, pk: int) -> Response:
        return Response(self.get_serializer(visible_assessment(request, pk)).data)


class AssessmentFinish(OfRound):
    @extend_schema(
        summary="Say that your ratings of the present round are complete",
        description="The leads see who has finished, not what they rated. Repeating it changes nothing.",
        request=FinishSerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        person: Any = request.user
        raise_if(services.refusal_to_rate(assessment.mission.role_of(person)))
        given = accept(FinishSerializer(data=request.data))
        services.finish_round(assessment=assessment, person=person, **given)
        return self._answer(request, pk)


class AssessmentReveal(OfRound):
    @extend_schema(
        summary="Reveal the private first round",
        description="Round 2 begins with a copy of everyone's ratings. A lead can do this, nobody can undo it.",
        request=EmptyBodySerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        person: Any = request.user
        raise_if(services.refusal_to_reveal(assessment.mission.role_of(person)))
        accept(EmptyBodySerializer(data=request.data))
        services.reveal_round(assessment=assessment, person=person)
        return self._answer(request, pk)
