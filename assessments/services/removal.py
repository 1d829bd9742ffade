"""Deleting what was made by mistake, and archiving what should leave the lists but be kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import PROTECT, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Action, Assessment, AssessmentQuerySet, Comment, Evidence, Rating, Scenario, State
from assessments.services.access import refusal_to_archive, refusal_to_delete, refusal_to_delete_mission
from assessments.services.locking import lock, lock_for
from missions.access import raise_if
from missions.models import Mission, RemovedSample
from missions.services import StaleEdit, lock_mission
from ocpo.accounts.models import User
from ocpo.wrong_state import WrongStateError


@dataclass(frozen=True)
class Holdings:
    """What is deleted together with something, as far as the person may know of it.

    Of a private first round only one's own ratings and evidence are counted: more would tell what the others do.
    """

    assessments: int
    ratings: int
    evidence: int
    comments: int
    scenarios: int
    private_rounds: int

    @classmethod
    def of(cls, assessments: AssessmentQuerySet, person: User) -> Holdings:
        within = {"assessment__in": assessments.values("pk")}
        is_visible = Q(assessment__is_private=False) | Q(added_by=person)
        return cls(
            assessments=assessments.count(),
            ratings=Rating.objects.filter(**within).visible_to(person).count(),
            evidence=Evidence.objects.filter(is_visible, **within).count(),
            comments=Comment.objects.filter(**within).count(),
            scenarios=Scenario.objects.filter(**within).count(),
            private_rounds=assessments.filter(is_private=True).count(),
        )

    @property
    def words(self) -> list[str]:
        """Return each kind that there is with its number."""
        counted = [
            (self.assessments, ngettext("%(n)d assessment", "%(n)d assessments", self.assessments)),
            (self.ratings, ngettext("%(n)d rating", "%(n)d ratings", self.ratings)),
            (self.evidence, ngettext("%(n)d piece of evidence", "%(n)d pieces of evidence", self.evidence)),
            (self.comments, ngettext("%(n)d comment", "%(n)d comments", self.comments)),
            (self.scenarios, ngettext("%(n)d scenario", "%(n)d scenarios", self.scenarios)),
        ]
        words = [text % {"n": count} for count, text in counted if count]
        return [*words, _("what others entered in a private first round")] if self.private_rounds else words

    @property
    def mark(self) -> str:
        """Return the counts as one text. A form sends it back, so that nobody deletes more than they were shown."""
        numbers = (self.assessments, self.ratings, self.evidence, self.comments, self.scenarios, self.private_rounds)
        return "-".join(str(number) for number in numbers)


def count_holdings(mission: Mission, person: User) -> Holdings:
    """Return what would be deleted with a mission."""
    return Holdings.of(Assessment.objects.filter(mission=mission), person)


def objection_to_deleting_mission(mission: Mission) -> str:
    """Return why a mission is kept, "" if a lead may delete it."""
    published = Q(state=State.PUBLISHED) | Q(review_steps__action=Action.PUBLISHED)
    if not mission.sample and mission.assessments.filter(published).exists():
        return _("An assessment of this mission is published, so the mission is kept. It can be archived.")
    return ""


def objection_to_deleting(assessment: Assessment) -> str:
    """Return why an assessment is kept, "" if it may be deleted: only one that nobody has worked on.

    Ratings that were copied into it when it was opened are no work on it.
    """
    parts = (assessment.evidence, assessment.comments, assessment.scenarios, assessment.finishes)
    is_untouched = assessment.state == State.DRAFT and assessment.revision <= 1
    if not is_untouched or assessment.review_steps.exists() or any(part.exists() for part in parts):
        return _("Somebody has worked on this assessment, so it is kept. A lead can archive it.")
    return ""


@transaction.atomic
def delete_mission(*, mission: Mission, person: User, seen: str | None) -> None:
    """Delete a mission with all that belongs to it. `seen` is the `Holdings.mark` that the person was shown; None skips
    that check.

    A sample that is deleted does not come back at the next start. Raises PermissionDenied for anyone but a lead,
    WrongStateError once something is published, StaleEdit if it holds something else than what was shown.
    """
    locked = lock_mission(mission)
    raise_if(refusal_to_delete_mission(locked.role_of(person)))
    if objection := objection_to_deleting_mission(locked):
        raise WrongStateError(objection)
    # Locked, so that nothing is added to them after the count.
    list(locked.assessments.select_for_update().order_by("pk").values_list("pk", flat=True))
    holdings = count_holdings(locked, person)
    if seen is not None and seen != holdings.mark:
        raise StaleEdit(holdings)
    _erase(Assessment.objects.filter(mission=locked))
    if locked.sample:
        RemovedSample.objects.get_or_create(code=locked.code, defaults={"removed_by": person})
    locked.delete()


@transaction.atomic
def delete_assessment(*, assessment: Assessment, person: User) -> None:
    """Delete an assessment on which nobody has worked. A score that is being computed for it ends quietly.

    Raises PermissionDenied for anyone but its author and the leads, WrongStateError once somebody has worked on it.
    """
    locked = lock(assessment)
    raise_if(refusal_to_delete(locked, person, locked.mission.role_of(person)))
    if objection := objection_to_deleting(locked):
        raise WrongStateError(objection)
    _erase(Assessment.objects.filter(pk=locked.pk))


@transaction.atomic
def archive_assessment(*, assessment: Assessment, person: User, is_archived: bool = True) -> None:
    """Take an assessment in any state out of sight, or bring it back as it was. Repeating it changes nothing.

    An archived one does not speak for its mission and can't be changed. Raises PermissionDenied for anyone but a lead.
    """
    locked = lock_for(assessment, person, refusal_to_archive)
    if bool(locked.archived_at) == is_archived:
        return
    locked.archived_at, locked.archived_by = (timezone.now(), person) if is_archived else (None, None)
    locked.save(update_fields=["archived_at", "archived_by"])


def _erase(assessments: AssessmentQuerySet) -> None:
    """Delete assessments, and before them the rows that would forbid it by PROTECT: review steps and scores."""
    keys = list(assessments.values_list("pk", flat=True))
    for relation in Assessment._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager
            rows.filter(**{f"{relation.field.name}__in": keys}).delete()
    Assessment.objects.filter(pk__in=keys).delete()
