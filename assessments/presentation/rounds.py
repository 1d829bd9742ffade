"""Rounds as pages show them: who may rate, who has finished, and whether one's own score is up to date."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.computing.inputs import assessment_record
from assessments.models import Assessment
from assessments.models.stored import Record
from assessments.services import refusal_to_rate, refusal_to_reveal
from missions.models import RATING_ROLES, Membership
from ocpo.accounts.models import User


@dataclass(frozen=True)
class ShownRound:
    """The round that an assessment is in, as one person may see it.

    `raters` are the members who may rate; `finished` holds the keys of those who say that they have finished; `former`
    counts the ratings of people who are no longer members.
    """

    assessment: Assessment
    person: User
    raters: list[Membership]
    finished: frozenset[int]
    former: int

    @property
    def is_shown(self) -> bool:
        """Say whether pages show the round.

        They do for an open assessment that has rounds, or that several people rate or former members rated.
        """
        has_rounds = self.assessment.is_private or self.assessment.round > 1
        return self.assessment.is_open and (has_rounds or len(self.raters) > 1 or bool(self.shown_former))

    @property
    def title(self) -> str:
        text = _("Round %(n)d, private") if self.assessment.is_private else _("Round %(n)d, ratings open")
        return text % {"n": self.assessment.round}

    @property
    def words(self) -> str:
        """Return who sees the ratings of this round."""
        if self.assessment.is_private and self.can_finish:
            return _("Nobody sees your ratings, reasons or evidence until a lead reveals the first round.")
        if self.assessment.is_private:
            return _(
                "Assessors rate without seeing each other. Ratings and the common result can be read when a lead "
                "reveals the first round."
            )
        if self.assessment.round == 1:
            return _("Everyone on the mission sees the ratings and the common result.")
        if self.can_finish:
            return _(
                "Everyone sees how far the ratings lie apart. Change yours where the discussion convinced you; those "
                "of the first round are kept."
            )
        return _("Everyone on the mission sees how far the ratings lie apart; those of the first round are kept.")

    @property
    def private_result_words(self) -> str:
        """Return whose result is shown while the first round is private."""
        if self.can_finish:
            return _("Your own ratings only. The common result comes when the first round is revealed.")
        return _("The first round is private. The common result comes when it is revealed.")

    @property
    def former_words(self) -> str:
        """Return how many ratings of former members there are, in words; "" where there are none to show."""
        n = self.shown_former
        if not n:
            return ""
        if self.assessment.is_private:
            text = ngettext(
                "%(n)d rating of a former member is among those of this round.",
                "%(n)d ratings of former members are among those of this round.",
                n,
            )
        else:
            text = ngettext(
                "%(n)d rating of a former member counts in the result.",
                "%(n)d ratings of former members count in the result.",
                n,
            )
        return text % {"n": n}

    @property
    def leaving_out_words(self) -> str:
        """Return what becomes of the score when the ratings of former members are left out."""
        if self.assessment.is_private:
            return _("They will not be revealed and not count in the common score.")
        if self.assessment.round == 1:
            return _("They will not count, and the score is computed anew.")
        return _(
            "They will not count in this round, and the score is computed anew. The first round stays as it was "
            "revealed."
        )

    @property
    def shown_former(self) -> int:
        """Return how many ratings of former members count; while the first round is private only a lead sees them."""
        return self.former if self.is_lead or not self.assessment.is_private else 0

    @property
    def can_finish(self) -> bool:
        return not refusal_to_rate(self.role)

    @property
    def role(self) -> str | None:
        """Return the role in which the person rates here, None if they do not."""
        return next((member.role for member in self.raters if member.person_id == self.person.pk), None)

    @property
    def is_lead(self) -> bool:
        """Say whether the person leads the mission: a lead sees who has finished, and reveals the first round."""
        return not refusal_to_reveal(self.role)

    @property
    def has_finished(self) -> bool:
        return self.person.pk in self.finished

    @property
    def done(self) -> list[Membership]:
        return [member for member in self.raters if member.person_id in self.finished]

    @property
    def waiting(self) -> list[Membership]:
        return [member for member in self.raters if member.person_id not in self.finished]


def shown_round(assessment: Assessment, person: User) -> ShownRound:
    """Return the round that an assessment is in, with who has finished it."""
    raters = assessment.mission.memberships.filter(role__in=RATING_ROLES).select_related("person")
    finished = assessment.finishes.filter(round=assessment.round).values_list("person", flat=True)
    former = assessment.ratings.of_former_members().count()
    return ShownRound(assessment, person, list(raters), frozenset(finished), former)


def is_behind(assessment: Assessment, person: User) -> bool:
    """Say whether the score that a person sees still has to be computed again.

    While the first round is private, that is the score of their own ratings. It is then compared with those ratings:
    the number of changes of the assessment would reveal what others do.
    """
    if not assessment.is_private:
        return bool(assessment.ratings_behind)
    own = list(assessment.ratings.of(person).select_related("indicator"))
    newest = assessment.scores.filter(assessor=person).order_by("-revision", "-pk")
    scored: Record | None = newest.values_list("inputs", flat=True).first()
    known = scored["ratings"] if scored else []
    return known != assessment_record(assessment, own)["ratings"]
