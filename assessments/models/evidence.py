"""Evidence: what a rating rests on, graded by the Admiralty code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.link import web_address_of
from assessments.models.marking import Marking
from missions.models import MissionScopedQuerySet
from ocpo.text.fields import LineField, SortKeyField

LONGEST_TITLE = 500  # enough for the full title of a resolution


class Reliability(models.TextChoices):
    """How far a source can be relied on: the letter of the Admiralty code."""

    A = "A", _("A Completely reliable")
    B = "B", _("B Usually reliable")
    C = "C", _("C Fairly reliable")
    D = "D", _("D Not usually reliable")
    E = "E", _("E Unreliable")
    F = "F", _("F Cannot be judged")


class Credibility(models.TextChoices):
    """How credible a piece of information is: the number of the Admiralty code."""

    CONFIRMED = "1", _("1 Confirmed by other sources")
    PROBABLY_TRUE = "2", _("2 Probably true")
    POSSIBLY_TRUE = "3", _("3 Possibly true")
    DOUBTFUL = "4", _("4 Doubtful")
    IMPROBABLE = "5", _("5 Improbable")
    NOT_JUDGED = "6", _("6 Cannot be judged")


class EvidenceQuerySet(MissionScopedQuerySet):
    mission_path = "assessment__mission__"

    def usable_in(self, assessment: Assessment, person: Any) -> EvidenceQuerySet:
        """Keep what a person may use in an assessment: the mission's evidence, except what somebody else entered in a
        first round that is still private."""
        visible_to_them = Q(assessment__is_private=False) | Q(added_by=person)
        return self.filter(visible_to_them, assessment__mission=assessment.mission_id)


class Evidence(models.Model):
    """One piece of evidence, entered once in an assessment and used by any number of ratings of the mission.

    `link` is kept as typed: a web address, a DOI or a document symbol (S/2013/359); `reliability` and `credibility`
    together are the Admiralty grade, for instance B2.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    title = LineField(_("title"), max_length=LONGEST_TITLE)
    source = LineField(_("source"), max_length=200, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    link = LineField(_("link, DOI or symbol"), max_length=500, blank=True)
    sort_title = SortKeyField(of="title")
    reliability = models.CharField(_("reliability of the source"), max_length=1, choices=Reliability, default="F")
    credibility = models.CharField(_("credibility of the information"), max_length=1, choices=Credibility, default="6")
    marking = models.CharField(_("marking"), max_length=25, choices=Marking, default=Marking.UNCLASSIFIED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reliability__in=Reliability.values), name="evidence_reliability_known"),
            models.CheckConstraint(condition=Q(credibility__in=Credibility.values), name="evidence_credibility_known"),
            models.CheckConstraint(condition=Q(marking__in=Marking.values), name="evidence_marking_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def grade(self) -> str:
        """Return the Admiralty grade, letter and number."""
        return f"{self.reliability}{self.credibility}"

    @property
    def grade_words(self) -> str:
        """Return the grade in words: how reliable the source, how credible the information."""
        return f"{self.get_reliability_display()}, {self.get_credibility_display()}"

    @property
    def web_address(self) -> str:
        """Return the address that a browser may follow from the link, empty for a document symbol."""
        return web_address_of(self.link)
