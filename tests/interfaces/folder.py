"""A copy of the shipped files that a test may break in one place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from interfaces.reference import BrokenReferenceError, Problem, load_reference

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures"


def copy_shipped(target: Path) -> Path:
    """Return a folder of its own that holds the shipped reference and frameworks."""
    folder = target / "fixtures"
    for part in ("reference", "frameworks"):
        shutil.copytree(SHIPPED / part, folder / part)
    return folder


def replace_once(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first occurrence of `old`; a test whose place is gone must not pass by accident."""
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content, f"{file} no longer holds {old!r}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def problems_of(folder: Path) -> list[Problem]:
    """Return why the folder is refused; empty if it is not."""
    try:
        load_reference(folder)
    except BrokenReferenceError as error:
        return error.problems
    return []


def tables_of_the_model() -> list[type[Model]]:
    """Every table of the reference model, links between rows included."""
    return list(apps.get_app_config("interfaces").get_models(include_auto_created=True))


def everything_stored() -> dict[str, list[Any]]:
    """Return every row of every table, with its id: what a load without effect leaves as it was."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in tables_of_the_model()}
