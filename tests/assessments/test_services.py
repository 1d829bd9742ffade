"""Recording ratings: one transaction, counted revisions, no silent overwrite, clear refusals."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from assessments.models import Answer, Assessment, Evidence, Rating
from assessments.services import (
    RECOMPUTE,
    Judgement,
    clear_rating,
    create_assessment,
    record_rating,
    record_ratings,
    validate_judgement,
)
from missions.models import Role
from missions.services import StaleEdit
from ocpo.jobs.models import Job
from tests.cast import AS_OF, close, indicator, judgement, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"
ASKED = [CODE, "i1-proceeds-into-arms", "i2-local-predation"]
SERIOUS = Judgement(answer=Answer.RATED, best=3.0)


def record(assessment, judgement=SERIOUS, expected_version=0, by="planner") -> Rating:
    return record_rating(
        assessment=assessment,
        indicator=indicator(CODE),
        assessor=make_person(by),
        judgement=judgement,
        expected_version=expected_version,
    )


def test_it_works():
    assessment = make_assessment()
    rating = record(assessment)
    assessment.refresh_from_db()
    assert (rating.best, rating.level, rating.version) == (3.0, 3, 2)
    assert assessment.revision == 2
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).waiting().count() == 1


def test_further_edits_wait_for_the_same_recompute():
    assessment = make_assessment()
    for code in ASKED:
        rate(assessment, 2, code)
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).count() == 1


def test_many_at_once_are_stored_as_one_by_one():
    """New ones, one that says the same again, one that says something else; with evidence and without."""
    stored = []
    for number, together in enumerate((True, False)):
        assessment = make_assessment(make_mission(code=f"unex{number}"))
        planner = assessment.created_by
        piece = Evidence.objects.create(assessment=assessment, title="Report", added_by=planner)
        rate(assessment, 3, *ASKED[:2], evidence=frozenset([piece.pk]))
        said = {indicator(code): SERIOUS for code in ASKED}
        said[indicator(ASKED[0])] = judgement(3, evidence=frozenset([piece.pk]))
        if together:
            record_ratings(assessment=assessment, person=planner, assessor=planner, judgements=said)
        else:
            for row, one in said.items():
                record_rating(assessment=assessment, indicator=row, assessor=planner, judgement=one)
        kept = Assessment.objects.get(pk=assessment.pk)
        assert assessment.revision == kept.revision
        columns = ("indicator__code", "best", "version", "round", "evidence__title")
        stored.append((kept.revision, list(kept.ratings.order_by("indicator").values_list(*columns))))
    assert stored[0] == stored[1]
    assert [row[-1] for row in stored[0][1]] == ["Report", None, None]


def test_of_many_at_once_all_are_stored_or_none():
    assessment = make_assessment()
    said = {indicator(ASKED[0]): SERIOUS, indicator(ASKED[1]): Judgement(answer=Answer.RATED, best=7.0)}
    with pytest.raises(ValidationError):
        record_ratings(
            assessment=assessment, person=assessment.created_by, assessor=assessment.created_by, judgements=said
        )
    said = {indicator(ASKED[0]): SERIOUS, indicator(ASKED[1]): judgement(3, evidence=frozenset([999_999]))}
    with pytest.raises(ValidationError):
        record_ratings(
            assessment=assessment, person=assessment.created_by, assessor=assessment.created_by, judgements=said
        )
    assert not Rating.objects.exists()


def test_a_new_version_needs_the_one_that_was_seen():
    assessment = make_assessment()
    first = record(assessment)
    with pytest.raises(StaleEdit) as stale:
        record(assessment, Judgement(answer=Answer.RATED, best=1.0), expected_version=0)
    assert stale.value.current == first
    second = record(assessment, Judgement(answer=Answer.RATED, best=1.0), expected_version=first.version)
    assert second.version > first.version


def test_a_version_is_never_used_twice_even_after_the_rating_was_taken_back():
    assessment = make_assessment()
    first = record(assessment)
    clear_rating(
        assessment=assessment, indicator=indicator(CODE), assessor=first.assessor, expected_version=first.version
    )
    assert record(assessment, expected_version=0).version > first.version


def test_taking_back_needs_the_version_too():
    assessment = make_assessment()
    record(assessment)
    with pytest.raises(StaleEdit):
        clear_rating(
            assessment=assessment, indicator=indicator(CODE), assessor=make_person("planner"), expected_version=99
        )
    assert assessment.ratings.count() == 1


def test_saying_the_same_again_changes_nothing():
    assessment = make_assessment()
    first = record(assessment)
    again = record(assessment, expected_version=first.version)
    assessment.refresh_from_db()
    assert (again.version, assessment.revision) == (first.version, 2)


def test_each_assessor_has_a_rating_of_their_own():
    assessment = make_assessment(make_mission(members={"colleague": Role.ASSESSOR}))
    record(assessment)
    record(assessment, Judgement(answer=Answer.UNKNOWN), by="colleague")
    assert assessment.ratings.count() == 2


def test_a_closed_assessment_takes_no_rating():
    assessment = make_assessment()
    close(assessment)
    with pytest.raises(ValidationError, match="closed"):
        record(assessment)
    assert assessment.ratings.count() == 0


@pytest.mark.parametrize(
    ("judgement", "field"),
    [
        (Judgement(answer="perhaps"), "answer"),
        (Judgement(answer=Answer.RATED), "best"),
        (Judgement(answer=Answer.RATED, best=5.0), "best"),
        (Judgement(answer=Answer.RATED, best=2.5), "best"),
        (Judgement(answer=Answer.RATED, best=float("nan")), "best"),
        (Judgement(answer=Answer.RATED, best=2.0, lowest=2.5), "lowest"),
        (Judgement(answer=Answer.RATED, best=2.0, highest=1.5), "highest"),
        (Judgement(answer=Answer.RATED, best=2.0, highest=4.5), "highest"),
        (Judgement(answer=Answer.RATED, best=2.0, lowest=float("nan")), "lowest"),
        (Judgement(answer=Answer.RATED, best=2.0, confidence="sure"), "confidence"),
        (Judgement(answer=Answer.UNKNOWN, best=2.0), "best"),
        (Judgement(answer=Answer.NOT_APPLICABLE, lowest=0.0), "lowest"),
    ],
)
def test_a_judgement_that_contradicts_itself_is_refused_by_field(judgement, field):
    with pytest.raises(ValidationError) as refused:
        validate_judgement(judgement)
    assert field in refused.value.message_dict


def test_opening_asks_for_a_first_score_of_nothing():
    mission = make_mission()
    assessment = create_assessment(mission=mission, author=mission.created_by, phase=None, as_of=AS_OF)
    assert assessment.asked_indicators().count() == 49
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).count() == 1


@pytest.mark.parametrize(
    ("phase", "asked"), [("planning", 32), ("start-up", 41), ("implementation", 46), ("drawdown", 41)]
)
def test_the_phase_decides_what_is_asked(phase, asked):
    assert make_assessment(phase=phase).asked_indicators().count() == asked


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date(9999, 12, 31)])
def test_an_assessment_speaks_of_a_believable_day(as_of):
    mission = make_mission()
    with pytest.raises(ValidationError) as refused:
        create_assessment(mission=mission, author=mission.created_by, phase=None, as_of=as_of)
    assert list(refused.value.message_dict) == ["as_of"]
