"""The evidence of a mission that a person may use in an assessment."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.assessments import visible_assessment
from assessments.models import LONGEST_TITLE, Credibility, Evidence, Marking, Reliability
from missions.access import raise_if
from ocpo.rest.bodies import StrictSerializer, TextField, accept
from ocpo.rest.links import Links, To
from ocpo.rest.pages import Pages
from ocpo.rest.resource import Resource


class PieceSerializer(serializers.ModelSerializer[Evidence]):
    """A piece of evidence; ratings name it by `id`."""

    grade = serializers.CharField(read_only=True, help_text=_("Admiralty grade, for instance B2."))
    links = Links({"assessment": To("api:assessment-detail", lambda piece: [piece.assessment_id])})

    class Meta:
        model = Evidence
        fields = (
            "id",
            "assessment",
            "title",
            "source",
            "dated",
            "link",
            "reliability",
            "credibility",
            "grade",
            "marking",
            "created_at",
            "links",
        )
        read_only_fields: ClassVar = fields


class NewEvidence(StrictSerializer):
    """A piece of evidence to enter."""

    title = TextField(max_length=LONGEST_TITLE)
    source = TextField(max_length=200, required=False, default="", allow_blank=True)  # type: ignore[assignment]
    dated = serializers.DateField(
        required=False,
        default=None,
        allow_null=True,
        help_text=_("From 1900 to today, wherever on earth today comes first."),
    )
    link = TextField(
        max_length=500,
        required=False,
        default="",
        allow_blank=True,
        help_text=_("A web address, a DOI or a document symbol, for instance S/2013/359."),
    )
    reliability = serializers.ChoiceField(choices=Reliability.choices, required=False, default=Reliability.F)
    credibility = serializers.ChoiceField(choices=Credibility.choices, required=False, default=Credibility.NOT_JUDGED)
    marking = serializers.ChoiceField(choices=Marking.choices, required=False, default=Marking.UNCLASSIFIED)


@extend_schema_view(list=extend_schema(summary="Evidence of the mission that you may use in an assessment"))
class EvidenceViewSet(Resource, ListModelMixin, GenericViewSet[Evidence]):
    """Evidence is entered once and can be named by any rating.

    In a private first round you see your own evidence and what was open before the round.
    """

    serializer_class = PieceSerializer
    pagination_class = Pages
    queryset = Evidence.objects.none()

    def get_queryset(self) -> QuerySet[Evidence]:
        assessment = visible_assessment(self.request, self.kwargs["pk"])
        return Evidence.objects.usable_in(assessment, self.request.user)

    @extend_schema(
        summary="Enter a piece of evidence",
        description="Entering the same again answers with the piece that stands.",
        request=NewEvidence,
        responses={201: PieceSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        person: Any = request.user
        raise_if(services.refusal_to_enter_evidence(assessment.mission.role_of(person)))
        given = accept(NewEvidence(data=request.data))
        piece = services.add_evidence(assessment=assessment, person=person, **given)
        return Response(self.get_serializer(piece).data, status=201)
