"""The number of queries behind a list does not grow with its rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from interfaces.models import Component
from tests.api.conftest import ROOT
from tests.cast import make_assessment, make_mission, rate

LISTS = ["missions/", "assessments/", "scores/", "missions/unexa/scores/", "assessments/{pk}/ratings/"]


def make_more(mission, number):
    for n in range(number):
        other = make_mission(code=f"unmany-{n}")
        other.components.set(Component.objects.all()[:3])
        for assessment in (make_assessment(other), make_assessment(mission)):
            rate(assessment, 2, "i2-local-predation")
            recompute(assessment_id=assessment.pk)


@pytest.mark.parametrize("address", LISTS)
def test_it_works(planner, mission, assessment, address):
    at = f"{ROOT}/{address.format(pk=assessment.pk)}?page_size=1000"
    mission.components.set(Component.objects.all()[:3])
    rate(assessment, 3, "i2-local-predation")
    recompute(assessment_id=assessment.pk)

    def ask():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = planner.get(at).json()["results"]
        return len(rows), len(queries)

    rows_before, queries_before = ask()
    if "ratings" in address:
        rate(assessment, 1)
    else:
        make_more(mission, 20)
    rows_after, queries_after = ask()
    assert rows_after >= rows_before + 20
    assert queries_after == queries_before
