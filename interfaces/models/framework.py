"""Versions of scoring frameworks, and the edition of the reference model that is loaded."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import Q


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def current(self) -> Self:
        """The version of each framework that new assessments use."""
        return self.filter(is_current=True)


class Framework(models.Model):
    """A version of a scoring framework. Its text decides how ratings become scores, so it never changes."""

    code = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_once_per_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="framework_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @staticmethod
    def digest_of(text: str) -> str:
        """Return the SHA-256 of a framework's text, as 64 hexadecimal digits."""
        return hashlib.sha256(text.encode()).hexdigest()


class ReferenceEdition(models.Model):
    """The files that the reference model was last loaded from, as a digest; the newest row counts."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        get_latest_by = "pk"

    def __str__(self) -> str:
        return self.digest[:12]
