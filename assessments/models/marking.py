"""The marking of what is written down and shown, from the least to the most restricted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Marking(models.TextChoices):
    """Who may be shown something; the United Nations' scheme."""

    UNCLASSIFIED = "unclassified", _("Unclassified")
    CONFIDENTIAL = "confidential", _("Confidential")
    STRICTLY_CONFIDENTIAL = "strictly-confidential", _("Strictly confidential")

    @classmethod
    def highest(cls, found: Iterable[str]) -> Marking:
        """Return the marking of what holds all of these: the most restricted one; without any, the least restricted."""
        known = set(found)
        return next((marking for marking in reversed(cls) if marking in known), cls.UNCLASSIFIED)
