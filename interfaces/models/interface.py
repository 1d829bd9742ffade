"""The seven interfaces: their mechanisms, the targets they act on, and the cases from the paper."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interfaces.models.base import Basis, Cited, Positioned, Titled, basis_field


class InterfaceQuerySet(models.QuerySet["Interface"]):
    def threats(self) -> Self:
        return self.filter(role=Interface.Role.THREAT)

    def with_model(self) -> Self:
        """Prefetch everything that the page of an interface shows, in a fixed number of queries."""
        return self.prefetch_related(
            "relevances__target",
            "mechanisms__bearings__target",
            "mechanisms__indicators__levels",
            "mechanisms__indicators__phases",
            "cases__mission",
            "cases__country",
            "effects__measure__area",
        )


class Interface(Titled, Cited):
    """One of the seven ways in which organized crime and a peace operation meet, in the order of Box 1."""

    class Role(models.TextChoices):
        THREAT = "threat", _("Threat: a higher rating is worse")
        RESPONSE = "response", _("Response: a higher rating is a stronger response")

    class Direction(models.TextChoices):
        CRIME_TO_ENVIRONMENT = "oc-to-environment", _("Organized crime acts on the mission's environment")
        CRIME_TO_MISSION = "oc-to-mission", _("Organized crime acts on the mission")
        MISSION_TO_CRIME = "mission-to-oc", _("The mission (or its members) acts on organized crime")

    number = models.PositiveSmallIntegerField()
    short_title = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role.choices)
    direction = models.CharField(max_length=20, choices=Direction.choices)
    also_directions = models.JSONField(default=list, blank=True)
    definition = models.TextField()

    objects = InterfaceQuerySet.as_manager()

    @property
    def is_response(self) -> bool:
        return self.role == self.Role.RESPONSE

    @property
    def direction_labels(self) -> list[str]:
        """The direction in words, the main one first."""
        return [str(self.Direction(code).label) for code in [self.direction, *self.also_directions]]

    def get_absolute_url(self) -> str:
        return reverse("interface-detail", kwargs={"code": self.code})


class Mechanism(Titled, Cited):
    """A way in which an interface works; its indicators measure it."""

    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="mechanisms")
    description = models.TextField()
    bearing_reason = models.TextField(blank=True)
    basis = basis_field()


class Relevance(Positioned, Cited):
    """How much an interface counts for a target: 0 none, 1 slight or indirect, 2 substantial, 3 central.

    The number is always judgement; `basis` says where the link itself comes from.
    """

    number_basis = Basis.JUDGEMENT

    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="relevances")
    target = models.ForeignKey("interfaces.Target", on_delete=models.PROTECT, related_name="relevances")
    relevance = models.PositiveSmallIntegerField()
    reason = models.TextField()
    basis = basis_field()

    class Meta(Positioned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["interface", "target"], name="relevance_once_per_target"),
            models.CheckConstraint(condition=Q(relevance__range=(0, 3)), name="relevance_from_0_to_3"),
        ]


class Bearing(Positioned):
    """How strongly a mechanism acts on a target, 0 to 3. Always judgement; the mechanism holds the reason."""

    number_basis = Basis.JUDGEMENT

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="bearings")
    target = models.ForeignKey("interfaces.Target", on_delete=models.PROTECT, related_name="bearings")
    bearing = models.PositiveSmallIntegerField()

    class Meta(Positioned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mechanism", "target"], name="bearing_once_per_target"),
            models.CheckConstraint(condition=Q(bearing__range=(0, 3)), name="bearing_from_0_to_3"),
        ]


class Case(Positioned, Cited):
    """A fact from the paper that shows an interface at work; where it names the country only, the mission is ours."""

    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="cases")
    mission = models.ForeignKey(
        "interfaces.ReferenceMission", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    country = models.ForeignKey(
        "interfaces.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    is_mission_named = models.BooleanField()
    fact = models.TextField()

    class Meta(Positioned.Meta):
        constraints = [models.UniqueConstraint(fields=["interface", "position"], name="case_once_per_position")]

    def __str__(self) -> str:
        return self.fact
