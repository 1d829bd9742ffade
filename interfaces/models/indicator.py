"""The indicators: the question, the written scale, and who holds the evidence."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interfaces.models.base import Basis, Cited, Positioned, Titled, basis_field
from interfaces.models.interface import Interface, Mechanism
from ocpo.text.folding import search_words

# The levels of every indicator of the reference model, from nothing to full extent.
LEVELS = range(5)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def with_interface(self) -> Self:
        return self.select_related("mechanism__interface")

    def with_levels(self) -> Self:
        """Prefetch interface and levels: enough to show an answer in words."""
        return self.with_interface().prefetch_related("levels")

    def with_holders(self) -> Self:
        """Prefetch the evidence to look for and who holds it."""
        return self.prefetch_related("evidence_sources__holders__component")

    def with_scale(self) -> Self:
        """Prefetch everything about an indicator: interface, levels, phases, evidence holders."""
        return self.with_levels().with_holders().prefetch_related("phases")

    def of_interface(self, code: str) -> Self:
        return self.filter(mechanism__interface__code=code)

    def mentioning(self, typed: str) -> Self:
        """Return indicators in which every word of a search occurs: in their texts, levels, mechanism or interface."""
        return self.filter(*(Q(search_text__contains=word) for word in search_words(typed)))

    def in_phase(self, code: str) -> Self:
        return self.filter(phases__code=code)


class Indicator(Titled, Cited):
    """A question with five written descriptors; the smallest thing that is rated.

    Scale, evidence sources and proxy are always judgement; `basis` and `cite` belong to the indicator's topic.
    """

    scale_basis = Basis.JUDGEMENT

    class Polarity(models.TextChoices):
        MORE_THREAT = "higher-is-more-threat", _("Higher rating = more threat")
        STRONGER_RESPONSE = "higher-is-stronger-response", _("Higher rating = stronger response")

    class ProxyDirection(models.TextChoices):
        UP_IS_WORSE = "up-is-worse", _("A higher value points to more threat")
        DOWN_IS_WORSE = "down-is-worse", _("A lower value points to more threat")
        UP_IS_STRONGER = "up-is-stronger", _("A higher value points to a stronger response")
        DOWN_IS_STRONGER = "down-is-stronger", _("A lower value points to a stronger response")
        AMBIGUOUS = "ambiguous", _("Can rise for a good or a bad reason; context only")

    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="indicators")
    number = models.CharField(max_length=8)
    question = models.TextField()
    why = models.TextField()
    polarity = models.CharField(max_length=30, choices=Polarity.choices)
    applies_when = models.TextField(blank=True)
    proxy_name = models.CharField(max_length=200, blank=True)
    proxy_unit = models.CharField(max_length=100, blank=True)
    proxy_direction = models.CharField(max_length=20, choices=ProxyDirection.choices, blank=True)
    basis = basis_field()
    search_text = models.TextField(default="", db_default="", editable=False)
    phases = models.ManyToManyField("interfaces.Phase", related_name="indicators")

    objects = IndicatorQuerySet.as_manager()

    @property
    def interface(self) -> Interface:
        return self.mechanism.interface

    @property
    def is_response(self) -> bool:
        return self.polarity == self.Polarity.STRONGER_RESPONSE

    @property
    def scale(self) -> list["Level"]:
        """The five levels, 0 to 4, each with its descriptor."""
        return list(self.levels.all())

    @property
    def has_proxy(self) -> bool:
        return bool(self.proxy_name)

    def get_absolute_url(self) -> str:
        return reverse("indicator-detail", kwargs={"code": self.code})


class Level(models.Model):
    """One step of an indicator's scale: one of LEVELS.

    0 means: somebody looked and found nothing, or nothing is in place.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=30)
    descriptor = models.TextField()

    class Meta:
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "level"], name="level_once_per_indicator"),
            models.CheckConstraint(condition=Q(level__range=(LEVELS[0], LEVELS[-1])), name="level_from_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.label}"


class EvidenceSource(Positioned):
    """What to look for when rating an indicator, and who normally holds it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="evidence_sources")
    look_for = models.TextField()

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["indicator", "position"], name="evidence_once_per_position")]

    def __str__(self) -> str:
        return self.look_for

    @property
    def components(self) -> list:
        """The components that hold the evidence, most likely first."""
        return [holder.component for holder in self.holders.all()]


class EvidenceHolder(Positioned):
    """A component that holds evidence; position 1 is the most likely holder."""

    source = models.ForeignKey(EvidenceSource, on_delete=models.CASCADE, related_name="holders")
    component = models.ForeignKey("interfaces.Component", on_delete=models.PROTECT, related_name="evidence_held")

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "component"], name="holder_once_per_source")]
