"""A person's own ratings. Other people's are not shown here, so that first judgements stay independent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.assessments import visible_assessment
from assessments.models import Answer, Assessment, Confidence, Rating
from interfaces.models import Indicator
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.problems import PreconditionFailed
from ocpo.rest.bodies import NumberField, ProseField, StrictSerializer, WholeNumberField, accept
from ocpo.rest.conditional import etag, if_match
from ocpo.rest.links import Links, To
from ocpo.rest.pages import Pages
from ocpo.rest.related import Slug
from ocpo.rest.resource import Resource
from ocpo.rest.schema import IF_MATCH, IF_NONE_MATCH


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """What you say about one indicator."""

    indicator = Slug()
    citations = serializers.ListField(child=serializers.CharField(), read_only=True)
    links = Links(
        {
            "self": To("api:rating-detail", lambda rating: [rating.assessment_id, rating.indicator.code]),
            "assessment": To("api:assessment-detail", lambda rating: [rating.assessment_id]),
        }
    )

    class Meta:
        model = Rating
        fields = (
            "assessment",
            "indicator",
            "answer",
            "best",
            "lowest",
            "highest",
            "confidence",
            "rationale",
            "citations",
            "evidence",
            "version",
            "updated_at",
            "links",
        )
        read_only_fields: ClassVar = fields


class JudgementSerializer(StrictSerializer):
    """A whole judgement: it replaces your earlier one, and a field that is left out gets its default."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    best = NumberField(required=False, allow_null=True, default=None, help_text=_("A level, 0 to 4; only if rated."))
    lowest = NumberField(
        required=False, allow_null=True, default=None, help_text=_("Lowest plausible, not above best.")
    )
    highest = NumberField(
        required=False, allow_null=True, default=None, help_text=_("Highest plausible, not below best.")
    )
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False, default=Confidence.MEDIUM)
    rationale = ProseField(required=False, allow_blank=True, default="", max_length=10_000)
    evidence = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=500,
        help_text=_("Ids of the pieces of evidence that the judgement rests on."),
    )


@extend_schema_view(list=extend_schema(summary="Your ratings of an assessment"))
class RatingViewSet(Resource, ListModelMixin, GenericViewSet[Rating]):
    """Your own ratings of an assessment; the ETag is the rating's version."""

    serializer_class = RatingSerializer
    pagination_class = Pages
    queryset = Rating.objects.none()

    def get_queryset(self) -> QuerySet[Rating]:
        assessment = visible_assessment(self.request, self.kwargs["pk"])
        return self._ratings(assessment)

    @extend_schema(summary="Your rating of an indicator")
    def retrieve(self, request: Request, pk: int, indicator: str) -> Response:
        assessment = visible_assessment(request, pk)
        rating = self._ratings(assessment).filter(indicator=asked_indicator(assessment, indicator)).first()
        if rating is None:
            raise NotFound(_("You have not rated this indicator."))
        return self._answer(rating)

    @extend_schema(
        summary="Rate an indicator",
        description=(
            'Replaces your rating if `If-Match` holds its ETag; creates it with `If-None-Match: *` or `If-Match: "0"`. '
            "The score follows within seconds."
        ),
        request=JudgementSerializer,
        responses={200: RatingSerializer, 201: RatingSerializer},
        parameters=[IF_MATCH, IF_NONE_MATCH],
    )
    def update(self, request: Request, pk: int, indicator: str) -> Response:
        assessment, asked, stored = self._for_writing(pk, indicator)
        expected = self._expected_version(stored)
        given = accept(JudgementSerializer(data=request.data))
        evidence = frozenset(given.pop("evidence"))
        judgement = services.Judgement(**given, evidence=evidence, citations=stored.citations if stored else [])
        try:
            rating = services.record_rating(
                assessment=assessment,
                indicator=asked,
                assessor=request.user,  # type: ignore[arg-type]
                judgement=judgement,
                expected_version=expected,
            )
        except StaleEdit as error:
            raise self._stale(error.current) from error
        return self._answer(rating, status=200 if stored else 201)

    @extend_schema(summary="Take your rating back", parameters=[IF_MATCH], responses={204: None})
    def destroy(self, request: Request, pk: int, indicator: str) -> Response:
        assessment, asked, stored = self._for_writing(pk, indicator)
        if stored is None:
            raise NotFound(_("You have not rated this indicator."))
        expected = self._expected_version(stored)
        try:
            services.clear_rating(
                assessment=assessment,
                indicator=asked,
                assessor=request.user,  # type: ignore[arg-type]
                expected_version=expected,
            )
        except StaleEdit as error:
            raise self._stale(error.current) from error
        return Response(status=204)

    def _for_writing(self, pk: int, indicator: str) -> tuple[Assessment, Indicator, Rating | None]:
        assessment = visible_assessment(self.request, pk)
        raise_if(services.refusal_to_rate(assessment.mission.role_of(self.request.user)))  # type: ignore[arg-type]
        asked = asked_indicator(assessment, indicator)
        services.require_open(assessment)
        return assessment, asked, self._ratings(assessment).filter(indicator=asked).first()

    def _expected_version(self, stored: Rating | None) -> int:
        """Return the version that the client has seen, 0 for none. Raises PreconditionFailed if another is stored."""
        version = stored.version if stored else 0
        if "If-Match" not in self.request.headers and self.request.headers.get("If-None-Match", "").strip() == "*":
            seen = {"0"}
        else:
            seen = if_match(self.request)
        if str(version) not in seen:
            raise self._stale(stored)
        return version

    def _ratings(self, assessment: Assessment) -> QuerySet[Rating]:
        return assessment.ratings.of(self.request.user).select_related("indicator").prefetch_related("evidence")

    def _stale(self, stored: Any) -> PreconditionFailed:
        current = self.get_serializer(stored).data if stored else None
        return PreconditionFailed(current, etag(stored.version if stored else 0))

    def _answer(self, rating: Rating, status: int = 200) -> Response:
        return Response(self.get_serializer(rating).data, status=status, headers={"ETag": etag(rating.version)})


def asked_indicator(assessment: Assessment, code: str) -> Indicator:
    """Return an indicator that the assessment asks. Raises NotFound, with the reason, for any other code."""
    indicator = assessment.asked_indicators().filter(code=code).first()
    if indicator is None:
        raise NotFound(services.not_asked(code))
    return indicator
