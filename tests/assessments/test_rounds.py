"""Rounds: rating alone, saying that one has finished, revealing, and talking about what lies apart."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from assessments.models import Comment, Evidence, Finish, Rating
from assessments.services import RECOMPUTE, comment, create_assessment, finish_round, reveal_round
from interfaces.models import Phase
from ocpo.jobs.models import Job
from tests.cast import AS_OF, MEMBERS, close, indicator, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
RATERS = {"planner", "colleague"}
OTHERS = {"reviewer", "viewer", "outsider"}


@pytest.fixture
def private():
    mission = make_mission(members=MEMBERS)
    return create_assessment(
        mission=mission,
        author=mission.created_by,
        phase=Phase.objects.get(code="start-up"),
        as_of=AS_OF,
        is_private=True,
    )


def values(ratings):
    return sorted(
        (rating.assessor.username, rating.indicator.code, rating.best, rating.rationale) for rating in ratings
    )


def test_it_works(private):
    """Two rate alone; revealing begins round 2 with a copy of both, and asks for the common score."""
    colleague = make_person("colleague")
    rate(private, 1, CODE, rationale="Port records")
    rate(private, 4, CODE, by=colleague, rationale="Interviews")
    recompute(assessment_id=private.pk)
    private.refresh_from_db()
    assert private.current_score is None
    reveal_round(assessment=private, person=private.created_by)
    assert (private.is_private, private.round) == (False, 2)
    assert values(private.ratings.current()) == values(private.ratings.filter(round=1))
    assert len(values(private.ratings.current())) == 2
    assert Job.objects.about(RECOMPUTE, str(private.pk)).open().exists()
    recompute(assessment_id=private.pk)
    private.refresh_from_db()
    assert private.current_score.result["nodes"][CODE]["value"] == pytest.approx(62.5)
    assert private.ratings_behind == 0


def test_the_first_round_stays_as_it_was_when_the_second_goes_on(private):
    rate(private, 1, CODE)
    reveal_round(assessment=private, person=private.created_by)
    rate(private, 3, CODE)
    assert [(rating.round, rating.best) for rating in private.ratings.order_by("round")] == [(1, 1.0), (2, 3.0)]


def test_a_copy_rests_on_the_same_evidence_and_can_be_edited_at_its_version(private):
    piece = Evidence.objects.create(assessment=private, title="Seizure list", added_by=private.created_by)
    rate(private, 1, CODE, evidence=frozenset([piece.pk]))
    reveal_round(assessment=private, person=private.created_by)
    copy = private.ratings.get(round=2)
    assert list(copy.evidence.all()) == [piece]
    private.refresh_from_db()
    assert copy.version == private.revision


def test_only_one_s_own_ratings_can_be_read_before_the_reveal_and_all_after(private):
    colleague = make_person("colleague")
    rate(private, 1, CODE)
    rate(private, 4, CODE, by=colleague)
    seen = {name: private.ratings.readable_by(make_person(name)).count() for name in ("planner", "colleague", "viewer")}
    assert seen == {"planner": 1, "colleague": 1, "viewer": 0}
    reveal_round(assessment=private, person=private.created_by)
    assert private.ratings.readable_by(make_person("viewer")).count() == 2


@pytest.mark.parametrize("name", sorted(RATERS | OTHERS))
def test_who_may_rate_may_finish_and_comment_and_only_a_lead_may_reveal(private, name):
    person = make_person(name)

    def may(act):
        try:
            act()
        except PermissionDenied:
            return False
        return True

    assert may(lambda: finish_round(assessment=private, person=person)) == (name in RATERS)
    assert may(lambda: reveal_round(assessment=private, person=person)) == (name == "planner")
    if private.is_private:
        reveal_round(assessment=private, person=make_person("planner"))
    assert may(lambda: comment(assessment=private, indicator=indicator(CODE), author=person, text="Why?")) == (
        name in RATERS
    )


def test_finishing_is_said_once_and_can_be_taken_back(private):
    planner = make_person("planner")
    finish_round(assessment=private, person=planner)
    finish_round(assessment=private, person=planner)
    assert [(found.person, found.round) for found in Finish.objects.all()] == [(planner, 1)]
    finish_round(assessment=private, person=planner, is_finished=False)
    finish_round(assessment=private, person=planner, is_finished=False)
    assert not Finish.objects.exists()


def test_who_finished_the_first_round_has_not_finished_the_second(private):
    planner = make_person("planner")
    finish_round(assessment=private, person=planner)
    reveal_round(assessment=private, person=planner)
    assert not private.finishes.filter(round=private.round).exists()
    finish_round(assessment=private, person=planner)
    assert sorted(private.finishes.values_list("round", flat=True)) == [1, 2]


def test_a_round_is_revealed_once(private):
    reveal_round(assessment=private, person=private.created_by)
    before = private.revision
    with pytest.raises(ValidationError, match="open already"):
        reveal_round(assessment=private, person=private.created_by)
    private.refresh_from_db()
    assert (private.round, private.revision) == (2, before)


def test_an_open_assessment_has_nothing_to_reveal():
    assessment = make_assessment()
    with pytest.raises(ValidationError, match="open already"):
        reveal_round(assessment=assessment, person=assessment.created_by)


def test_nobody_talks_before_the_reveal(private):
    with pytest.raises(ValidationError, match="begins when"):
        comment(assessment=private, indicator=indicator(CODE), author=private.created_by, text="Look at the port")
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
def test_a_comment_has_words_and_an_end(text):
    assessment = make_assessment()
    with pytest.raises(ValidationError) as refused:
        comment(assessment=assessment, indicator=indicator(CODE), author=assessment.created_by, text=text)
    assert list(refused.value.message_dict) == ["text"]


def test_what_is_closed_takes_neither_a_comment_nor_a_finish():
    assessment = make_assessment()
    close(assessment)
    with pytest.raises(ValidationError, match="closed"):
        comment(assessment=assessment, indicator=indicator(CODE), author=assessment.created_by, text="Why?")
    with pytest.raises(ValidationError, match="closed"):
        finish_round(assessment=assessment, person=assessment.created_by)


def test_a_new_assessment_takes_only_one_s_own_ratings_from_a_private_round(private):
    rate(private, 1, CODE)
    rate(private, 4, CODE, by=make_person("colleague"))
    successor = create_assessment(
        mission=private.mission, author=make_person("colleague"), phase=private.phase, as_of=AS_OF, based_on=private
    )
    assert [rating.best for rating in successor.ratings.all()] == [4.0]


def test_revealing_many_ratings_takes_hardly_more_queries_than_revealing_few(private):
    """SQLite takes only so many values in one statement, hence a few more of them; there is none for each rating."""
    other = create_assessment(
        mission=private.mission, author=private.created_by, phase=private.phase, as_of=AS_OF, is_private=True
    )
    rate(private, 2, CODE)
    for name in ("planner", "colleague", "third", "fourth"):
        rate(other, 3, by=make_person(name))
    counts = []
    for assessment in (private, other):
        with CaptureQueriesContext(connection) as queries:
            reveal_round(assessment=assessment, person=assessment.created_by)
        counts.append(len(queries))
    assert counts[1] < counts[0] + 5
    assert Rating.objects.filter(assessment=other, round=2).count() == 4 * 41
