"""The API of missions. Members see a mission, its leads may change it; for all others it does not exist."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from interfaces.models import Component, Phase
from missions import services
from missions.access import raise_if, refusal_to_manage
from missions.filters import ArchivedFilter
from missions.models import Kind, Mission, Role
from ocpo.problems import PreconditionFailed
from ocpo.rest.bodies import ProseField, StrictSerializer, TextField, accept
from ocpo.rest.conditional import etag, if_match
from ocpo.rest.links import Links, To
from ocpo.rest.pages import ByCode
from ocpo.rest.related import CodeField, Slug
from ocpo.rest.resource import Resource
from ocpo.rest.schema import IF_MATCH


class MissionSerializer(serializers.ModelSerializer[Mission]):
    """A mission as a member sees it; other resources are named by their codes."""

    phase = Slug()
    components = Slug(many=True, read_only=True)
    sample = serializers.SerializerMethodField(help_text=_("Why the mission is only an example, if it is one."))
    role = serializers.ChoiceField(choices=Role.choices, read_only=True, help_text=_("What you may do here."))
    links = Links(
        {
            "self": To("api:mission-detail", lambda mission: [mission.code]),
            "assessments": To("api:assessment-list", query=lambda mission: {"mission": mission.code}),
            "scores": To("api:mission-scores", lambda mission: [mission.code]),
            "latest_score": To("api:mission-score-latest", lambda mission: [mission.code]),
        }
    )

    class Meta:
        model = Mission
        fields = (
            "code",
            "name",
            "full_name",
            "area",
            "kind",
            "phase",
            "deployed_on",
            "ends_on",
            "summary",
            "components",
            "sample",
            "role",
            "version",
            "archived_at",
            "links",
        )
        read_only_fields: ClassVar = fields

    def get_sample(self, mission: Mission) -> str | None:
        return mission.sample or None


class MissionFilter(django_filters.FilterSet):
    archived = ArchivedFilter()
    search = django_filters.CharFilter(
        method="mentioning",
        label=_("Words that all occur in name, full name, area, code or country, in any spelling."),
    )

    def mentioning(self, missions: Any, name: str, words: str) -> Any:
        return missions.mentioning(words)


class CodesField(serializers.ListField):
    """A list of codes of one kind of row, looked up together."""

    child = TextField(max_length=80)

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        self.queryset = queryset
        super().__init__(max_length=100, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        codes = super().to_internal_value(data)
        rows = {row.code: row for row in self.queryset.all() if row.code in codes}
        if unknown := {str(n): [str(_("There is no such code."))] for n, code in enumerate(codes) if code not in rows}:
            raise serializers.ValidationError(unknown)
        return list(rows.values())


class MissionChanges(StrictSerializer):
    """What a lead may change."""

    name = TextField(max_length=120)
    full_name = TextField(max_length=250, required=False, allow_blank=True)
    area = TextField(max_length=200)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    phase = CodeField(queryset=Phase.objects.all())
    deployed_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    summary = ProseField(required=False, allow_blank=True, max_length=20_000)
    components = CodesField(Component.objects.all(), required=False)


class NewMission(MissionChanges):
    """The facts of a new mission; without a code one is made from the name."""

    code = TextField(max_length=60, required=False, default="")


@extend_schema_view(list=extend_schema(summary="Missions you are a member of, by code"))
class MissionViewSet(Resource, ListModelMixin, GenericViewSet[Mission]):
    """Missions you are a member of. Any other mission is absent for you."""

    serializer_class = MissionSerializer
    pagination_class = ByCode
    filterset_class = MissionFilter
    lookup_field = "code"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    queryset = Mission.objects.none()

    def get_queryset(self) -> QuerySet[Mission]:
        person = self.request.user
        missions = Mission.objects.visible_to(person).with_role_of(person)
        return missions.select_related("phase").prefetch_related("components")

    @extend_schema(summary="One mission")
    def retrieve(self, request: Request, code: str) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Create a mission and become its lead", request=NewMission, responses={201: MissionSerializer}
    )
    def create(self, request: Request) -> Response:
        facts = accept(NewMission(data=request.data))
        mission = services.create_mission(creator=request.user, **facts)  # type: ignore[arg-type]
        response = self._answer(self._fresh(mission), status=201)
        response["Location"] = response.data["links"]["self"]
        return response

    @extend_schema(summary="Change facts of a mission", request=MissionChanges, parameters=[IF_MATCH])
    def partial_update(self, request: Request, code: str) -> Response:
        mission = self.get_object()
        raise_if(refusal_to_manage(mission.role))
        if not if_match(request) & {str(mission.version), version_of(mission)}:
            raise self._stale(mission)
        changes = accept(MissionChanges(data=request.data, partial=True))
        try:
            services.update_mission(
                mission=mission,
                person=request.user,  # type: ignore[arg-type]
                expected_version=mission.version,
                **changes,
            )
        except services.StaleEdit as error:
            raise self._stale(self._fresh(mission)) from error
        return self._answer(self._fresh(mission))

    def _fresh(self, mission: Mission) -> Mission:
        return self.get_queryset().get(pk=mission.pk)

    def _stale(self, mission: Mission) -> PreconditionFailed:
        return PreconditionFailed(self.get_serializer(mission).data, etag(version_of(mission)))

    def _answer(self, mission: Mission, status: int = 200) -> Response:
        return Response(self.get_serializer(mission).data, status=status, headers={"ETag": etag(version_of(mission))})


def version_of(mission: Mission) -> str:
    """Return the text of a mission's ETag. It names the reader's role too, which can change without the version."""
    return f"{mission.version}-{mission.role}"
