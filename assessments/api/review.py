"""Review over the API: submitting, withdrawing, returning with reasons, publishing, and the steps that were taken."""

from __future__ import annotations

from collections.abc import Callable
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
from assessments.api.shown import AssessmentSerializer
from assessments.models import Assessment, ReviewStep
from ocpo.rest.bodies import EmptyBodySerializer, ProseField, StrictSerializer, TextField, accept
from ocpo.rest.pages import Pages
from ocpo.rest.related import Slug
from ocpo.rest.resource import Resource


class ReasonSerializer(StrictSerializer):
    reason = ProseField(
        max_length=services.LONGEST_REASON,
        help_text=_("What has to change. Kept, and read by everyone on the mission."),
    )


class ApprovalSerializer(StrictSerializer):
    digest = TextField(max_length=64, help_text=_("`digest` of the score that you read and approve."))


class ReviewStepSerializer(serializers.ModelSerializer[ReviewStep]):
    """One step of a review; it never changes."""

    person = Slug("username")
    revision = serializers.IntegerField(
        source="shown_revision",
        allow_null=True,
        help_text=_("Of the assessment, when the step was taken. Null while the first round is private."),
    )
    digest = serializers.CharField(help_text=_("Of the score of that revision; empty if it was not computed yet."))

    class Meta:
        model = ReviewStep
        fields = ("assessment", "action", "person", "reason", "revision", "digest", "created_at")
        read_only_fields: ClassVar = fields


class OfReview(Resource, GenericViewSet[Assessment]):
    """A step of the review; the answer is the assessment after that step."""

    serializer_class = AssessmentSerializer
    pagination_class = None

    def _take(self, pk: int, step: Callable[..., object], body: type[StrictSerializer], **who: Any) -> Response:
        """Take a step with the fields of the body. A refusal keeps the words of the service."""
        assessment = visible_assessment(self.request, pk)
        given = accept(body(data=self.request.data))
        step(assessment=assessment, **who, **given)
        return Response(self.get_serializer(visible_assessment(self.request, pk)).data)


class AssessmentSubmit(OfReview):
    @extend_schema(
        summary="Submit an assessment for review",
        description="Closes it for rating. 409 unless it is a draft, open to all its assessors, with a rating.",
        request=EmptyBodySerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.submit_assessment, EmptyBodySerializer, person=request.user)


class AssessmentWithdraw(OfReview):
    @extend_schema(
        summary="Withdraw an assessment from review",
        description="Back to draft; for a lead. 409 unless it is submitted.",
        request=EmptyBodySerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.withdraw_assessment, EmptyBodySerializer, person=request.user)


class AssessmentReturn(OfReview):
    @extend_schema(
        summary="Return an assessment with reasons",
        description="Back to draft; for a reviewer who never had a part in it. 409 unless it is submitted.",
        request=ReasonSerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.return_assessment, ReasonSerializer, reviewer=request.user)


class AssessmentPublish(OfReview):
    @extend_schema(
        summary="Approve and publish an assessment",
        description=(
            "Closes it for ever; for a reviewer who never had a part in it. The approval binds to `digest`: "
            "409 if another score stands by now, or none that is up to date."
        ),
        request=ApprovalSerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.publish_assessment, ApprovalSerializer, reviewer=request.user)


@extend_schema_view(list=extend_schema(summary="Steps of the review of an assessment, the first one first"))
class ReviewStepViewSet(Resource, ListModelMixin, GenericViewSet[ReviewStep]):
    """Who submitted, withdrew, returned or published an assessment, when, why, and which score it had then."""

    serializer_class = ReviewStepSerializer
    pagination_class = Pages
    queryset = ReviewStep.objects.none()

    def get_queryset(self) -> QuerySet[ReviewStep]:
        return visible_assessment(self.request, self.kwargs["pk"]).review_steps.select_related("person")
