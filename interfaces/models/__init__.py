"""The database models of the reference model."""

from interfaces.models.actor import Actor, CriticalQuestion, IllicitEconomy, MotivationRule
from interfaces.models.base import Basis, Reach
from interfaces.models.catalogue import Area, Measure, MeasureEffect, MeasureRisk, MeasureTrade, Precedent
from interfaces.models.framework import Framework, ReferenceEdition
from interfaces.models.indicator import (
    LEVELS,
    EvidenceHolder,
    EvidenceSource,
    Indicator,
    IndicatorQuerySet,
    Level,
)
from interfaces.models.interface import Bearing, Case, Interface, Mechanism, Relevance
from interfaces.models.mission import (
    Country,
    Discrepancy,
    Document,
    MissionFact,
    NamedBody,
    ReferenceMission,
    ReferenceProvision,
    Region,
    TimeLag,
)
from interfaces.models.paper import Paper
from interfaces.models.police import PoliceActivity, PoliceFunction
from interfaces.models.question import OpenQuestion
from interfaces.models.vocabulary import (
    Component,
    Definition,
    Motivation,
    Phase,
    Prerequisite,
    Remark,
    Section,
    StateRelation,
    Target,
)

__all__ = [
    "LEVELS",
    "Actor",
    "Area",
    "Basis",
    "Bearing",
    "Case",
    "Component",
    "Country",
    "CriticalQuestion",
    "Definition",
    "Discrepancy",
    "Document",
    "EvidenceHolder",
    "EvidenceSource",
    "Framework",
    "IllicitEconomy",
    "Indicator",
    "IndicatorQuerySet",
    "Interface",
    "Level",
    "Measure",
    "MeasureEffect",
    "MeasureRisk",
    "MeasureTrade",
    "Mechanism",
    "MissionFact",
    "Motivation",
    "MotivationRule",
    "NamedBody",
    "OpenQuestion",
    "Paper",
    "Phase",
    "PoliceActivity",
    "PoliceFunction",
    "Precedent",
    "Prerequisite",
    "Reach",
    "ReferenceEdition",
    "ReferenceMission",
    "ReferenceProvision",
    "Region",
    "Relevance",
    "Remark",
    "Section",
    "StateRelation",
    "Target",
    "TimeLag",
]
