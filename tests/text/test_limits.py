"""How long a text may be and how large a number, as the API describes what is sent to it.

Columns follow their migrations (tests/test_migrations.py).
"""

from __future__ import annotations

from drf_spectacular.generators import SchemaGenerator

BIGGEST = 2**63 - 1
KEYS = ("maxLength", "minLength", "maxItems", "minimum", "maximum")
SENT = {
    "Approval": {"digest": [64]},
    "GivenRating": {
        "assessor": [1, 1_000_000],
        "best": [-1e100, 1e100],
        "highest": [-1e100, 1e100],
        "lowest": [-1e100, 1e100],
        "indicator": [100],
    },
    "Judgement": {"evidence": [500], "rationale": [10_000]},
    "NewAssessment": {"based_on": [1, BIGGEST], "mission": [60], "title": [120]},
    "NewEvidence": {"link": [500], "source": [200], "title": [500]},
    "NewMission": {
        "area": [200],
        "code": [60],
        "components": [100],
        "full_name": [250],
        "name": [120],
        "summary": [20_000],
    },
    "PatchedMissionChanges": {
        "area": [200],
        "components": [100],
        "full_name": [250],
        "name": [120],
        "summary": [20_000],
    },
    "Reason": {"reason": [10_000]},
    "ScenarioChanges": {"measures": [100], "name": [120], "note": [10_000]},
    "StatelessRequest": {
        "draws": [100, 20_000],
        "framework": [80],
        "phase": [100],
        "ratings": [1000],
        "seed": [0, BIGGEST],
        "version": [20],
    },
}


def test_what_is_sent_to_the_api_has_the_limits_that_it_describes():
    schemas = SchemaGenerator().get_schema(public=True)["components"]["schemas"]
    for name, limits in SENT.items():
        found = {
            field: [value[key] for key in KEYS if key in value]
            for field, value in schemas[name]["properties"].items()
            if any(key in value for key in KEYS)
        }
        assert found == limits, name


def test_the_keys_of_evidence_are_positive_and_fit_the_database():
    schemas = SchemaGenerator().get_schema(public=True)["components"]["schemas"]
    key = schemas["Judgement"]["properties"]["evidence"]["items"]
    assert (key["minimum"], key["maximum"]) == (1, BIGGEST)
