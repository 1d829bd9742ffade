"""The reference model as JSON. Related rows are given by their codes; each statement comes with basis and citations."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from interfaces import models
from ocpo.rest.related import Slug


class Cites(serializers.ListField):
    """Citations: section label, locator and footnotes of the paper."""

    child = serializers.CharField()


class RelevanceSerializer(serializers.ModelSerializer[models.Relevance]):
    """How much an interface counts for a target: always judgement. `basis` and `cite` belong to the link."""

    target = Slug()
    relevance_basis = serializers.CharField(source="number_basis")
    cite = Cites()

    class Meta:
        model = models.Relevance
        fields = ("target", "relevance", "relevance_basis", "reason", "basis", "cite")


class BearingSerializer(serializers.ModelSerializer[models.Bearing]):
    target = Slug()
    basis = serializers.CharField(source="number_basis")

    class Meta:
        model = models.Bearing
        fields = ("target", "bearing", "basis")


class MechanismSerializer(serializers.ModelSerializer[models.Mechanism]):
    bears_on = BearingSerializer(source="bearings", many=True)
    bears_on_reason = serializers.CharField(source="bearing_reason")
    indicators = Slug(many=True)
    cite = Cites()

    class Meta:
        model = models.Mechanism
        fields = ("code", "title", "description", "basis", "cite", "bears_on", "bears_on_reason", "indicators")


class CaseSerializer(serializers.ModelSerializer[models.Case]):
    """A case from the paper. Where `is_mission_named` is false the paper names the country, and the mission is ours."""

    mission = Slug()
    country = Slug()
    cite = Cites()

    class Meta:
        model = models.Case
        fields = ("mission", "country", "is_mission_named", "fact", "cite")


class InterfaceSerializer(serializers.ModelSerializer[models.Interface]):
    """One of the seven interfaces, with its mechanisms, its relevance to the targets and the paper's cases."""

    mechanisms = MechanismSerializer(many=True)
    relevance = RelevanceSerializer(source="relevances", many=True)
    cases = CaseSerializer(many=True)
    also_directions = serializers.ListField(child=serializers.CharField())
    cite = Cites()

    class Meta:
        model = models.Interface
        fields = (
            "number",
            "code",
            "title",
            "short_title",
            "role",
            "direction",
            "also_directions",
            "definition",
            "cite",
            "mechanisms",
            "relevance",
            "cases",
        )


class LevelSerializer(serializers.ModelSerializer[models.Level]):
    class Meta:
        model = models.Level
        fields = ("level", "label", "descriptor")


class EvidenceSerializer(serializers.ModelSerializer[models.EvidenceSource]):
    holders = serializers.SerializerMethodField(help_text="Components that hold it, most likely first.")

    class Meta:
        model = models.EvidenceSource
        fields = ("look_for", "holders")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_holders(self, source: models.EvidenceSource) -> list[str]:
        return [component.code for component in source.components]


class IndicatorSerializer(serializers.ModelSerializer[models.Indicator]):
    """An indicator with its five descriptors. `basis` and `cite` belong to its topic; the scale is always judgement."""

    interface = serializers.CharField(source="mechanism.interface.code")
    mechanism = Slug()
    phases = Slug(many=True)
    scale = LevelSerializer(many=True)
    scale_basis = serializers.CharField()
    evidence = EvidenceSerializer(source="evidence_sources", many=True)
    proxy = serializers.SerializerMethodField(help_text="A measurable companion; context only, never the score.")
    cite = Cites()

    class Meta:
        model = models.Indicator
        fields = (
            "number",
            "code",
            "title",
            "interface",
            "mechanism",
            "question",
            "why",
            "scale",
            "scale_basis",
            "polarity",
            "phases",
            "applies_when",
            "evidence",
            "proxy",
            "basis",
            "cite",
        )

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": {"type": "string"}})
    def get_proxy(self, row: models.Indicator) -> dict[str, str] | None:
        if not row.has_proxy:
            return None
        return {"name": row.proxy_name, "unit": row.proxy_unit, "direction": row.proxy_direction}


class EffectSerializer(serializers.ModelSerializer[models.MeasureEffect]):
    interface = Slug()
    basis = serializers.CharField(source="number_basis")

    class Meta:
        model = models.MeasureEffect
        fields = ("interface", "strength", "effect", "basis")


class PrecedentSerializer(serializers.ModelSerializer[models.Precedent]):
    """An example from the annex, and how certain it is that it belongs to this measure."""

    mission = Slug()
    country = Slug()
    pairing_confidence = serializers.CharField(source="measure.pairing_confidence")
    pairing_note = serializers.CharField(source="measure.pairing_note")

    class Meta:
        model = models.Precedent
        fields = (
            "mission",
            "country",
            "detail",
            "is_mission_named",
            "is_all_missions",
            "pairing_confidence",
            "pairing_note",
        )


