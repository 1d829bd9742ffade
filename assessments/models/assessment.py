"""Assessments: the ratings of one mission at one time, their state and their round."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.models.marking import Marking
from interfaces.models import Framework, Indicator, IndicatorQuerySet, Phase
from missions.models import Mission, MissionScopedQuerySet, Sample
from ocpo.free_text import isolated
from ocpo.text.fields import LineField


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted for review")
    PUBLISHED = "published", _("Published")


def _has_answer() -> Exists:
    return Exists(apps.get_model("assessments", "Rating").objects.filter(assessment=OuterRef("pk")))


class AssessmentQuerySet(MissionScopedQuerySet):
    mission_path = "mission__"

    def for_pages(self) -> AssessmentQuerySet:
        """Join what every page about an assessment shows, in one query."""
        return self.select_related("mission", "phase", "framework", "current_score", "created_by")

    def for_lists(self) -> AssessmentQuerySet:
        """Like `for_pages`, without the parts of a score that only its own page shows."""
        return self.for_pages().defer("current_score__result", "current_score__inputs", "framework__text")

    def not_archived(self) -> AssessmentQuerySet:
        """Keep what lists, searches and tables show: neither it nor its mission is archived."""
        return self.filter(archived_at=None, mission__archived_at=None)

    def archived(self) -> AssessmentQuerySet:
        return self.exclude(archived_at=None, mission__archived_at=None)

    def newest_first(self) -> AssessmentQuerySet:
        return self.order_by("-as_of", "-pk")

    def with_ratings(self) -> AssessmentQuerySet:
        """Keep assessments in which somebody has answered something."""
        return self.filter(_has_answer())

    def speaking_first(self) -> AssessmentQuerySet:
        """Keep assessments that may speak for their mission; the first one does. It is the newest that is published,
        else the newest in which somebody has answered something. Archived ones never do."""
        published = Q(state=State.PUBLISHED)
        return (
            self.scored()
            .filter(published | Q(_has_answer()), archived_at=None)
            .order_by(Case(When(published, then=0), default=1), "-as_of", "-pk")
        )

    def markings_for(self, person: Any) -> dict[int, Marking]:
        """Return the marking of each assessment by its key, in one query.

        It is the highest marking of the evidence behind the ratings, of any round, that the person may read. An
        assessment without such evidence is absent.
        """
        resting = (
            apps.get_model("assessments", "Rating").objects.visible_to(person).filter(assessment__in=self.values("pk"))
        )
        pairs = resting.filter(evidence__isnull=False).order_by().values_list("assessment", "evidence__marking")
        found: dict[int, list[str]] = {}
        for key, marking in pairs.distinct():
            found.setdefault(key, []).append(marking)
        return {key: Marking.highest(markings) for key, markings in found.items()}

    def highest_marking_for(self, person: Any) -> Marking:
        """Return the marking of a page or file that shows all these assessments."""
        return Marking.highest(self.markings_for(person).values())

    def outdated(self) -> AssessmentQuerySet:
        """Keep assessments to be scored again: another engine computed their score or, in a private round, somebody's
        own score. What was published keeps its score, except in samples."""
        renewed = Q(state__in=[State.DRAFT, State.SUBMITTED]) | ~Q(mission__sample=Sample.NONE)
        common = Q(current_score__isnull=False) & ~Q(current_score__engine_version=scoring.ENGINE_VERSION)
        own = apps.get_model("assessments", "Score").objects.exclude(assessor=None)
        by_this_engine = own.filter(
            assessment=OuterRef("assessment"), assessor=OuterRef("assessor"), engine_version=scoring.ENGINE_VERSION
        )
        private = Q(Exists(own.filter(~Exists(by_this_engine), assessment=OuterRef("pk"))), is_private=True)
        return self.filter(renewed, common | private)

    def scored(self) -> AssessmentQuerySet:
        """Keep assessments that have a score."""
        return self.filter(current_score__isnull=False)

    def with_score(self) -> AssessmentQuerySet:
        """Join what the API says of an assessment and its score, in one query."""
        return self.for_pages().select_related("current_score__framework").defer("current_score__inputs")

    def with_score_head(self) -> AssessmentQuerySet:
        """Like `with_score`, without the full result: for lists, where a summary is enough."""
        return self.with_score().defer("current_score__inputs", "current_score__result")


class Assessment(models.Model):
    """The ratings of one mission at one time, under one framework version.

    The phase decides which indicators are asked; without one the assessment looks back on the whole mission and asks
    all of them. While `is_private`, assessors rate without seeing each other and no common score exists; revealing
    begins round 2 with a copy of everyone's ratings, and those of round 1 are kept. `based_on` is the assessment that
    this one started from.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="assessments")
    title = LineField(_("title"), max_length=120, blank=True)
    phase = models.ForeignKey(
        Phase, on_delete=models.PROTECT, verbose_name=_("phase"), related_name="+", null=True, blank=True
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="assessments")
    as_of = models.DateField(_("as of"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    is_private = models.BooleanField(_("first round private"), default=False)
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="successors", editable=False
    )
    current_score = models.ForeignKey("Score", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["mission", "-as_of", "-id"], name="assessment_by_mission_date")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(round=1, state=State.DRAFT),
                name="only_an_open_first_round_is_private",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="assessment_is_archived_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Assessment of %(mission)s") % {"mission": isolated(self.mission)})

    def get_absolute_url(self) -> str:
        return reverse("result-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Say whether ratings may still change."""
        return self.state == State.DRAFT and not self.is_archived

    @property
    def is_archived(self) -> bool:
        """Say whether it, or its mission, is archived."""
        return bool(self.archived_at or self.mission.archived_at)

    def asked_indicators(self) -> IndicatorQuerySet:
        """Return the indicators that apply in the assessment's phase, with their interfaces."""
        asked = Indicator.objects.with_interface()
        return asked.in_phase(self.phase.code) if self.phase else asked

    @property
    def shown_revision(self) -> int | None:
        """Return the revision, None while the first round is private: it counts everyone's changes, so it would show
        how much the others do."""
        return None if self.is_private else self.revision

    @property
    def ratings_behind(self) -> int:
        """Count the changes that the shown score does not know yet; 0 when it is current.

        While the first round is private there is no common score that could be behind.
        """
        if self.is_private:
            return 0
        return self.revision - (self.current_score.revision if self.current_score else 0)
