"""A review as pages show it: the state of an assessment, the steps so far, and those that a person may take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessments.models import Action, Assessment, ReviewStep, State
from assessments.models.independence import reasons_against, refusal_to_review
from assessments.services import objection_to_submitting, refusal_to_submit, refusal_to_withdraw
from ocpo.accounts.models import User


@dataclass(frozen=True)
class ShownReview:
    """The review of an assessment as one person sees it; `role` is that person's role on the mission."""

    assessment: Assessment
    person: User
    role: str | None
    steps: list[ReviewStep]

    @property
    def last(self) -> ReviewStep | None:
        """Return the step that led to the assessment's present state."""
        return next((step for step in reversed(self.steps) if step.action != Action.LEFT_OUT), None)

    @property
    def returned(self) -> ReviewStep | None:
        """Return the step that returned the assessment; None unless it was the last step and led to this draft."""
        return self._last_if(Action.RETURNED, State.DRAFT)

    @property
    def submission(self) -> ReviewStep | None:
        return self._last_if(Action.SUBMITTED, State.SUBMITTED)

    @property
    def approval(self) -> ReviewStep | None:
        return self._last_if(Action.PUBLISHED, State.PUBLISHED)

    def _last_if(self, action: Action, state: State) -> ReviewStep | None:
        fits = self.last and self.last.action == action and self.assessment.state == state
        return self.last if fits else None

    @property
    def is_as_approved(self) -> bool:
        """Say whether the current score is the one that was approved."""
        score = self.assessment.current_score
        return bool(self.approval and score and score.digest == self.approval.digest)

    @property
    def comes_first(self) -> bool:
        """Say whether the page shows the review above the result, because a reader has to know it first.

        The assessment waits for a decision, was returned, or has another score than the approved one.
        """
        waits = self.assessment.state == State.SUBMITTED
        return bool(waits or self.returned or (self.approval and not self.is_as_approved))

    @property
    def can_submit(self) -> bool:
        """Say whether the person may submit; the page for submitting says what still prevents it."""
        return self.assessment.is_open and not self.assessment.is_private and not refusal_to_submit(self.role)

    @property
    def can_withdraw(self) -> bool:
        return self.assessment.state == State.SUBMITTED and not refusal_to_withdraw(self.role)

    @property
    def is_for_review(self) -> bool:
        """Say whether it waits for a decision and the person is a reviewer; its page says what may still bar them."""
        return self.assessment.state == State.SUBMITTED and not refusal_to_review(self.role)

    @cached_property
    def objection_to_submitting(self) -> str:
        return objection_to_submitting(self.assessment)

    @cached_property
    def reasons_against(self) -> list[str]:
        return reasons_against(self.assessment, self.person)


def shown_review(assessment: Assessment, person: User) -> ShownReview:
    """Return the review of an assessment as a member of its mission may see it."""
    steps = list(assessment.review_steps.select_related("person"))
    return ShownReview(assessment, person, assessment.mission.role_of(person), steps)
