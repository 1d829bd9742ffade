"""Scores computed again from what was stored with them: nothing stored may have changed unseen."""

import json
import logging
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from assessments.computing.verification import verified, verify
from assessments.models import Assessment, Score
from assessments.tasks import verify_published_scores
from interfaces.models import Framework
from tests.cast import make_assessment, make_mission, make_person, rate, rate_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def score() -> Score:
    """A published score of two assessors with an interval, explanations and differences."""
    return published("unexa")


def published(code: str) -> Score:
    assessment = make_assessment(make_mission(code=code))
    codes = [row.code for row in assessment.asked_indicators()][:-2]
    rate_each(assessment, {code: number % 5 for number, code in enumerate(codes)})
    rate(assessment, 4, *codes[:2], by=make_person("colleague"))
    made = recompute(assessment_id=assessment.pk)
    Assessment.objects.filter(pk=assessment.pk).update(state="published")
    return Score.objects.get(pk=made.pk)


def verify_scores(*options: str) -> tuple[int, str]:
    """Return the command's exit status and what it printed."""
    said = StringIO()
    try:
        call_command("verify_scores", *options, stdout=said)
    except SystemExit as stop:
        return int(stop.code), said.getvalue()
    return 0, said.getvalue()


def change(score: Score, field: str, *place: str, to: object) -> None:
    """Change one stored number behind the product's back."""
    document = getattr(score, field)
    below = document
    for key in place[:-1]:
        below = below[key]
    below[place[-1]] = to(below[place[-1]]) if callable(to) else to
    Score.objects.filter(pk=score.pk).update(**{field: document})


def test_it_works(score):
    assert verify_scores() == (0, "checked 1, same 1 (1 of them bit for bit), different 0\n")


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("result", ("nodes", "mission-risk", "value")),
        ("result", ("nodes", "inherent-risk", "p95")),
        ("result", ("nodes", "i2-local-predation", "bands", "high")),
        ("result", ("contributions", "mission-risk", "points", "i2-local-predation")),
        ("result", ("robustness", "nodes", "mission-risk", "same_band")),
        ("result", ("collection_plan", 0, "index")),
        ("summary", ("fuels-conflict", "value")),
    ],
)
def test_one_changed_number_is_named_with_both_numbers(score, field, place):
    was = getattr(score, field)
    for key in place:
        was = was[key]
    assert was is not None, "the case needs a number"
    change(score, field, *place, to=lambda number: number + 1e-6)
    status, said = verify_scores()
    assert status == 1
    where = "/".join(map(str, (field, *place)))
    assert said.splitlines() == [
        f"score {score.pk} (assessment {score}): {where}: stored {was + 1e-6}, computed {was}",
        "checked 1, same 0 (0 of them bit for bit), different 1",
    ]


def test_the_last_digit_of_another_machine_is_no_difference(score):
    change(score, "result", "nodes", "mission-risk", "p95", to=lambda number: number + 1e-11)
    assert verify_scores() == (0, "checked 1, same 1 (0 of them bit for bit), different 0\n")


@pytest.mark.parametrize(
    ("field", "place", "to"),
    [
        ("result", ("nodes", "mission-risk", "band"), "low"),
        ("result", ("nodes", "mission-risk", "is_applicable"), 1),
        ("result", ("nodes", "inherent-risk", "value"), None),
        ("result", ("nodes",), {}),
        ("result", ("more",), 1),
        ("inputs", ("ratings", 0, "best"), 3.0),
        ("inputs", ("ratings", 0, "best"), 9.0),
        ("inputs", ("phase",), "no such phase"),
        ("inputs", ("ratings",), None),
    ],
)
def test_any_other_change_is_a_difference_too(score, field, place, to):
    change(score, field, *place, to=to)
    assert verify_scores()[0] == 1


def test_another_digest_or_seed_is_a_difference(score):
    Score.objects.filter(pk=score.pk).update(digest="0" * 64)
    status, said = verify_scores()
    assert status == 1
    assert f"digest: stored {'0' * 64}, computed {score.digest}" in said
    Score.objects.filter(pk=score.pk).update(digest=score.digest, seed=1)
    assert verify_scores()[0] == 1


def test_a_framework_whose_text_was_changed_is_a_difference(score):
    row = score.framework
    Framework.objects.filter(pk=row.pk).update(text=row.text.replace("Mission risk", "Mission rest"))
    status, said = verify_scores()
    assert status == 1
    assert f"framework: stored {row.digest}" in said


def test_a_score_of_an_older_engine_is_held_against_what_it_stored(score):
    for node in (*score.result["nodes"].values(), *score.summary.values()):
        for name in ("mean", "median", "p5", "p95", "bands"):
            node.pop(name, None)
    result = {"nodes": score.result["nodes"]}
    older = Score.objects.filter(pk=score.pk)
    older.update(engine_version="1.0.0", digest="another one", result=result, summary=score.summary)
    assert verify_scores()[0] == 0
    result["nodes"]["fuels-conflict"]["value"] += 1
    older.update(result=result)
    assert verify_scores()[0] == 1


def test_numbers_that_a_database_wrote_in_another_way_are_the_same(score):
    kept = json.loads(json.dumps(score.result).replace(".0,", ",").replace(".0}", "}"))
    assert json.dumps(kept) != json.dumps(score.result)
    score.result = kept
    assert verified(score).is_exact


def test_only_published_scores_unless_all_are_asked_for(score):
    other = make_assessment(make_mission(code="unexb"))
    recompute(assessment_id=other.pk)
    rate(other, 2)
    recompute(assessment_id=other.pk)
    assert verify_scores()[1].startswith("checked 1,")
    assert verify_scores("--all")[1].startswith("checked 3,")


def test_more_scores_take_no_more_queries(score):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert all(not found.differences for found in verify(Score.objects.published()))
        return len(asked)

    alone = queries()
    for number in range(3):
        published(f"unmany-{number}")
    assert queries() == alone


def test_every_day_a_difference_is_logged_as_an_error(score, caplog):
    scheduled = settings.CELERY_BEAT_SCHEDULE["verify-scores"]
    assert scheduled["task"] == verify_published_scores.name
    with caplog.at_level(logging.ERROR):
        verify_published_scores()
        assert caplog.records == []
        change(score, "result", "nodes", "fuels-conflict", "value", to=1.0)
        verify_published_scores()
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "nodes/fuels-conflict/value: stored 1.0" in record.getMessage()
