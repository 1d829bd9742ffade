"""Acts: who did what in an assessment. Rows are kept for good: a person who has one may not review the assessment."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.scope import OfAssessment


class Deed(models.TextChoices):
    """What gives a person a part in an assessment; that person is shown the label.

    Returning and publishing are not among them, as they are the reviewer's own acts, nor are scenarios, which change
    nothing in the assessment.
    """

    OPENED = "opened", _("You opened this assessment.")
    RATED = "rated", _("Ratings of yours are or were in this assessment.")
    GAVE_EVIDENCE = "gave-evidence", _("Ratings rest or rested on evidence that you entered.")
    FINISHED = "finished", _("You took part in a round of this assessment and finished it.")
    DISCUSSED = "discussed", _("You took part in the discussion of this assessment.")
    REVEALED = "revealed", _("You revealed the first round of this assessment.")
    LEFT_OUT = "left-out", _("You left ratings of former members out of this assessment.")
    SUBMITTED = "submitted", _("You submitted this assessment.")
    WITHDREW = "withdrew", _("You withdrew this assessment from review.")


class ActQuerySet(OfAssessment):
    def record(self, assessment: Assessment, deed: Deed, people: Iterable[int]) -> None:
        """Record who did something, by their keys, in the transaction of the deed. A second time changes nothing."""
        self.bulk_create(
            (self.model(assessment=assessment, person_id=person, deed=deed) for person in sorted(set(people))),
            ignore_conflicts=True,
        )

    def take_over(self, assessment: Assessment, earlier: Assessment) -> None:
        """Copy into an assessment all acts of the earlier one that it starts from, with their times."""
        done = earlier.acts.values_list("person", "deed")
        self.bulk_create(
            (self.model(assessment=assessment, person_id=person, deed=deed) for person, deed in done),
            ignore_conflicts=True,
        )
        first = earlier.acts.filter(person=OuterRef("person"), deed=OuterRef("deed"))
        # `bulk_create` has set each time to now.
        taken = self.filter(Exists(first), assessment=assessment)
        taken.update(created_at=Subquery(first.values("created_at")[:1]))


class Act(models.Model):
    """The first time that a person did something in an assessment, or in one that it started from.

    It stays even if what was done is taken back. The earliest act is the opening of the first of these assessments.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="acts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=15, choices=Deed)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person", "deed"], name="one_act_per_person_and_deed"),
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="deed_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.deed}"
