"""Stateless scoring: a framework's code and ratings in, the full result out; nothing is stored."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.viewsets import GenericViewSet

from assessments import scoring
from assessments.api.results import AgreementPartSerializer, PlanRowSerializer, ResultSerializer, shown_result
from assessments.api.shown import FrameworkVersionSerializer
from assessments.computing.collection import collection_plan
from assessments.computing.frameworks import engine_framework, levels_of
from assessments.computing.inputs import build_record, score_digest
from assessments.computing.results import SEED, compute_result
from assessments.models import Answer, Confidence
from assessments.models.stored import Record
from assessments.services import Judgement, validate_judgement
from interfaces.models import Framework
from ocpo.problems import MEDIA_TYPE, Unprocessable
from ocpo.rest.bodies import NumberField, StrictSerializer, TextField, WholeNumberField, accept
from ocpo.rest.resource import Resource

LEAST_DRAWS, MOST_DRAWS = 100, 20_000
MOST_RATINGS = 1_000
MOST_ASSESSORS = 1_000_000
LARGEST_SEED = 2**63 - 1
LARGEST_QUANTITY = 1e100
JUDGED = ("answer", "best", "lowest", "highest", "confidence")


class GivenNumberField(NumberField):
    def __init__(self, **more: Any) -> None:
        more |= {"min_value": -LARGEST_QUANTITY, "max_value": LARGEST_QUANTITY}
        super().__init__(required=False, allow_null=True, default=None, **more)


class GivenRatingSerializer(StrictSerializer):
    """What one assessor says about one indicator."""

    indicator = TextField(max_length=100)
    answer = serializers.ChoiceField(choices=Answer.choices, required=False, default=Answer.RATED)
    best = GivenNumberField(help_text=_("A level, or a quantity in the indicator's unit; only if rated."))
    lowest = GivenNumberField(help_text=_("Lowest plausible. Left out, the confidence sets it."))
    highest = GivenNumberField(help_text=_("Highest plausible. Left out, the confidence sets it."))
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False, default=Confidence.MEDIUM)
    assessor = WholeNumberField(required=False, default=1, min_value=1, max_value=MOST_ASSESSORS)


class StatelessRequestSerializer(StrictSerializer):
    framework = TextField(max_length=80, help_text=_("Code of a framework."))
    version = TextField(
        max_length=20, required=False, allow_null=True, default=None, help_text=_("Left out, the current one.")
    )
    phase = TextField(
        max_length=100,
        required=False,
        allow_null=True,
        default=None,
        help_text=_("Decides which indicators are asked; null or left out, all are."),
    )
    ratings = serializers.ListField(child=GivenRatingSerializer(), max_length=MOST_RATINGS)
    seed = WholeNumberField(required=False, default=SEED, min_value=0, max_value=LARGEST_SEED)
    draws = WholeNumberField(required=False, default=scoring.DRAWS, min_value=LEAST_DRAWS, max_value=MOST_DRAWS)


class StatelessResultSerializer(ResultSerializer):
    """The same numbers, to the last digit, as those of an assessment with the same ratings, seed and draws."""

    framework = FrameworkVersionSerializer()
    engine_version = serializers.CharField()
    seed = serializers.IntegerField()
    digest = serializers.CharField(help_text=_("SHA-256 of all inputs."))
    collection_plan = PlanRowSerializer(many=True)
    agreement = AgreementPartSerializer()


class StatelessScore(Resource, GenericViewSet[Any]):
    """Scores ratings that come with the request."""

    serializer_class = StatelessResultSerializer
    pagination_class = None
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "score"

    @extend_schema(
        summary="Score ratings without storing anything",
        description="The same ratings give the same numbers and the same digest as the score of an assessment.",
        request=StatelessRequestSerializer,
        responses={
            200: StatelessResultSerializer,
            (429, MEDIA_TYPE): OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"}, description="Too often; `Retry-After` says when to come back"
            ),
        },
    )
    def create(self, request: Request) -> Response:
        given = accept(StatelessRequestSerializer(data=request.data))
        row = asked_framework(given["framework"], given["version"])
        framework = engine_framework(row)
        record = asked_record(framework, given["phase"], given["ratings"])
        run = {"seed": given["seed"], "draws": given["draws"]}
        result = compute_result(framework, record, **run)
        return Response(
            {
                "framework": FrameworkVersionSerializer(row).data,
                "engine_version": scoring.ENGINE_VERSION,
                "seed": given["seed"],
                "digest": score_digest(framework, record, **run),
                **shown_result(result),
                "collection_plan": collection_plan(framework, result),
                "agreement": result["agreement"],
            }
        )


def asked_framework(code: str, version: str | None) -> Framework:
    """Return a stored framework, its current version by default. Raises Unprocessable if there is none."""
    versions = Framework.objects.filter(code=code)
    row = versions.filter(is_current=True).first() if version is None else versions.filter(version=version).first()
    if row is not None:
        return row
    if version is not None and versions.exists():
        raise Unprocessable({"version": [_("There is no version “%s” of this framework.") % version]})
    raise Unprocessable({"framework": [_("There is no framework “%s”.") % code]})


def asked_record(framework: scoring.Framework, phase: str | None, ratings: list[dict[str, Any]]) -> Record:
    """Return the ratings as a record. Raises Unprocessable with a pointer to each part that cannot be scored."""
    errors: dict[str, Any] = {}
    if phase is not None and phase not in framework.phases:
        known = ", ".join(framework.phases) or _("none")
        errors["phase"] = [_("There is no phase “%(phase)s”. Known: %(known)s.") % {"phase": phase, "known": known}]
    indicators = {indicator.code: indicator for indicator in framework.indicators}
    seen: set[tuple[str, int]] = set()
    for number, rating in enumerate(ratings):
        key = rating["indicator"], rating["assessor"]
        if found := _rating_errors(indicators.get(rating["indicator"]), rating, is_repeated=key in seen):
            errors.setdefault("ratings", {})[number] = found
        seen.add(key)
    if errors:
        raise Unprocessable(errors)
    return build_record(phase, ratings)


def _rating_errors(
    indicator: scoring.Indicator | None, rating: dict[str, Any], *, is_repeated: bool
) -> dict[str, list[Any]]:
    if indicator is None:
        message = _("There is no indicator “%s” in this framework.") % rating["indicator"]
        return {"indicator": [message]}
    if is_repeated:
        return {"indicator": [_("This assessor has rated this indicator already, further up.")]}
    try:
        validate_judgement(Judgement(**{name: rating[name] for name in JUDGED}), levels_of(indicator))
    except ValidationError as error:
        return error.message_dict
    return {
        name: [problem]
        for name in ("best", "lowest", "highest")
        if rating[name] is not None and (problem := indicator.normalisation.check(np.array([rating[name]])))
    }
