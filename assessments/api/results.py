"""A score in full: its parts, its explanation, and its whole working. What pages withhold is withheld here too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments import scoring
from assessments.api.shown import (
    FrameworkVersionSerializer,
    NodeSerializer,
    ScoreHeadSerializer,
    current_score,
    shown_nodes,
)
from assessments.computing.collection import Lead, collection_plan
from assessments.computing.frameworks import engine_framework
from assessments.models import Assessment
from assessments.models.stored import Agreement, Contributions, Nodes, Record, Result, Robustness, Swing
from ocpo.rest.links import Links, To

Part = TypeVar("Part")


class ContributionsSerializer(serializers.Serializer[Any]):
    """Baseline and points sum to the node's value."""

    baseline = serializers.FloatField(help_text=_("The value with every rated indicator at the scale's bottom."))
    points = serializers.DictField(
        child=serializers.FloatField(), help_text=_("By indicator; what lowers is negative.")
    )


class BarSerializer(serializers.Serializer[Any]):
    low = serializers.FloatField(help_text=_("The node's value at the indicator's lowest plausible value."))
    high = serializers.FloatField(help_text=_("The same at the highest."))
    is_rated = serializers.BooleanField(help_text=_("False: the indicator spans its whole scale."))


class RobustNodeSerializer(serializers.Serializer[Any]):
    p5 = serializers.FloatField(help_text=_("5th percentile of the value over the variants of the method."))
    p95 = serializers.FloatField()
    bands = serializers.DictField(child=serializers.FloatField(), help_text=_("Share of the variants in each band."))
    same_band = serializers.FloatField(help_text=_("Share of the variants in the band of the framework's own choice."))


class RobustnessSerializer(serializers.Serializer[Any]):
    """How far the result depends on the choices of the method, not on the evidence."""

    variants = serializers.IntegerField()
    nodes = serializers.DictField(child=RobustNodeSerializer(allow_null=True))


class ResultSerializer(serializers.Serializer[Any]):
    """All that is computed. An explanation is null if its node's value is withheld or an older engine made none."""

    draws = serializers.IntegerField(allow_null=True, help_text=_("Monte Carlo draws behind means and intervals."))
    nodes = serializers.DictField(child=NodeSerializer(), help_text=_("Every node of the framework by its code."))
    contributions = serializers.DictField(
        child=ContributionsSerializer(allow_null=True),
        allow_null=True,
        help_text=_("For mission risk and each target."),
    )
    tornado = serializers.DictField(
        child=serializers.DictField(child=BarSerializer(), allow_null=True),
        allow_null=True,
        help_text=_("For mission risk and each target: what each indicator could move."),
    )
    robustness = RobustnessSerializer(allow_null=True)


class PlanRowSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    title = serializers.CharField()
    is_rated = serializers.BooleanField()
    index = serializers.FloatField(help_text=_("First-order Sobol index: share of the variance it explains by itself."))
    variance = serializers.FloatField(
        help_text=_("The index times the variance of the mission risk: what knowing it would be expected to take away.")
    )
    holders = serializers.ListField(
        child=serializers.CharField(), help_text=_("Components that would normally know, most likely first.")
    )


class AlphaSerializer(serializers.Serializer[Any]):
    alpha = serializers.FloatField(allow_null=True, help_text=_("Krippendorff's alpha, ordinal. Null: not defined."))
    assessors = serializers.IntegerField()
    indicators = serializers.IntegerField(help_text=_("Indicators that two assessors or more rated."))


class DifferenceSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    lowest = serializers.FloatField()
    highest = serializers.FloatField()


class AgreementPartSerializer(serializers.Serializer[Any]):
    interfaces = serializers.DictField(
        child=AlphaSerializer(), help_text=_("By interface, where two assessors or more rated something.")
    )
    differences = DifferenceSerializer(many=True, help_text=_("Indicators with ratings two levels or more apart."))


class LinkedHeadSerializer(ScoreHeadSerializer):
    links = Links(
        {
            "self": To("api:assessment-score", lambda assessment: [assessment.pk]),
            "working": To("api:assessment-score-working", lambda assessment: [assessment.pk]),
            "collection_plan": To("api:assessment-collection-plan", lambda assessment: [assessment.pk]),
            "agreement": To("api:assessment-agreement", lambda assessment: [assessment.pk]),
            "assessment": To("api:assessment-detail", lambda assessment: [assessment.pk]),
            "mission": To("api:mission-detail", lambda assessment: [assessment.mission.code]),
        }
    )


