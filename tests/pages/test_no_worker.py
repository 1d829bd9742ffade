"""Pages whose scores are behind say so when no worker is running, and what to do; never while one works."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.computing.recompute import recompute
from assessments.models import Assessment
from ocpo.jobs.models import WITHOUT_WORKER, Job, JobState
from tests.cast import make_assessment, make_mission, rate

pytestmark = pytest.mark.django_db
LONG = WITHOUT_WORKER + timedelta(seconds=5)


@pytest.fixture
def behind() -> Assessment:
    """An assessment with a score, rated again since; its job has been due for a while."""
    assessment = make_assessment(make_mission())
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    rate(assessment, 4)
    Job.objects.open().update(available_at=timezone.now() - LONG)
    return Assessment.objects.get(pk=assessment.pk)


def pages(assessment: Assessment) -> list[str]:
    return [
        assessment.get_absolute_url(),
        reverse("sheet", args=[assessment.pk]),
        reverse("score-panel", args=[assessment.pk]),
        reverse("portfolio"),
    ]


def told(client, assessment: Assessment) -> list[bool]:
    return ["No worker is running" in client.get(page).content.decode() for page in pages(assessment)]


def test_result_sheet_and_portfolio_say_so(sign_in, behind):
    assert behind.ratings_behind
    assert told(sign_in("planner"), behind) == [True] * 4


def test_a_first_score_that_waits_counts_too(sign_in):
    assessment = make_assessment(make_mission())
    rate(assessment, 3)
    Job.objects.open().update(available_at=timezone.now() - LONG)
    assert told(sign_in("planner"), assessment) == [True] * 4


def test_nothing_is_said_while_the_work_is_young(sign_in, behind):
    Job.objects.open().update(available_at=timezone.now())
    assert told(sign_in("planner"), behind) == [False] * 4


def test_nothing_is_said_where_no_score_is_behind(sign_in, behind):
    recompute(assessment_id=behind.pk)
    assert Job.objects.lack_worker()
    assert told(sign_in("planner"), behind) == [False] * 4


def other(**facts) -> Job:
    return Job.objects.create(kind="tests.group", key="other", **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": JobState.RUNNING, "available_at": timedelta(seconds=9), "started_at": -timedelta(minutes=5)},
        {"state": JobState.RUNNING, "available_at": timedelta(seconds=9), "started_at": -timedelta(seconds=1)},
        {
            "state": JobState.DONE,
            "available_at": None,
            "started_at": -timedelta(seconds=2),
            "finished_at": -timedelta(seconds=1),
        },
    ],
    ids=["a long run", "a run", "one just done"],
)
def test_a_worker_behind_a_long_queue_is_one(behind, facts):
    now = timezone.now()
    other(**{name: now + value if isinstance(value, timedelta) else value for name, value in facts.items()})
    assert not Job.objects.lack_worker()


def test_a_run_whose_worker_died_is_none(behind):
    now = timezone.now()
    other(state=JobState.RUNNING, available_at=now - timedelta(seconds=1), started_at=now - timedelta(minutes=1))
    assert Job.objects.lack_worker()


def test_a_pause_after_a_failure_is_none_of_a_worker_s_fault(behind):
    Job.objects.open().update(available_at=timezone.now() + timedelta(seconds=8))
    assert not Job.objects.lack_worker()
