"""Base classes of the reference model: a stable code, an order, a basis and citations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Where a statement comes from."""

    PAPER = "paper", _("Stated in the paper")
    JUDGEMENT = "judgement", _("Judgement of this project")
    MIXED = "mixed", _("Topic from the paper, detail judgement")
    PUBLIC_KNOWLEDGE = "public knowledge", _("Public knowledge outside the paper")


class Reach(models.TextChoices):
    """Whether an actor or a trade stays in the mission area."""

    LOCAL = "local", _("Local")
    TRANSNATIONAL = "transnational", _("Transnational")
    BOTH = "both", _("Local and transnational")


class Cited(models.Model):
    """Has citations: section label, locator and footnotes of the paper."""

    cite = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class Positioned(models.Model):
    """Keeps the order of the source; 1 is first."""

    position = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Coded(Positioned):
    """Has a code that never changes and is never translated."""

    code = models.SlugField(max_length=80, unique=True)

    class Meta(Positioned.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.code


class Titled(Coded):
    """A coded row that people know by its title."""

    title = models.CharField(max_length=300)

    class Meta(Coded.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


def basis_field(**options) -> models.CharField:
    """Return the column that says where a row's statement comes from."""
    return models.CharField(max_length=20, choices=Basis.choices, **options)
