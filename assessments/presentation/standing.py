"""Whether the score that a person sees is up to date, behind the ratings, failed or unreadable; in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment
from assessments.presentation.rounds import is_behind
from assessments.presentation.scores import ShownScore, shown_score
from assessments.services import RECOMPUTE, refusal_to_try_again
from ocpo.accounts.models import User
from ocpo.jobs.models import Job
from ocpo.unreadable import Unreadable


@dataclass(frozen=True)
class Standing:
    """The score that a person may see, None if there is none that can be read, and whether it is up to date.

    `unreadable` says why a score cannot be shown, "" if it can. `is_behind` says that the score is older than the
    ratings, `failed` that in addition the last attempt to compute it gave up.
    """

    assessment: Assessment
    score: ShownScore | None
    unreadable: str
    is_behind: bool
    lacks_worker: bool
    failed: bool
    can_try_again: bool

    @property
    def title(self) -> str:
        """Return what the score is called beside the sheet."""
        return _("Score of your own ratings") if self.assessment.is_private else _("Score so far")

    @property
    def words(self) -> str:
        """Return the state of the score, for the sheet. In a private round no count may reveal what others do."""
        if self.failed:
            return _("The last attempt to compute the score failed. Your ratings are safe.")
        if self.unreadable:
            return self.unreadable
        if self.is_behind and self.assessment.is_private:
            return _("Waiting for a worker") if self.lacks_worker else _("Being computed")
        if not self.is_behind and not (self.score and self.score.has_rating):
            return _("Nothing rated yet")
        if behind := self.assessment.ratings_behind:
            words = ngettext("Score is %(n)d change behind", "Score is %(n)d changes behind", behind)
            return words % {"n": behind}
        return _("Up to date")

    @property
    def behind_words(self) -> str:
        """Return the sentence for the result page that a score is being computed."""
        if self.assessment.is_private:
            return _("A score is being computed; reload to see it.")
        if self.score is None:
            return _("The first score is being computed; reload to see it.")
        behind = self.assessment.ratings_behind
        words = ngettext(
            "The score below is %(n)d change behind the ratings. It is being computed; reload to see it.",
            "The score below is %(n)d changes behind the ratings. It is being computed; reload to see it.",
            behind,
        )
        return words % {"n": behind}


def standing(assessment: Assessment, person: User) -> Standing:
    """Return the score that a person sees, and whether it is up to date."""
    try:
        score, unreadable = shown_score(assessment, person), ""
    except Unreadable as error:
        score, unreadable = None, str(error)
    behind = is_behind(assessment, person)
    failed = behind and Job.objects.failed_for(RECOMPUTE, str(assessment.pk)) is not None
    return Standing(
        assessment,
        score,
        unreadable,
        is_behind=behind,
        lacks_worker=lacks_worker(behind),
        failed=failed,
        can_try_again=failed and not refusal_to_try_again(assessment, person),
    )


def lacks_worker(is_behind: bool) -> bool:
    """Say whether scores that are behind stay so because no worker is running."""
    return is_behind and Job.objects.lack_worker()
