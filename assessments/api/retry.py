"""Having a failed score computed again, over the API."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import services
from assessments.api.review import OfReview
from assessments.api.shown import AssessmentSerializer
from ocpo.rest.bodies import EmptyBodySerializer


class AssessmentRetry(OfReview):
    """Has a failed score computed again; the answer is the assessment after that."""

    @extend_schema(
        summary="Have a failed score computed again",
        description="For a lead. The score follows within seconds. 409 unless the last computation has failed.",
        request=EmptyBodySerializer,
        responses={200: AssessmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        return self._take(pk, services.try_again, EmptyBodySerializer, person=request.user)