class RiskSerializer(serializers.ModelSerializer[models.MeasureRisk]):
    cite = Cites()

    class Meta:
        model = models.MeasureRisk
        fields = ("text", "basis", "cite")


class TradeOfMeasureSerializer(serializers.ModelSerializer[models.MeasureTrade]):
    """A trade that the measure bears on, and how."""

    trade = Slug(source="economy")
    title = serializers.CharField(source="economy.title")
    cite = Cites()

    class Meta:
        model = models.MeasureTrade
        fields = ("trade", "title", "how", "basis", "cite")


class MeasureSerializer(serializers.ModelSerializer[models.Measure]):
    """A measure of the annex: title and precedents are the paper's, the mapping is judgement."""

    area = Slug()
    effects = EffectSerializer(many=True)
    components = Slug(many=True)
    trades = TradeOfMeasureSerializer(many=True)
    police_activities = Slug(many=True)
    suits = Slug(many=True)
    unsuited = Slug(many=True)
    phases = Slug(many=True)
    prerequisites = Slug(many=True)
    risks = RiskSerializer(many=True)
    precedents = PrecedentSerializer(many=True)
    mapping_basis = serializers.CharField()
    cite = Cites(source="area.cite")

    class Meta:
        model = models.Measure
        fields = (
            "number",
            "code",
            "title",
            "title_note",
            "area",
            "description",
            "effects",
            "trades",
            "components",
            "police_activities",
            "suits",
            "unsuited",
            "phases",
            "prerequisites",
            "risks",
            "pairing_confidence",
            "pairing_note",
            "precedents",
            "mapping_basis",
            "cite",
        )


class AreaSerializer(serializers.ModelSerializer[models.Area]):
    """An area of activity: one row of the annex's table, with its measures by code."""

    measures = Slug(many=True)
    cite = Cites()

    class Meta:
        model = models.Area
        fields = ("number", "code", "title", "title_note", "cite", "measures")


class FactSerializer(serializers.ModelSerializer[models.MissionFact]):
    """What the paper says of the mission, or where `is_mission_named` is false of its country."""

    interfaces = Slug(many=True, help_text="Interfaces that it concerns; judgement.")
    cite = Cites()

    class Meta:
        model = models.MissionFact
        fields = ("text", "is_mission_named", "year", "interfaces", "cite")


class TimeLagSerializer(serializers.ModelSerializer[models.TimeLag]):
    cite = Cites()

    class Meta:
        model = models.TimeLag
        fields = ("what", "qualifier", "value", "unit", "cite")


class ProvisionSerializer(serializers.ModelSerializer[models.ReferenceProvision]):
    document = Slug()
    cite = Cites()

    class Meta:
        model = models.ReferenceProvision
        fields = ("document", "is_mission_named", "provision", "place", "cite")


class ReferenceMissionSerializer(serializers.ModelSerializer[models.ReferenceMission]):
    """A mission that the paper mentions: its facts, provisions and time-lags with their citations."""

    countries = Slug(many=True)
    documents = Slug(many=True)
    facts = FactSerializer(many=True)
    time_lags = TimeLagSerializer(many=True)
    provisions = ProvisionSerializer(many=True)

    class Meta:
        model = models.ReferenceMission
        fields = (
            "code",
            "acronym",
            "full_name",
            "kind",
            "start_year",
            "end_year",
            "is_named_in_paper",
            "basis",
            "countries",
            "documents",
            "facts",
            "time_lags",
            "provisions",
        )


class OpenQuestionSerializer(serializers.ModelSerializer[models.OpenQuestion]):
    """A question or discrepancy of the paper in our words; what it asks of a planner, and where, is judgement."""

    interfaces = Slug(many=True)
    measures = Slug(many=True)
    advice_basis = serializers.CharField(help_text="Of `asks`, `interfaces` and `measures`.")
    cite = Cites()

    class Meta:
        model = models.OpenQuestion
        fields = ("code", "kind", "number", "text", "asks", "interfaces", "measures", "advice_basis", "cite")


class FrameworkSerializer(serializers.ModelSerializer[models.Framework]):
    """A version of a scoring framework; `text` is its YAML file, unchanged."""

    class Meta:
        model = models.Framework
        fields = ("code", "version", "title", "digest", "is_current", "created_at", "text")


class FrameworkHeadSerializer(serializers.ModelSerializer[models.Framework]):
    class Meta:
        model = models.Framework
        fields = ("code", "version", "title", "digest", "is_current", "created_at")
