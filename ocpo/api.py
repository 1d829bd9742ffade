"""The addresses of version 1 of the API, its OpenAPI description and its documentation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView, DefaultRouter
from rest_framework.viewsets import GenericViewSet

from assessments.api.assessments import (
    AssessmentAgreement,
    AssessmentCollectionPlan,
    AssessmentScore,
    AssessmentViewSet,
    AssessmentWorking,
)
from assessments.api.evidence import EvidenceViewSet
from assessments.api.ratings import RatingViewSet
from assessments.api.retry import AssessmentRetry
from assessments.api.review import (
    AssessmentPublish,
    AssessmentReturn,
    AssessmentSubmit,
    AssessmentWithdraw,
    ReviewStepViewSet,
)
from assessments.api.rounds import AssessmentFinish, AssessmentReveal
from assessments.api.scenarios import ScenarioViewSet
from assessments.api.scores import LatestScore, MissionScores, RowViewSet
from assessments.api.stateless import StatelessScore
from interfaces.api.views import ROUTES as REFERENCE_ROUTES
from missions.api import MissionViewSet
from ocpo.problems import NotFound

app_name = "api"


ADDRESSES = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class Root(APIRootView):
    """Where everything is."""

    schema = AutoSchema()

    @extend_schema(summary="Where everything is", responses=OpenApiResponse(ADDRESSES))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        response = super().get(request, *args, **kwargs)
        for name in ("schema", "docs"):
            response.data[name] = reverse(f"api:{name}", request=request)
        return response


class Docs(SpectacularSwaggerSplitView):
    """The documentation, in which operations can be tried out."""

    template_name = "api/docs.html"
    url_name = "api:schema"


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False


router = Router()
ROUTES: list[tuple[str, type[GenericViewSet[Any]], str]] = [
    *REFERENCE_ROUTES,
    ("missions", MissionViewSet, "mission"),
    ("assessments", AssessmentViewSet, "assessment"),
    ("scores", RowViewSet, "score"),
]
for prefix, viewset, basename in ROUTES:
    router.register(prefix, viewset, basename)

READ: dict[str, Any] = {"get": "retrieve"}
LIST: dict[str, Any] = {"get": "list"}
CREATE: dict[str, Any] = {"post": "create"}
EDIT: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
RATE: dict[str, Any] = {"get": "retrieve", "put": "update", "delete": "destroy"}

urlpatterns = [
    *router.urls,
    path("missions/<slug:code>/scores/", MissionScores.as_view(LIST), name="mission-scores"),
    path("missions/<slug:code>/scores/latest/", LatestScore.as_view(READ), name="mission-score-latest"),
    path("assessments/<int:pk>/score/", AssessmentScore.as_view(READ), name="assessment-score"),
    path("assessments/<int:pk>/score/working/", AssessmentWorking.as_view(READ), name="assessment-score-working"),
    path("assessments/<int:pk>/score/retry/", AssessmentRetry.as_view(CREATE), name="assessment-score-retry"),
    path(
        "assessments/<int:pk>/collection-plan/",
        AssessmentCollectionPlan.as_view(READ),
        name="assessment-collection-plan",
    ),
    path("assessments/<int:pk>/agreement/", AssessmentAgreement.as_view(READ), name="assessment-agreement"),
    path("assessments/<int:pk>/finish/", AssessmentFinish.as_view(CREATE), name="assessment-finish"),
    path("assessments/<int:pk>/reveal/", AssessmentReveal.as_view(CREATE), name="assessment-reveal"),
    path("assessments/<int:pk>/submit/", AssessmentSubmit.as_view(CREATE), name="assessment-submit"),
    path("assessments/<int:pk>/withdraw/", AssessmentWithdraw.as_view(CREATE), name="assessment-withdraw"),
    path("assessments/<int:pk>/return/", AssessmentReturn.as_view(CREATE), name="assessment-return"),
    path("assessments/<int:pk>/publish/", AssessmentPublish.as_view(CREATE), name="assessment-publish"),
    path("assessments/<int:pk>/review-steps/", ReviewStepViewSet.as_view(LIST), name="review-step-list"),
    path("assessments/<int:pk>/evidence/", EvidenceViewSet.as_view(LIST | CREATE), name="evidence-list"),
    path("assessments/<int:pk>/ratings/", RatingViewSet.as_view(LIST), name="rating-list"),
    path("assessments/<int:pk>/ratings/<slug:indicator>/", RatingViewSet.as_view(RATE), name="rating-detail"),
    path(
        "assessments/<int:pk>/scenarios/",
        ScenarioViewSet.as_view({"get": "list", "post": "create"}),
        name="scenario-list",
    ),
    path("assessments/<int:pk>/scenarios/<int:scenario>/", ScenarioViewSet.as_view(EDIT), name="scenario-detail"),
    path("score/", StatelessScore.as_view(CREATE), name="score-stateless"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", login_required(Docs.as_view()), name="docs"),
    re_path("", NotFound.as_view()),
]
