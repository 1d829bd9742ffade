"""The samples: the paper's six cases with their citations, two fictional missions, accounts to try them."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Comment, Evidence, Finish, Marking, Rating, Scenario, Score
from missions.models import Mission, Sample
from ocpo.accounts.models import User

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "samples"


@pytest.fixture
def samples(settings, tmp_path) -> None:
    settings.SAMPLE_PASSWORD = "sample password"
    call_command("load_samples", verbosity=0)


@pytest.fixture
def scored_samples(samples) -> None:
    for assessment in Assessment.objects.all():
        recompute(assessment_id=assessment.pk)


def test_it_works(samples):
    assert Mission.objects.filter(sample=Sample.RETROSPECTIVE).count() == 6
    assert Mission.objects.filter(sample=Sample.FICTIONAL).count() == 2
    assert User.objects.get(username="planner").check_password("sample password")


def test_every_rating_from_the_paper_carries_its_citation_and_its_reason(samples):
    cases = yaml.safe_load((FOLDER / "retrospective.yaml").read_text())["cases"]
    ratings = Rating.objects.filter(assessment__mission__sample=Sample.RETROSPECTIVE)
    assert ratings.count() == sum(len(case["ratings"]) for case in cases) == 69
    assert all(rating.citations and rating.rationale for rating in ratings)
    assert not User.objects.get(username="paper").is_active


def all_rows() -> dict[str, list[tuple]]:
    """Return every row that belongs to a mission, by table."""
    tables = (Mission, Assessment, Rating, Evidence, Comment, Finish, Scenario, Score)
    used = Rating.evidence.through.objects.order_by("pk").values_list("rating_id", "evidence_id")
    return {table.__name__: list(table.objects.order_by("pk").values_list()) for table in tables} | {"used": list(used)}


def test_a_second_load_changes_nothing(scored_samples):
    before = all_rows()
    assert all(before.values())
    call_command("load_samples", verbosity=0)
    assert all_rows() == before


def test_sparse_samples_show_a_range_and_no_number(scored_samples):
    for code in ("guinea-bissau-uniogbis", "drc-monusco", "liberia-unmil", "sierra-leone-unamsil"):
        node = Score.objects.get(assessment__mission__code=code).result["nodes"]["mission-risk"]
        assert not node["is_enough"], code
        assert node["band"] is None
        assert node["lower"] < node["upper"]


def test_the_fictional_missions_are_one_full_and_one_half(samples):
    full = Assessment.objects.get(mission__code="unmosa", state="draft")
    half = Assessment.objects.get(mission__code="unamve", is_private=False)
    answered = {a: a.ratings.values("indicator").distinct().count() for a in (full, half)}
    assert answered[full] == full.asked_indicators().count() == 41
    assert 0.3 < answered[half] / half.asked_indicators().count() < 0.7


def test_the_full_sample_was_rated_in_two_rounds_on_graded_evidence(samples):
    full = Assessment.objects.get(mission__code="unmosa", state="draft")
    assert (full.round, full.is_private) == (2, False)
    first, second = (
        {(one.indicator.code, one.assessor.username): one.best for one in full.ratings.filter(round=number)}
        for number in (1, 2)
    )
    assert first.keys() == second.keys()
    assert {who for (_code, who), best in second.items() if best != first[_code, who]} == {"planner", "colleague"}
    assert all(rating.rationale and (rating.citations or rating.evidence.exists()) for rating in full.ratings.current())
    pieces = full.evidence.annotate(indicators=Count("ratings__indicator", distinct=True))
    assert all(piece.indicators for piece in pieces)
    assert pieces.filter(indicators__gt=1).count() >= 10
    assert {piece.reliability for piece in pieces} >= {"A", "B", "C", "D"}
    assert set(pieces.values_list("marking", flat=True)) == set(Marking.values)
    assert full.comments.values("author").distinct().count() == 2


def test_the_sample_scenario_stands_beside_its_score(samples):
    scenario = Scenario.objects.get()
    assert scenario.assessment.mission.code == "unmosa"
    assert scenario.is_current
    assert scenario.result["difference"]["headline"]["value"] < 0
    assert scenario.measures.exists()


def test_one_sample_is_in_a_private_round_that_only_the_planner_has_finished(samples):
    private = Assessment.objects.get(is_private=True)
    assert private.mission.code == "unamve"
    raters = private.ratings.values_list("assessor__username", flat=True)
    assert set(raters) == {"planner", "colleague"}
    assert [finish.person.username for finish in private.finishes.all()] == ["planner"]


def test_a_clock_behind_the_samples_leaves_out_days_and_nothing_else(settings, tmp_path, monkeypatch):
    settings.SAMPLE_PASSWORD = "sample password"
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 8, 1))
    call_command("load_samples", verbosity=0)
    pieces = Evidence.objects.filter(assessment__mission__code="unmosa")
    assert pieces.filter(dated__isnull=False).exists()
    assert pieces.filter(dated__isnull=True).exists()
    assert not pieces.filter(dated__gt=date(2026, 8, 1)).exists()


def test_who_sees_the_samples(samples):
    for username, count in {"planner": 8, "colleague": 8, "reviewer": 8, "analyst": 8}.items():
        assert Mission.objects.visible_to(User.objects.get(username=username)).count() == count
    for username in ("administrator", "outsider"):
        assert Mission.objects.visible_to(User.objects.get(username=username)).count() == 0
