"""A score that cannot be read or was not computed: every page and resource says so, and those concerned try again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db.models.functions import Now

from assessments import services
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from assessments.services import RECOMPUTE
from interfaces.models import Framework
from missions.models import Membership
from ocpo.jobs.models import Job, JobState
from tests.api.addresses import address, all_routes, values_for
from tests.cast import MEMBERS, indicator, make_assessment, make_full_cast, make_mission, make_scenario, rate

pytestmark = pytest.mark.django_db
PAGES_THAT_STAND = (
    "portfolio",
    "mission-detail",
    "result-detail",
    "sheet",
    "score-panel",
    "review-list",
    "review-detail",
)


@pytest.fixture
def assessment():
    make_full_cast()
    assessment = make_assessment(make_mission(members=MEMBERS))
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    make_scenario(assessment)
    return assessment


def another(assessment: Assessment) -> None:
    """Publish two, so that all that compares has something to compare."""
    other = make_assessment(assessment.mission)
    rate(other, 2)
    recompute(assessment_id=other.pk)
    Assessment.objects.update(state="published")


def break_framework(assessment: Assessment) -> None:
    row = assessment.framework
    Framework.objects.filter(pk=row.pk).update(text="schema: ocpo-framework/9\n", digest="0" * 64)


def outdate_engine(assessment: Assessment) -> None:
    Score.objects.update(engine_version="99.0.0", result={"of": "another shape"}, summary={"of": {}})


def lose_nodes(assessment: Assessment) -> None:
    Score.objects.update(result={"nodes": {}}, summary={})


BREAKS = [break_framework, outdate_engine, lose_nodes]


def fail(assessment: Assessment) -> None:
    """Let the computation of a change have given up."""
    Assessment.objects.filter(pk=assessment.pk).update(revision=assessment.revision + 1)
    Job.objects.all().delete()
    Job.objects.create(
        kind=RECOMPUTE,
        key=str(assessment.pk),
        state=JobState.FAILED,
        attempts=5,
        available_at=None,
        finished_at=Now(),
        error="no luck",
    )


def addresses(assessment: Assessment) -> dict[str, str]:
    """Every address by name, pages and API, about this assessment and of the reference model."""
    found = {}
    for route in all_routes():
        values = values_for(
            route,
            code=assessment.mission.code,
            assessment=assessment.pk,
            membership=Membership.objects.first().pk,
            indicator=indicator("i1-armed-group-income").code,
            scenario=assessment.scenarios.get().pk,
        )
        if route.parameters <= set(values) and "token" not in route.name:
            found[route.name] = address(route, values)
    return found


@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("broken", BREAKS)
def test_no_page_and_no_resource_breaks(assessment, sign_in, broken, is_published):
    if is_published:
        another(assessment)
    broken(assessment)
    fail(assessment)
    browser = sign_in("planner")
    browser.raise_request_exception = False
    compared = "&".join(f"a={pk}" for pk in Assessment.objects.values_list("pk", flat=True))
    for name, at in addresses(assessment).items():
        answer = browser.get(f"{at}?{compared}" if name.startswith("compare") else at)
        assert answer.status_code < 500, (name, at)
        if name in PAGES_THAT_STAND:
            assert answer.status_code == 200, (name, at)


@pytest.mark.parametrize("broken", BREAKS)
def test_the_result_says_why_and_keeps_the_ratings(assessment, sign_in, broken):
    broken(assessment)
    page = sign_in("planner").get(f"/assessments/{assessment.pk}/").content.decode()
    assert "This score cannot be shown." in page
    assert "The ratings are safe." in page
    assert "administrator" in page
    assert 'id="ratings"' in page


@pytest.mark.parametrize("broken", BREAKS)
def test_one_thing_is_said_of_a_score_that_cannot_be_shown(assessment, sign_in, broken):
    broken(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(revision=assessment.revision + 1)
    page = sign_in("planner").get(f"/assessments/{assessment.pk}/").content.decode()
    assert "This score cannot be shown." in page
    assert "being computed" not in page


def test_what_is_wrong_in_a_framework_stands_in_the_log_alone(assessment, sign_in, api, caplog):
    text = "schema: ocpo-framework/1\nnodes: [unclosed\n"
    Framework.objects.filter(pk=assessment.framework_id).update(text=text, digest="1" * 64)
    at = f"assessments/{assessment.pk}/"
    said = [
        sign_in("planner").get(f"/{at}").content.decode(),
        sign_in("planner").get(f"/{at}nodes/mission-risk/").content.decode(),
        api("planner").get(f"/api/v1/{at}score/working/").content.decode(),
    ]
    for each in said:
        assert "Tell an administrator" in each
        assert "YAML" not in each
    assert "this is not YAML" in caplog.text


def test_a_page_that_needs_it_says_why_with_409(assessment, sign_in, api):
    break_framework(assessment)
    page = sign_in("planner").get(f"/assessments/{assessment.pk}/nodes/mission-risk/")
    assert (page.status_code, b"cannot be read" in page.content) == (409, True)
    problem = api("planner").get(f"/api/v1/assessments/{assessment.pk}/score/working/")
    assert (problem.status_code, "cannot be read" in problem.json()["detail"]) == (409, True)


def test_a_scenario_that_cannot_be_scored_keeps_what_was_typed(assessment, sign_in):
    form = {"name": "Later", "phase": "drawdown", "version": "0"}
    break_framework(assessment)
    page = sign_in("planner").post(f"/assessments/{assessment.pk}/scenarios/new/", form)
    assert page.status_code == 422
    assert "cannot be read" in page.content.decode()
    assert 'value="Later"' in page.content.decode()


@pytest.mark.parametrize("at", ["", "sheet/"])
@pytest.mark.parametrize(("username", "has_button"), [("planner", True), ("colleague", False), ("viewer", False)])
def test_a_lead_finds_the_button_where_the_failure_is_told(assessment, sign_in, at, username, has_button):
    fail(assessment)
    page = sign_in(username).get(f"/assessments/{assessment.pk}/{at}").content.decode()
    assert "The last attempt to compute the score failed." in page
    assert ("Try again" in page) is has_button


@pytest.mark.parametrize("origin", ["result", "sheet"])
def test_a_lead_tries_again(assessment, sign_in, origin):
    fail(assessment)
    answer = sign_in("planner").post(f"/assessments/{assessment.pk}/score/retry/", {"from": origin}, follow=True)
    assert "The score is being computed again." in answer.content.decode()
    job = Job.objects.latest_for(RECOMPUTE, str(assessment.pk))
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_what_has_not_failed_is_not_tried_again(assessment, sign_in, api):
    answer = sign_in("planner").post(f"/assessments/{assessment.pk}/score/retry/", follow=True)
    assert "there is nothing to try again" in answer.content.decode()
    assert api("planner").post(f"/api/v1/assessments/{assessment.pk}/score/retry/").status_code == 409


@pytest.mark.parametrize(
    ("username", "status"),
    [("planner", 200), ("colleague", 403), ("reviewer", 403), ("viewer", 403), ("outsider", 404)],
)
def test_who_may_try_again_over_the_api(assessment, api, username, status):
    fail(assessment)
    answer = api(username).post(f"/api/v1/assessments/{assessment.pk}/score/retry/", {}, format="json")
    assert answer.status_code == status
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).open().exists() is (status == 200)


def test_an_administrator_is_admitted_without_a_membership(assessment):
    fail(assessment)
    people = make_full_cast()
    for name in ("colleague", "reviewer", "viewer", "outsider", "analyst"):
        with pytest.raises(PermissionDenied):
            services.try_again(assessment=assessment, person=people[name])
    services.try_again(assessment=assessment, person=people["administrator"])
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).open().exists()


def test_the_command_asks_for_all_that_failed(assessment):
    fail(assessment)
    said = StringIO()
    call_command("renew_scores", "--failed", stdout=said)
    assert said.getvalue() == "Failed scores to be computed again: 1\n"
    assert Job.objects.about(RECOMPUTE, str(assessment.pk)).open().exists()
    said = StringIO()
    call_command("renew_scores", "--failed", stdout=said)
    assert said.getvalue() == "Failed scores to be computed again: 0\n"
