"""Review: who may take which step in which state, what is kept of it, and what an approval binds to."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments.computing.recompute import recompute
from assessments.models import Action, Assessment, ReviewStep, State
from assessments.services import (
    OtherScoreError,
    WrongStateError,
    create_assessment,
    publish_assessment,
    record_rating,
    return_assessment,
    reveal_round,
    standing_digest,
    submit_assessment,
    withdraw_assessment,
)
from missions.models import Role
from missions.services import set_member
from tests.assessments.test_services import SERIOUS
from tests.cast import AS_OF, MEMBERS, indicator, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i2-local-predation"
PEOPLE = ("planner", "colleague", "reviewer", "viewer", "outsider")


@pytest.fixture
def draft(cast) -> Assessment:
    """A draft with one rating and its score, opened by the planner, of a mission with everyone of the cast."""
    assessment = make_assessment(make_mission(members=MEMBERS))
    rate(assessment, 3, CODE)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def submitted(draft) -> Assessment:
    submit_assessment(assessment=draft, person=make_person("planner"))
    return draft


def submit(assessment, by="planner") -> ReviewStep:
    return submit_assessment(assessment=assessment, person=make_person(by))


def withdraw(assessment, by="planner") -> ReviewStep:
    return withdraw_assessment(assessment=assessment, person=make_person(by))


def give_back(assessment, by="reviewer", reason="The port is not rated.") -> ReviewStep:
    return return_assessment(assessment=assessment, reviewer=make_person(by), reason=reason)


def publish(assessment, by="reviewer", digest="") -> ReviewStep:
    shown = digest or standing_digest(Assessment.objects.get(pk=assessment.pk))
    return publish_assessment(assessment=assessment, reviewer=make_person(by), digest=shown)


STEPS = {"submit": submit, "withdraw": withdraw, "return": give_back, "publish": publish}
ALLOWED = {"submit": {"planner", "colleague"}, "withdraw": {"planner"}, "return": {"reviewer"}, "publish": {"reviewer"}}
LEADS_TO = {
    ("submit", State.DRAFT): State.SUBMITTED,
    ("withdraw", State.SUBMITTED): State.DRAFT,
    ("return", State.SUBMITTED): State.DRAFT,
    ("publish", State.SUBMITTED): State.PUBLISHED,
}


def stored(assessment: Assessment) -> str:
    return Assessment.objects.values_list("state", flat=True).get(pk=assessment.pk)


def test_submit_return_submit_publish(draft):
    score = draft.current_score
    steps = [submit(draft), give_back(draft), submit(draft, by="colleague"), publish(draft)]
    assert stored(draft) == draft.state == State.PUBLISHED
    assert list(draft.review_steps.all()) == steps
    assert [(step.action, step.person.username, step.reason) for step in steps] == [
        (Action.SUBMITTED, "planner", ""),
        (Action.RETURNED, "reviewer", "The port is not rated."),
        (Action.SUBMITTED, "colleague", ""),
        (Action.PUBLISHED, "reviewer", ""),
    ]
    assert {(step.digest, step.revision) for step in steps} == {(score.digest, score.revision)}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_one_state_and_for_those_who_may_take_it(step, state, person, draft):
    Assessment.objects.filter(pk=draft.pk).update(state=state)
    after = LEADS_TO.get((step, state))
    if person not in ALLOWED[step]:
        with pytest.raises(PermissionDenied):
            STEPS[step](draft, by=person)
    elif after is None:
        with pytest.raises(WrongStateError):
            STEPS[step](draft, by=person)
    else:
        STEPS[step](draft, by=person)
    is_taken = after is not None and person in ALLOWED[step]
    assert stored(draft) == (after if is_taken else state)
    assert draft.review_steps.count() == is_taken


def test_what_is_submitted_takes_no_rating_until_it_comes_back(submitted):
    with pytest.raises(ValidationError, match="closed"):
        rate(submitted, 1, CODE)
    withdraw(submitted)
    assert rate(submitted, 1, CODE)


def test_a_private_first_round_is_revealed_before_it_is_submitted(cast):
    mission = make_mission(members=MEMBERS)
    private = create_assessment(mission=mission, author=cast["planner"], phase=None, as_of=AS_OF, is_private=True)
    rate(private, 2, CODE)
    with pytest.raises(WrongStateError, match="private"):
        submit(private)
    reveal_round(assessment=private, person=cast["planner"])
    submit(private)


@pytest.mark.parametrize("answer", [None, "unknown", "not-applicable"])
def test_nothing_rated_is_nothing_to_submit(answer, cast):
    empty = make_assessment(make_mission(members=MEMBERS))
    if answer:
        rate(empty, answer, CODE)
    with pytest.raises(WrongStateError, match="Nothing is rated"):
        submit(empty)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_return_says_why(reason, submitted):
    with pytest.raises(ValidationError) as refused:
        give_back(submitted, reason=reason)
    assert list(refused.value.message_dict) == ["reason"]
    assert stored(submitted) == State.SUBMITTED


def become_reviewer(assessment: Assessment, username: str) -> None:
    """Let a deputy, made lead for it, give somebody the role of reviewer."""
    mission, deputy = assessment.mission, make_person("deputy")
    set_member(mission=mission, person=deputy, role=Role.LEAD, by=mission.created_by)
    set_member(mission=mission, person=make_person(username), role=Role.REVIEWER, by=deputy)


def test_the_author_cannot_publish_even_as_a_reviewer(draft):
    submit(draft, by="colleague")
    become_reviewer(draft, "planner")
    with pytest.raises(PermissionDenied, match="You opened"):
        publish(draft, by="planner")
    assert stored(draft) == State.SUBMITTED


def test_whoever_once_submitted_it_cannot_publish_it(draft):
    submit(draft, by="colleague")
    withdraw(draft)
    submit(draft)
    become_reviewer(draft, "colleague")
    with pytest.raises(PermissionDenied, match="You submitted"):
        publish(draft, by="colleague")


@pytest.mark.parametrize("round_of_the_rating", [1, 2])
def test_whoever_rated_in_any_round_cannot_publish_it(round_of_the_rating, draft):
    (rating,) = rate(draft, 1, CODE, by=make_person("colleague"))
    Assessment.objects.filter(pk=draft.pk).update(round=2)
    draft.ratings.exclude(pk=rating.pk).update(round=2)
    draft.ratings.filter(pk=rating.pk).update(round=round_of_the_rating)
    recompute(assessment_id=draft.pk)
    submit(draft)
    become_reviewer(draft, "colleague")
    with pytest.raises(PermissionDenied, match="Ratings of yours"):
        publish(draft, by="colleague")


def test_a_score_that_is_behind_is_waited_for(draft):
    rate(draft, 1, CODE)
    assert submit(draft).digest == ""
    for digest in ("", draft.current_score.digest):
        with pytest.raises(WrongStateError, match="being computed"):
            publish_assessment(assessment=draft, reviewer=make_person("reviewer"), digest=digest)
    recompute(assessment_id=draft.pk)
    assert publish(draft).digest == Assessment.objects.get(pk=draft.pk).current_score.digest


def test_no_score_at_all_is_waited_for_too(cast):
    fresh = make_assessment(make_mission(members=MEMBERS))
    rate(fresh, 1, CODE)
    submit(fresh)
    with pytest.raises(WrongStateError, match="being computed"):
        publish(fresh, digest="x")


def test_an_approval_is_of_what_was_shown(submitted):
    """Shown, withdrawn, rated otherwise, submitted again: what the reviewer approves is no longer what they saw."""
    shown = submitted.current_score.digest
    withdraw(submitted)
    rate(submitted, 1, CODE)
    submit(submitted)
    recompute(assessment_id=submitted.pk)
    for digest in (shown, ""):
        with pytest.raises(OtherScoreError, match="Another score"):
            publish_assessment(assessment=submitted, reviewer=make_person("reviewer"), digest=digest)
    assert stored(submitted) == State.SUBMITTED
    publish(submitted)


def test_what_is_published_stays_closed(submitted):
    publish(submitted)
    for step in STEPS.values():
        with pytest.raises(WrongStateError):
            step(submitted)
    with pytest.raises(ValidationError, match="closed"):
        record_rating(
            assessment=submitted, indicator=indicator(CODE), assessor=make_person("planner"), judgement=SERIOUS
        )
