"""The short code lists as one document: what the codes in all other resources mean."""

from __future__ import annotations

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from interfaces import models
from interfaces.api.serializers import Cites
from ocpo.rest.related import Slug
from ocpo.rest.resource import Resource


class TargetSerializer(serializers.ModelSerializer[models.Target]):
    class Meta:
        model = models.Target
        fields = ("code", "title", "note")


class PhaseSerializer(serializers.ModelSerializer[models.Phase]):
    cite = Cites()

    class Meta:
        model = models.Phase
        fields = ("code", "title", "cite")


class ComponentSerializer(serializers.ModelSerializer[models.Component]):
    class Meta:
        model = models.Component
        fields = ("code", "title", "is_named_in_paper")


class MotivationSerializer(serializers.ModelSerializer[models.Motivation]):
    typical_actors = Slug(many=True)
    cite = Cites()

    class Meta:
        model = models.Motivation
        fields = ("code", "title", "description", "works", "fails", "typical_actors", "basis", "cite")


class StateRelationSerializer(serializers.ModelSerializer[models.StateRelation]):
    cite = Cites()

    class Meta:
        model = models.StateRelation
        fields = ("code", "title", "description", "shown_by", "main_risk", "cite")


class PrerequisiteSerializer(serializers.ModelSerializer[models.Prerequisite]):
    class Meta:
        model = models.Prerequisite
        fields = ("code", "title")


class PoliceActivitySerializer(serializers.ModelSerializer[models.PoliceActivity]):
    core_function = Slug()

    class Meta:
        model = models.PoliceActivity
        fields = ("number", "code", "title", "basis", "core_function", "core_function_basis")


class VocabularySerializer(serializers.Serializer[dict[str, Any]]):
    """Every short list, each in its own order."""

    targets = TargetSerializer(many=True)
    phases = PhaseSerializer(many=True)
    components = ComponentSerializer(many=True)
    motivations = MotivationSerializer(many=True)
    state_relations = StateRelationSerializer(many=True)
    prerequisites = PrerequisiteSerializer(many=True)
    police_activities = PoliceActivitySerializer(many=True)


class VocabularyViewSet(Resource, GenericViewSet[Any]):
    """The short lists of codes with their meaning."""

    queryset = models.Target.objects.none()
    serializer_class = VocabularySerializer
    pagination_class = None

    @extend_schema(operation_id="vocabulary", responses=forced_singular_serializer(VocabularySerializer))
    def list(self, request: Request) -> Response:
        lists = {
            "targets": models.Target.objects.all(),
            "phases": models.Phase.objects.all(),
            "components": models.Component.objects.all(),
            "motivations": models.Motivation.objects.prefetch_related("typical_actors"),
            "state_relations": models.StateRelation.objects.all(),
            "prerequisites": models.Prerequisite.objects.all(),
            "police_activities": models.PoliceActivity.objects.select_related("core_function"),
        }
        return Response(self.get_serializer(lists).data)
