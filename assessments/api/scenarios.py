"""Scenarios of an assessment: made, read, changed and deleted beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessments import services
from assessments.api.assessments import visible_assessment
from assessments.api.shown import NodeSerializer, shown_nodes
from assessments.computing.scenarios import answered, shown_headline
from assessments.models import Answer, Confidence, Scenario
from assessments.models.stored import Changes, NodeDifferences, Nodes
from interfaces.models import Measure, Phase
from missions.access import raise_if
from missions.api import CodesField
from missions.services import StaleEdit
from ocpo.problems import PreconditionFailed, Unprocessable
from ocpo.rest.bodies import NumberField, ProseField, StrictSerializer, TextField, accept
from ocpo.rest.conditional import etag, if_match
from ocpo.rest.links import Links, To
from ocpo.rest.pages import Pages
from ocpo.rest.related import CodeField, Slug
from ocpo.rest.resource import Resource
from ocpo.rest.schema import IF_MATCH


class ChangedRatingSerializer(StrictSerializer):
    """The answer to one indicator in the scenario; it replaces the answers of all assessors."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    best = NumberField(required=False, allow_null=True, default=None, help_text=_("A level, 0 to 4; only if rated."))
    lowest = NumberField(required=False, allow_null=True, default=None)
    highest = NumberField(required=False, allow_null=True, default=None)
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False, default=Confidence.MEDIUM)


class ChangesSerializer(StrictSerializer):
    """What is changed: at least one rating, or the phase, unless measures alone are noted."""

    phase = CodeField(
        queryset=Phase.objects.all(),
        allow_null=True,
        required=False,
        help_text=_("Absent: as in the assessment. Null: looks back on the whole mission."),
    )
    ratings = serializers.DictField(child=ChangedRatingSerializer(), help_text=_("By code of an indicator."))


class ScenarioChangesSerializer(StrictSerializer):
    """What a planner assumes. A measure has no effect by itself: `changes` states the effect that is expected."""

    name = TextField(max_length=120)
    note = ProseField(required=False, allow_blank=True, max_length=10_000)
    changes = ChangesSerializer()
    measures = CodesField(Measure.objects.all(), required=False)


class ShownChangesSerializer(serializers.Serializer[Any]):
    """What is changed, as it is stored: codes, not rows."""

    phase = serializers.CharField(
        required=False,
        allow_null=True,
        help_text=_("Absent: as in the assessment. Null: looks back on the whole mission."),
    )
    ratings = serializers.DictField(child=ChangedRatingSerializer(), help_text=_("By code of an indicator."))


class HeadlineDifferenceSerializer(serializers.Serializer[Any]):
    """Mission risk of the scenario less that of the assessment, in points, from the same draws."""

    value = serializers.FloatField(allow_null=True, help_text=_("Value less value. Null without enough evidence."))
    median = serializers.FloatField(allow_null=True, help_text=_("Of the draws. Null like the value."))
    p5 = serializers.FloatField(allow_null=True, help_text=_("Its own 90% interval begins. Null like the value."))
    p95 = serializers.FloatField(allow_null=True, help_text=_("Its own 90% interval ends. Null like the value."))
    lower = serializers.FloatField(allow_null=True, help_text=_("Share of the draws in which the scenario is lower."))
    higher = serializers.FloatField(allow_null=True, help_text=_("Share of the draws in which it is higher."))


class ScenarioDifferenceSerializer(serializers.Serializer[Any]):
    headline = HeadlineDifferenceSerializer()
    nodes = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text=_("Value less value by node, before rounding.")
    )


class ScenarioSerializer(serializers.ModelSerializer[Scenario]):
    """A scenario with its result. The effect is the planner's own assumption, not a finding."""

    changes = serializers.SerializerMethodField()
    measures = Slug(many=True, read_only=True)
    created_by = Slug("username")
    is_current = serializers.BooleanField(
        read_only=True, help_text=_("False: it rests on an older score than the assessment's and is scored again soon.")
    )
    base_digest = serializers.CharField(read_only=True, help_text=_("Digest of the score that it starts from."))
    difference = serializers.SerializerMethodField()
    base = serializers.SerializerMethodField(help_text=_("The assessment's nodes by code: risk, targets, interfaces."))
    nodes = serializers.SerializerMethodField(help_text=_("The scenario's nodes by code, like `base`."))
    links = Links(
        {
            "self": To("api:scenario-detail", lambda scenario: [scenario.assessment_id, scenario.pk]),
            "assessment": To("api:assessment-detail", lambda scenario: [scenario.assessment_id]),
        }
    )

    class Meta:
        model = Scenario
        fields = (
            "id",
            "assessment",
            "name",
            "note",
            "changes",
            "measures",
            "is_current",
            "base_digest",
            "difference",
            "base",
            "nodes",
            "version",
            "created_by",
            "created_at",
            "updated_at",
            "links",
        )
        read_only_fields = fields

    @extend_schema_field(ShownChangesSerializer)
    def get_changes(self, scenario: Scenario) -> Changes:
        return scenario.changes

    @extend_schema_field(ScenarioDifferenceSerializer)
    def get_difference(self, scenario: Scenario) -> NodeDifferences:
        found = scenario.result["difference"]  # type: ignore[index]
        return {"headline": shown_headline(found["headline"]), "nodes": found["nodes"]}

    @extend_schema_field(serializers.DictField(child=NodeSerializer()))
    def get_base(self, scenario: Scenario) -> Nodes:
        return shown_nodes(scenario.result["base"])  # type: ignore[index]

    @extend_schema_field(serializers.DictField(child=NodeSerializer()))
    def get_nodes(self, scenario: Scenario) -> Nodes:
        return shown_nodes(scenario.result["nodes"])  # type: ignore[index]


