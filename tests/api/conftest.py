"""What the API tests share: a mission with its people, and shortcuts into the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from missions.models import Mission
from tests.cast import MEMBERS, make_assessment, make_mission, rate

ROOT = "/api/v1"


@pytest.fixture
def mission(db) -> Mission:
    """A mission that everyone of the cast but the outsider is on."""
    return make_mission(members=MEMBERS)


@pytest.fixture
def assessment(mission: Mission) -> Assessment:
    return make_assessment(mission)


@pytest.fixture
def scored(assessment: Assessment) -> Assessment:
    """An assessment with every indicator at level 3 and its score computed."""
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def planner(api: Callable[[str], APIClient]) -> APIClient:
    return api("planner")


@pytest.fixture
def outsider(api: Callable[[str], APIClient]) -> APIClient:
    return api("outsider")


@pytest.fixture
def score_anew() -> Callable[[Assessment], Score]:
    """Compute the score of an assessment as its ratings stand now."""

    def score_anew(assessment: Assessment) -> Score:
        score = recompute(assessment_id=assessment.pk)
        assert score is not None
        return score

    return score_anew


@pytest.fixture
def count_queries(db) -> Callable[..., int]:
    """Return how many queries a list takes, once it is sure that it shows so many rows."""

    def count_queries(ask: Callable[[], Any], rows: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            response = ask()
        assert len(response.json()["results"]) == rows
        return len(queries)

    return count_queries
