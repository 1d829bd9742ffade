"""The API's own description: complete, without guesses, and true."""

import warnings

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from tests.api.conftest import ROOT


@pytest.fixture(scope="module")
def schema() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_works(planner):
    response = planner.get(f"{ROOT}/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    assert response.json()["openapi"] == "3.1.0"


def test_it_is_generated_without_a_warning():
    GENERATOR_STATS.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_field_says_what_it_holds(schema):
    """An empty schema takes anything: no answer could ever be wrong."""
    silent = [
        (name, field)
        for name, part in schema["components"]["schemas"].items()
        for field, described in part.get("properties", {}).items()
        if not {"type", "$ref", "allOf", "oneOf"} & set(described)
    ]
    assert silent == []


def test_a_related_row_may_be_null_where_the_model_says_so(schema):
    def types(name, field):
        return schema["components"]["schemas"][name]["properties"][field]["type"]

    nullable = [("Assessment", "phase"), ("Precedent", "mission"), ("Precedent", "country"), ("Provision", "document")]
    nullable += [("Case", "mission"), ("Case", "country")]
    assert [types(*field) for field in nullable] == [["string", "null"]] * 6
    assert types("Mission", "phase") == types("Assessment", "mission") == "string"


def test_every_operation_says_in_words_what_it_does(schema):
    silent = [
        (path, method)
        for path, method, operation in operations(schema)
        if path.split("/")[3] in ("missions", "assessments", "scores") and not operation.get("summary")
    ]
    assert silent == []


def test_every_operation_describes_its_problems(schema):
    for _path, _method, operation in operations(schema):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_writes_to_versioned_resources_announce_412_and_428(schema):
    rating = schema["paths"][f"{ROOT}/assessments/{{id}}/ratings/{{indicator}}/"]
    for operation in (schema["paths"][f"{ROOT}/missions/{{code}}/"]["patch"], rating["put"], rating["delete"]):
        assert {"412", "428"} <= set(operation["responses"])
        assert "If-Match" in {parameter["name"] for parameter in operation["parameters"]}
