"""The annex's catalogue: areas of activity, measures, what they act on, and who used them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interfaces.models.actor import IllicitEconomy
from interfaces.models.base import Basis, Cited, Positioned, Titled, basis_field
from ocpo.text.folding import search_words


class MeasureQuerySet(models.QuerySet["Measure"]):
    def for_catalogue(self) -> Self:
        """Prefetch what the entry of a measure shows, in a fixed number of queries."""
        return self.select_related("area").prefetch_related(
            "effects__interface",
            "precedents__mission",
            "precedents__country",
            "risks",
            "components",
            "police_activities",
            "suits",
            "unsuited",
            "phases",
            "prerequisites",
            "trades__economy",
        )

    def used_by(self, mission_code: str) -> Self:
        """Measures for which the annex has an example of this mission, or of all missions."""
        precedents = Precedent.objects.filter(Q(mission__code=mission_code) | Q(is_all_missions=True))
        return self.filter(pk__in=precedents.values("measure"))

    def mentioning(self, typed: str) -> Self:
        """Return measures in which every word of a search occurs: in title, description, area, precedents, risks or
        the components that carry them out.

        A word that names a trade also finds every measure that bears on this trade.
        """
        words = search_words(typed)
        found = _contains(words)
        for trade in IllicitEconomy.objects.all():
            if own := trade.words_naming_it(words):
                of_trade = MeasureTrade.objects.filter(economy=trade).values("measure")
                found |= Q(pk__in=of_trade) & _contains([word for word in words if word not in own])
        return self.filter(found)


def _contains(words: list[str]) -> Q:
    return Q(*(Q(search_text__contains=word) for word in words))


class Area(Titled, Cited):
    """An area of activity: one row of the annex's table."""

    number = models.PositiveSmallIntegerField()
    title_note = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return f"{reverse('catalogue')}#{self.code}"


class Measure(Titled):
    """Something that missions did against organized crime. Title and precedents are from the paper, the mapping is
    judgement."""

    mapping_basis = Basis.JUDGEMENT

    class Pairing(models.TextChoices):
        CLEAR = "clear", _("Only one sensible split of the flattened cell")
        PROBABLE = "probable", _("Order and other passages point to one split; others possible")
        AMBIGUOUS = "ambiguous", _("More than one split is reasonable, or the mission is not named")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="measures")
    number = models.CharField(max_length=8)
    title_note = models.TextField(blank=True)
    description = models.TextField()
    pairing_confidence = models.CharField(max_length=12, choices=Pairing.choices)
    pairing_note = models.TextField()
    search_text = models.TextField(default="", db_default="", editable=False)
    interfaces = models.ManyToManyField("interfaces.Interface", through="MeasureEffect", related_name="measures")
    components = models.ManyToManyField("interfaces.Component", related_name="measures")
    police_activities = models.ManyToManyField("interfaces.PoliceActivity", related_name="measures")
    suits = models.ManyToManyField("interfaces.Motivation", related_name="fitting_measures")
    unsuited = models.ManyToManyField("interfaces.Motivation", related_name="poor_measures")
    phases = models.ManyToManyField("interfaces.Phase", related_name="measures")
    prerequisites = models.ManyToManyField("interfaces.Prerequisite", related_name="measures")

    objects = MeasureQuerySet.as_manager()

    def trades_named_in(self, typed: str) -> list[MeasureTrade]:
        """Return the trades of this measure that the search names best: the reason why the measure was found."""
        words = search_words(typed)
        named = [(len(trade.economy.words_naming_it(words)), trade) for trade in self.trades.all()]
        most = max((number for number, _trade in named), default=0)
        return [trade for number, trade in named if number and number == most]

    @property
    def is_pairing_uncertain(self) -> bool:
        return self.pairing_confidence != self.Pairing.CLEAR

    @property
    def is_for_all_missions(self) -> bool:
        return any(precedent.is_all_missions for precedent in self.precedents.all())

    def get_absolute_url(self) -> str:
        return reverse("measure-detail", kwargs={"code": self.code})


class MeasureEffect(Positioned):
    """How strongly a measure acts on a threat interface: 1 slight, 2 substantial, 3 main purpose. Always judgement."""

    number_basis = Basis.JUDGEMENT

    class Effect(models.TextChoices):
        DIRECT = "direct", _("Acts on the threat")
        ENABLING = "enabling", _("Makes other measures work; mitigates nothing by itself")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="effects")
    interface = models.ForeignKey("interfaces.Interface", on_delete=models.PROTECT, related_name="effects")
    strength = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=10, choices=Effect.choices)

    class Meta(Positioned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["measure", "interface"], name="effect_once_per_interface"),
            models.CheckConstraint(condition=Q(strength__range=(1, 3)), name="strength_from_1_to_3"),
            models.CheckConstraint(condition=Q(effect__in=["direct", "enabling"]), name="effect_direct_or_enabling"),
        ]

    @property
    def is_direct(self) -> bool:
        return self.effect == self.Effect.DIRECT


class MeasureTrade(Positioned, Cited):
    """A trade that a measure acts on, and how: from the paper, or by judgement."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="trades")
    economy = models.ForeignKey("interfaces.IllicitEconomy", on_delete=models.PROTECT, related_name="measures")
    how = models.TextField()
    basis = basis_field()

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["measure", "economy"], name="trade_once_per_measure")]

    def __str__(self) -> str:
        return f"{self.economy}: {self.how}"


class Precedent(Positioned):
    """An example of a measure from the annex: a mission that used it, or all missions."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="precedents")
    mission = models.ForeignKey(
        "interfaces.ReferenceMission", on_delete=models.PROTECT, null=True, blank=True, related_name="precedents"
    )
    country = models.ForeignKey(
        "interfaces.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="precedents"
    )
    detail = models.TextField()
    is_mission_named = models.BooleanField()
    is_all_missions = models.BooleanField(default=False)

    class Meta(Positioned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["measure", "position"], name="precedent_once_per_position"),
            models.CheckConstraint(
                condition=Q(is_all_missions=True, mission__isnull=True)
                | Q(is_all_missions=False, mission__isnull=False),
                name="precedent_of_one_mission_or_all",
            ),
        ]

    def __str__(self) -> str:
        return self.detail


class MeasureRisk(Positioned, Cited):
    """What can go wrong with a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="risks")
    text = models.TextField()
    basis = basis_field()

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["measure", "position"], name="risk_once_per_position")]

    def __str__(self) -> str:
        return self.text
