"""How the API shows assessments and scores. A number that the pages withhold is withheld here too."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.computing.frameworks import require_known_engine
from assessments.computing.results import LISTED_KINDS
from assessments.computing.withheld import without_withheld
from assessments.models import Assessment, Score, State
from assessments.models.stored import Node, Nodes
from ocpo.rest.links import Links, To
from ocpo.rest.related import Slug
from ocpo.unreadable import Unreadable

NODE_LABELS = ("title", "kind")
NODE_NUMBERS = ("value", "mean", "median", "p5", "p95", "lower", "upper", "coverage")
NODE_MARKS = ("is_enough", "is_applicable", "band", "bands")
HEADLINE = "risk"


class NodeNumbersSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    value = serializers.FloatField(
        allow_null=True, help_text=_("On the framework's scale, unrounded. Null without enough evidence.")
    )
    mean = serializers.FloatField(allow_null=True, help_text=_("Of the draws. Null like the value."))
    median = serializers.FloatField(allow_null=True, help_text=_("Of the draws. Null like the value."))
    p5 = serializers.FloatField(allow_null=True, help_text=_("The 90% interval begins: 5th percentile of the draws."))
    p95 = serializers.FloatField(allow_null=True, help_text=_("The 90% interval ends: 95th percentile of the draws."))
    lower = serializers.FloatField(allow_null=True, help_text=_("With everything unrated at its best."))
    upper = serializers.FloatField(allow_null=True, help_text=_("With everything unrated at its worst."))
    coverage = serializers.FloatField(allow_null=True, help_text=_("Share of the weight that is rated, 0 to 1."))
    is_enough = serializers.BooleanField(help_text=_("False: not enough evidence, only the bounds are given."))
    is_applicable = serializers.BooleanField()
    band = serializers.CharField(allow_null=True)


class NodeSerializer(NodeNumbersSerializer):
    """One node of a framework: a target, an interface, an indicator ..."""

    kind = serializers.CharField()
    bands = serializers.DictField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text=_("Probability of each band by its code. Null like the value."),
    )


class FrameworkVersionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.CharField()


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """An assessment without its ratings and scores, which have addresses of their own."""

    mission = Slug()
    phase = Slug(help_text=_("Null: looks back on the whole mission."))
    framework = FrameworkVersionSerializer(read_only=True)
    changes_behind = serializers.IntegerField(
        source="ratings_behind", read_only=True, help_text=_("Changes that the shown score does not know yet.")
    )
    revision = serializers.IntegerField(
        source="shown_revision",
        read_only=True,
        allow_null=True,
        help_text=_("Counts the changes of the ratings. Null while the first round is private."),
    )
    is_private = serializers.BooleanField(
        read_only=True,
        help_text=_("True: assessors rate without seeing each other, and there is no score before a lead reveals."),
    )
    created_by = Slug("username")
    links = Links(
        {
            "self": To("api:assessment-detail", lambda assessment: [assessment.pk]),
            "mission": To("api:mission-detail", lambda assessment: [assessment.mission.code]),
            "ratings": To("api:rating-list", lambda assessment: [assessment.pk]),
            "score": To("api:assessment-score", lambda assessment: [assessment.pk]),
        }
    )

    class Meta:
        model = Assessment
        fields = (
            "id",
            "mission",
            "title",
            "phase",
            "framework",
            "as_of",
            "state",
            "round",
            "is_private",
            "based_on",
            "revision",
            "changes_behind",
            "created_by",
            "created_at",
            "archived_at",
            "links",
        )
        read_only_fields = fields


class ProvenanceSerializer(serializers.Serializer[Assessment]):
    """Where a score comes from. The assessment has to have a score."""

    mission = serializers.CharField(source="mission.code")
    assessment = serializers.IntegerField(source="pk")
    as_of = serializers.DateField()
    phase = serializers.CharField(source="phase.code", default=None, allow_null=True)
    engine_version = serializers.CharField(source="current_score.engine_version")
    state = serializers.ChoiceField(choices=State.choices)
    revision = serializers.IntegerField(source="current_score.revision")
    is_current = serializers.SerializerMethodField()
    changes_behind = serializers.IntegerField(source="ratings_behind")
    seed = serializers.IntegerField(source="current_score.seed")
    digest = serializers.CharField(source="current_score.digest", help_text=_("SHA-256 of all inputs."))
    computed_at = serializers.DateTimeField(source="current_score.computed_at")

    def get_is_current(self, assessment: Assessment) -> bool:
        return assessment.ratings_behind == 0


class ScoreHeadSerializer(ProvenanceSerializer):
    """What every document about a score contains."""

    framework = FrameworkVersionSerializer(source="current_score.framework")
    coverage = serializers.SerializerMethodField(help_text=_("Of the mission risk: share of the weight rated, 0 to 1."))

    def get_coverage(self, assessment: Assessment) -> float | None:
        nodes = listed_nodes(assessment).values()
        return next((node["coverage"] for node in nodes if node["kind"] == HEADLINE), None)


class ScoreSummarySerializer(ScoreHeadSerializer):
    """A score with the few nodes that lists show."""

    nodes = serializers.SerializerMethodField(
        help_text=_("By code: mission risk, targets, interfaces. None of a score that this version cannot read.")
    )
    links = Links({"score": To("api:assessment-score", lambda assessment: [assessment.pk])})

    @extend_schema_field(serializers.DictField(child=NodeSerializer()))
    def get_nodes(self, assessment: Assessment) -> Nodes:
        return shown_nodes(listed_nodes(assessment))


class RowHeadSerializer(ProvenanceSerializer):
    """What the rows of one score share."""

    framework = serializers.CharField(source="current_score.framework.code")
    framework_version = serializers.CharField(source="current_score.framework.version")


class RowSerializer(RowHeadSerializer, NodeNumbersSerializer):
    """One node of one score: a row for a table."""

    node = serializers.CharField()
    kind = serializers.ChoiceField(choices=LISTED_KINDS)


def listed_nodes(assessment: Assessment) -> Nodes:
    """Return the nodes of an assessment's score that lists show.

    None of them if this version cannot read the score: the list must still show the others.
    """
    score = current_score(assessment)
    try:
        require_known_engine(score.engine_version)
    except Unreadable:
        return {}
    return dict(score.summary)


def current_score(assessment: Assessment) -> Score:
    """Return the current score of an assessment. Raises ValueError if the caller did not make sure that it has one."""
    if assessment.current_score is None:
        raise ValueError("the assessment has no score")
    return assessment.current_score


def shown_nodes(nodes: Nodes) -> Nodes:
    """Return nodes by code as they may be shown: withheld numbers are None."""
    return {code: shown_node(node) for code, node in nodes.items()}


def shown_node(node: Node) -> Node:
    """Return a node as it may be shown: None is what is withheld or what an older engine did not compute."""
    shown = without_withheld(node)
    return cast(Node, {name: shown.get(name) for name in (*NODE_LABELS, *NODE_NUMBERS, *NODE_MARKS)})
