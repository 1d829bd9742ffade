"""The samples: the paper's six cases with their citations, two fictional missions, accounts to try them."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from assessments.models import Assessment, Rating, Score
from assessments.recompute import recompute
from missions.models import Mission, Sample
from ocpo.accounts.models import User

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "samples"


@pytest.fixture
def samples(settings, tmp_path) -> None:
    settings.SAMPLE_PASSWORD = "sample password"
    call_command("load_samples", verbosity=0)
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


def test_a_second_load_changes_nothing(samples):
    before = (
        Mission.objects.count(),
        Rating.objects.count(),
        list(Assessment.objects.values_list("revision", flat=True)),
    )
    call_command("load_samples", verbosity=0)
    after = (
        Mission.objects.count(),
        Rating.objects.count(),
        list(Assessment.objects.values_list("revision", flat=True)),
    )
    assert before == after


def test_sparse_samples_show_a_range_and_no_number(samples):
    for code in ("guinea-bissau-uniogbis", "drc-monusco", "liberia-unmil", "sierra-leone-unamsil"):
        node = Score.objects.get(assessment__mission__code=code).result["nodes"]["mission-risk"]
        assert not node["is_enough"], code
        assert node["band"] is None
        assert node["lower"] < node["upper"]


def test_the_fictional_missions_are_one_full_and_one_half(samples):
    full = Assessment.objects.get(mission__code="unmosa", state="draft")
    half = Assessment.objects.get(mission__code="unamve")
    answered = {a: a.ratings.values("indicator").distinct().count() for a in (full, half)}
    assert answered[full] == full.asked_indicators().count() == 41
    assert 0.3 < answered[half] / half.asked_indicators().count() < 0.7


def test_who_sees_the_samples(samples):
    for username, count in {"planner": 8, "colleague": 8, "reviewer": 8, "analyst": 8}.items():
        assert Mission.objects.visible_to(User.objects.get(username=username)).count() == count
    for username in ("administrator", "outsider"):
        assert Mission.objects.visible_to(User.objects.get(username=username)).count() == 0
