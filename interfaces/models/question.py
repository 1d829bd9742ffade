"""What the paper leaves open: questions for discussion, and discrepancies in the way missions deal with crime."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from interfaces.models.base import Basis, Cited, Coded


class OpenQuestionQuerySet(models.QuerySet["OpenQuestion"]):
    def with_places(self) -> Self:
        """Bring the interfaces and measures to look at, in a number of queries that does not grow."""
        return self.prefetch_related("interfaces", "measures")


class OpenQuestion(Coded, Cited):
    """A question of section IV or a discrepancy of section III, in our words.

    What it asks of a planner, and the interfaces and measures where to look for it, are judgement.
    """

    advice_basis = Basis.JUDGEMENT

    class Kind(models.TextChoices):
        DISCREPANCY = "discrepancy", _("Discrepancy")
        DISCUSSION = "discussion", _("Question for discussion")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    asks = models.TextField()
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="open_questions")
    measures = models.ManyToManyField("interfaces.Measure", related_name="open_questions")

    objects = OpenQuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text