@extend_schema_view(list=extend_schema(summary="Scenarios of an assessment"))
class ScenarioViewSet(Resource, ListModelMixin, GenericViewSet[Scenario]):
    """What planners assume, scored beside an assessment, which it never changes. The ETag covers edits and scores."""

    serializer_class = ScenarioSerializer
    pagination_class = Pages
    queryset = Scenario.objects.none()

    def get_queryset(self) -> QuerySet[Scenario]:
        assessment = visible_assessment(self.request, self.kwargs["pk"])
        return assessment.scenarios.for_pages().prefetch_related("measures")

    @extend_schema(summary="One scenario")
    def retrieve(self, request: Request, pk: int, scenario: int) -> Response:
        return self._answer(self._found(scenario))

    @extend_schema(summary="Make a scenario", request=ScenarioChangesSerializer, responses={201: ScenarioSerializer})
    def create(self, request: Request, pk: int) -> Response:
        assessment = visible_assessment(request, pk)
        given = accept(ScenarioChangesSerializer(data=request.data))
        made = _stored(
            services.create_scenario, assessment=assessment, author=request.user, assumptions=_assumptions(given)
        )
        response = self._answer(self._found(made.pk), status=201)
        response["Location"] = response.data["links"]["self"]
        return response

    @extend_schema(summary="Change a scenario", request=ScenarioChangesSerializer, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: int, scenario: int) -> Response:
        stored = self._for_writing(scenario)
        given = accept(ScenarioChangesSerializer(data=request.data, partial=True))
        kept = {"name": stored.name, "note": stored.note, "measures": list(stored.measures.all())}
        assumptions = _assumptions({**kept, **given}, stored.changes)
        try:
            _stored(
                services.update_scenario,
                scenario=stored,
                person=request.user,
                assumptions=assumptions,
                expected_version=stored.version,
            )
        except StaleEdit as error:
            raise self._stale(self._found(scenario)) from error
        return self._answer(self._found(scenario))

    @extend_schema(summary="Delete a scenario", parameters=[IF_MATCH], responses={204: None})
    def destroy(self, request: Request, pk: int, scenario: int) -> Response:
        stored = self._for_writing(scenario)
        try:
            services.delete_scenario(
                scenario=stored,
                person=request.user,  # type: ignore[arg-type]
                expected_version=stored.version,
            )
        except StaleEdit as error:
            raise self._stale(self._found(scenario)) from error
        return Response(status=204)

    def _found(self, scenario: int) -> Scenario:
        return get_object_or_404(self.get_queryset(), pk=scenario)

    def _for_writing(self, scenario: int) -> Scenario:
        """Return the scenario if the client has seen its version. A new score in the meantime is no conflict.

        Raises PermissionDenied for a member who may not change it, PreconditionFailed if it was edited meanwhile.
        """
        stored = self._found(scenario)
        raise_if(services.refusal_to_change_scenario(stored, self.request.user))  # type: ignore[arg-type]
        if str(stored.version) not in {tag.split("-")[0] for tag in if_match(self.request)}:
            raise self._stale(stored)
        return stored

    def _stale(self, stored: Scenario) -> PreconditionFailed:
        return PreconditionFailed(self.get_serializer(stored).data, etag(_version_of(stored)))

    def _answer(self, stored: Scenario, status: int = 200) -> Response:
        headers = {"ETag": etag(_version_of(stored))}
        return Response(self.get_serializer(stored).data, status=status, headers=headers)


def _assumptions(given: dict[str, Any], stored: Changes | None = None) -> services.Assumptions:
    accepted = given.pop("changes", None)
    if accepted is None:
        return services.Assumptions(changes=stored or {"ratings": {}}, **given)
    changes: Changes = {"ratings": {code: answered(row) for code, row in accepted["ratings"].items()}}
    if "phase" in accepted:
        changes["phase"] = accepted["phase"] and accepted["phase"].code
    return services.Assumptions(changes=changes, **given)


def _stored(verb: Callable[..., Scenario], **given: Any) -> Scenario:
    """Call a service. Raises Unprocessable with a pointer to each changed rating that the service refuses."""
    try:
        return verb(**given)
    except services.ChangesError as error:
        raise Unprocessable({"changes": {"ratings": error.by_indicator}}) from error


def _version_of(scenario: Scenario) -> str:
    """Return the text of the ETag: the version, the score it starts from, and whether a newer one exists."""
    return f"{scenario.version}-{scenario.base_digest[:12]}{'' if scenario.is_current else '-behind'}"