class ScoreSerializer(LinkedHeadSerializer, ResultSerializer):
    """A score in full."""

    def to_representation(self, assessment: Assessment) -> dict[str, Any]:
        """Return head and result in one object; the result is plain data already and needs no serializer."""
        head = LinkedHeadSerializer(assessment, context=self.context).data
        return {**head, **shown_result(current_score(assessment).result)}


class CollectionPlanSerializer(ScoreHeadSerializer):
    """What to find out next: indicators by how much knowing them would narrow the mission risk."""

    indicators = serializers.SerializerMethodField()

    @extend_schema_field(PlanRowSerializer(many=True, allow_null=True))
    def get_indicators(self, assessment: Assessment) -> list[Lead] | None:
        score = current_score(assessment)
        return collection_plan(engine_framework(score.framework), score.result)


class AgreementSerializer(ScoreHeadSerializer):
    """How far the assessors agree."""

    agreement = serializers.SerializerMethodField()

    @extend_schema_field(AgreementPartSerializer(allow_null=True))
    def get_agreement(self, assessment: Assessment) -> Agreement | None:
        return current_score(assessment).result.get("agreement")


class RatingInputSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    assessor = serializers.IntegerField(help_text=_("A number from 1, not a person."))
    answer = serializers.CharField()
    best = serializers.FloatField(allow_null=True)
    lowest = serializers.FloatField(allow_null=True)
    highest = serializers.FloatField(allow_null=True)
    confidence = serializers.CharField()


class InputsSerializer(serializers.Serializer[Any]):
    phase = serializers.CharField(allow_null=True)
    ratings = RatingInputSerializer(many=True)


class FrameworkTextSerializer(FrameworkVersionSerializer):
    text = serializers.SerializerMethodField(help_text=_("The framework in the canonical form of its YAML."))
    digest = serializers.SerializerMethodField(help_text=_("SHA-256 of that text."))

    def get_text(self, row: Any) -> str:
        return scoring.dump(engine_framework(row))

    def get_digest(self, row: Any) -> str:
        return scoring.framework_digest(engine_framework(row))


class WorkingSerializer(ScoreHeadSerializer):
    """All that the score follows from, and its numbers: enough to compute every one of them again.

    From engine 1.1.0 on, `digest` is the SHA-256 of this JSON with its keys sorted, as Python's json.dumps writes it:
    {"engine", "framework": the framework's digest, "inputs": {}, "seed", "settings": {"draws", "ratings": `inputs`,
    written the same way, as a text}}.
    """

    framework = FrameworkTextSerializer(source="current_score.framework")
    draws = serializers.IntegerField(source="current_score.result.draws", default=None, allow_null=True)
    inputs = serializers.SerializerMethodField()
    nodes = serializers.SerializerMethodField()

    @extend_schema_field(InputsSerializer)
    def get_inputs(self, assessment: Assessment) -> Record:
        return current_score(assessment).inputs

    @extend_schema_field(serializers.DictField(child=NodeSerializer()))
    def get_nodes(self, assessment: Assessment) -> Nodes:
        return shown_nodes(current_score(assessment).result["nodes"])


class ShownResult(TypedDict):
    """A result in full; what an older engine did not compute is None."""

    draws: int | None
    nodes: Nodes
    contributions: dict[str, Contributions | None] | None
    tornado: dict[str, dict[str, Swing] | None] | None
    robustness: Robustness | None


def shown_result(result: Result) -> ShownResult:
    """Return a result as it may be shown. Explanations of a withheld value would reveal it: they are None, too."""
    nodes = result["nodes"]

    def of_open_nodes(by_output: Mapping[str, Part | None]) -> dict[str, Part | None]:
        return {code: part if nodes[code]["is_enough"] else None for code, part in by_output.items()}

    contributions, tornado, robustness = (
        result.get("contributions"),
        result.get("tornado"),
        result.get("robustness"),
    )
    return {
        "draws": result.get("draws"),
        "nodes": shown_nodes(nodes),
        "contributions": None if contributions is None else of_open_nodes(contributions),
        "tornado": None if tornado is None else of_open_nodes(tornado),
        "robustness": None
        if robustness is None
        else {"variants": robustness["variants"], "nodes": of_open_nodes(robustness["nodes"])},
    }
