"""What import contracts cannot see: a lower room that reaches into a higher one by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
# From the lowest to the highest; each may know those before it.
ROOMS = ("interfaces", "missions", "assessments")
LOOSE = {"__init__.py", "apps.py", "tasks.py", "urls.py"}


def modules_of(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def names_from_above(room: str) -> set[str]:
    """Return the names under which higher rooms' rows hang on this room's rows: reverse managers."""
    above = ROOMS[ROOMS.index(room) + 1 :]
    return {
        relation.get_accessor_name()
        for model in apps.get_app_config(room).get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label in above and relation.get_accessor_name()
    }


def test_there_are_such_names():
    assert "assessments" in names_from_above("missions")


@pytest.mark.parametrize("room", ROOMS[:-1])
def test_no_room_reaches_into_a_higher_one_by_a_reverse_manager(room):
    reached = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}"
        for path in modules_of(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in names_from_above(room)
    ]
    assert reached == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_asks_for_a_higher_one_s_model_by_name(room):
    above = ROOMS[ROOMS.index(room) + 1 :]
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno} {argument.value}"
        for path in modules_of(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
        for argument in node.args
        if isinstance(argument, ast.Constant) and str(argument.value).split(".")[0] in above
    ]
    assert asked == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_template_of_a_room_loads_the_tags_of_a_higher_one(room):
    above = {
        tags.stem
        for higher in ROOMS[ROOMS.index(room) + 1 :]
        for tags in (ROOT / higher / "templatetags").glob("*.py")
        if tags.stem != "__init__"
    }
    loading = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in (ROOT / "templates" / room).rglob("*.html")
        for line in page.read_text(encoding="utf-8").splitlines()
        if "{% load " in line
        for name in line.partition("{% load ")[2].partition(" %}")[0].split()
        if name in above
    ]
    assert loading == []


def test_no_file_of_assessments_lies_loose():
    assert {path.name for path in (ROOT / "assessments").glob("*.py")} <= LOOSE
