"""Missions, countries, bodies and sources that the paper mentions. The users' own missions are in `missions`."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from interfaces.models.base import Cited, Coded, Positioned, basis_field


class DocumentQuerySet(models.QuerySet["Document"]):
    def united_nations(self) -> Self:
        return self.filter(is_un_document=True)

    def other(self) -> Self:
        return self.filter(is_un_document=False)


class Document(Positioned):
    """A document that the paper cites; the code is its UN symbol or, outside the UN, a short key."""

    code = models.CharField(max_length=40, unique=True)
    is_un_document = models.BooleanField()
    title = models.CharField(max_length=300)
    date = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)
    footnotes = models.JSONField(default=list, blank=True)
    cited_for = models.TextField()
    note = models.TextField(blank=True)
    url = models.URLField(max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code


class Country(Coded, Cited):
    """A country that the paper names, or in which a mission of the paper worked.

    The code is ISO 3166-1 alpha-3; Kosovo has the user-assigned XKX.
    """

    name = models.CharField(max_length=100)
    is_theatre = models.BooleanField()
    facts = models.JSONField(default=list, blank=True)
    mission_note = models.TextField(blank=True)
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="countries")
    documents = models.ManyToManyField(Document, related_name="countries")

    def __str__(self) -> str:
        return self.name

    @property
    def is_named_in_paper(self) -> bool:
        return bool(self.cite)


class Region(Coded, Cited):
    """A region the paper names."""

    name = models.CharField(max_length=100)
    facts = models.JSONField(default=list, blank=True)
    documents = models.ManyToManyField(Document, related_name="regions")

    def __str__(self) -> str:
        return self.name


class NamedBody(Coded, Cited):
    """A group, unit, person or scheme the paper names."""

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=80)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="named_bodies")

    def __str__(self) -> str:
        return self.name


class ReferenceMissionQuerySet(models.QuerySet["ReferenceMission"]):
    def with_history(self) -> Self:
        """Prefetch facts, provisions, time-lags, cases, documents and precedents, in a fixed number of queries."""
        return self.prefetch_related(
            "countries",
            "documents",
            "facts__interfaces",
            "time_lags",
            "provisions__document",
            "cases__interface",
            "precedents__measure__area",
            "precedents__country",
        )


class ReferenceMission(Coded):
    """A mission that the paper mentions. Name, years and kind are public knowledge; the facts are from the paper."""

    acronym = models.CharField(max_length=20, unique=True)
    full_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    start_year = models.PositiveSmallIntegerField()
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_named_in_paper = models.BooleanField()
    basis = basis_field()
    search_text = models.TextField(default="", db_default="", editable=False)
    countries = models.ManyToManyField(Country, related_name="missions")
    documents = models.ManyToManyField(Document, related_name="missions")

    objects = ReferenceMissionQuerySet.as_manager()

    class Meta(Coded.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(end_year__isnull=True) | Q(end_year__gte=F("start_year")), name="mission_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.acronym

    @property
    def country_names(self) -> str:
        return ", ".join(country.name for country in self.countries.all())

    @property
    def facts_naming_it(self) -> list["MissionFact"]:
        return [fact for fact in self.facts.all() if fact.is_mission_named]

    @property
    def facts_on_its_country(self) -> list["MissionFact"]:
        """Facts for which the paper names the country only: that they concern this mission is our attribution."""
        return [fact for fact in self.facts.all() if not fact.is_mission_named]

    def get_absolute_url(self) -> str:
        return reverse("reference-mission-detail", kwargs={"code": self.code})


class MissionFact(Positioned, Cited):
    """What the paper says about a mission, or about its country; which interfaces it concerns is judgement."""

    mission = models.ForeignKey(ReferenceMission, on_delete=models.CASCADE, related_name="facts")
    is_mission_named = models.BooleanField()
    text = models.TextField()
    year = models.CharField(max_length=20, blank=True)
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="mission_facts")

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="fact_once_per_position")]

    def __str__(self) -> str:
        return self.text


class TimeLag(Positioned, Cited):
    """How long after deployment a measure was in place, according to the paper; it does not say whether it worked."""

    mission = models.ForeignKey(ReferenceMission, on_delete=models.CASCADE, related_name="time_lags")
    what = models.CharField(max_length=200)
    qualifier = models.CharField(max_length=40, blank=True)
    value = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="time_lag_once_per_position")]

    def __str__(self) -> str:
        return f"{self.span} {self.what}"

    @property
    def span(self) -> str:
        """The time in words: "more than 3 years"."""
        return f"{self.qualifier} {self.value} {self.unit}".strip()


class ReferenceProvision(Positioned, Cited):
    """What a resolution says about organized crime to a mission or on its country, according to the paper."""

    mission = models.ForeignKey(ReferenceMission, on_delete=models.CASCADE, related_name="provisions")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="provisions")
    is_mission_named = models.BooleanField()
    provision = models.TextField()
    place = models.CharField(max_length=100, blank=True)

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["mission", "position"], name="provision_once_per_position")]

    def __str__(self) -> str:
        return self.provision


class Discrepancy(Coded, Cited):
    """A contradiction within the paper, or between the paper and its sources."""

    text = models.TextField()
