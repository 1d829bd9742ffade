"""What the pages say of a review, for every state of an assessment and every step that may have led there."""

from __future__ import annotations

from itertools import product

import pytest

from assessments.models import Action, Assessment, ReviewStep, Score, State
from assessments.presentation.review import ShownReview
from missions.models import Mission, Role
from ocpo.accounts.models import User

SAYS = {
    "returned": (Action.RETURNED, State.DRAFT),
    "submission": (Action.SUBMITTED, State.SUBMITTED),
    "approval": (Action.PUBLISHED, State.PUBLISHED),
}
LEADS_HERE = [action for action in Action if action != Action.LEFT_OUT]


def review_of(state: State, *actions: Action, role: str = Role.VIEWER, score: str = "now") -> ShownReview:
    """Return the review of an assessment whose steps all bear the digest "now"."""
    assessment = Assessment(mission=Mission(), state=state, current_score=Score(digest=score))
    return ShownReview(assessment, User(), role, [ReviewStep(action=action, digest="now") for action in actions])


@pytest.mark.parametrize(("state", "action"), list(product(State, LEADS_HERE)))
def test_a_page_names_the_last_step_only_where_it_led_to_the_state(state, action):
    """Ratings that were left out afterwards lead to no state."""
    for steps in ([action], [action, Action.LEFT_OUT], [*LEADS_HERE, action]):
        review = review_of(state, *steps)
        assert review.last.action == action
        named = {name for name in SAYS if getattr(review, name)}
        assert named == {name for name, led in SAYS.items() if led == (action, state)}


@pytest.mark.parametrize("state", State)
def test_without_a_step_that_led_to_the_state_a_page_names_none(state):
    for steps in ([], [Action.LEFT_OUT]):
        review = review_of(state, *steps)
        assert [review.last, *(getattr(review, name) for name in SAYS)] == [None] * 4


@pytest.mark.parametrize(("state", "action"), list(product(State, LEADS_HERE)))
def test_the_review_comes_first_where_it_waits_was_returned_or_has_another_score(state, action):
    waits, is_returned = state == State.SUBMITTED, (action, state) == SAYS["returned"]
    assert review_of(state, action).comes_first == (waits or is_returned)
    is_published = (action, state) == SAYS["approval"]
    assert review_of(state, action, score="later").comes_first == (waits or is_returned or is_published)
    assert review_of(state, action).is_as_approved == is_published


@pytest.mark.parametrize(("state", "role"), list(product(State, Role)))
def test_who_is_offered_a_step_in_which_state(state, role):
    review = review_of(state, role=role)
    assert review.can_submit == (state == State.DRAFT and role in (Role.ASSESSOR, Role.LEAD))
    assert review.can_withdraw == (state == State.SUBMITTED and role == Role.LEAD)
    assert review.is_for_review == (state == State.SUBMITTED and role == Role.REVIEWER)
    review.assessment.is_private = True
    assert not review.can_submit
