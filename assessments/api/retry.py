"""Asking over the API for a score again whose computation has failed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import services
from assessments.api.review import EmptyBodySerializer, OfReview
from assessments.api.shown import AssessmentSerializer


class AssessmentRetry(OfReview):
    """A computation that gave up, asked for again; the answer is the assessment as it stands then."""

    @extend_schema(
        summary="Have a failed score computed again",
        description="For a lead. The score follows within seconds. 409 unless the last computation has failed.",
        request=EmptyBodySerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.try_again, EmptyBodySerializer, person=request.user)
