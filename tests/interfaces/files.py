"""Copies of the reference files that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Edit = Callable[[Any], Any]


def content(file: str) -> Any:
    """Return a reference file's content, parsed without the loader under test."""
    return yaml.load((FIXTURES / "reference" / file).read_text(encoding="utf-8"), LOADER)


def copied(tmp_path: Path) -> Path:
    """Return a folder that holds the shipped files and may be changed."""
    folder = tmp_path / "fixtures"
    for part in ("reference", "frameworks"):
        shutil.copytree(FIXTURES / part, folder / part)
    return folder


def edit(folder: Path, file: str, change: Edit) -> None:
    """Change a reference file's content in place; `change` works on the parsed document."""
    path = folder / "reference" / file
    document = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    change(document)
    path.write_text(yaml.dump(document, Dumper=DUMPER, sort_keys=False, allow_unicode=True), encoding="utf-8")


def replace(folder: Path, file: str, old: str, new: str) -> None:
    """Change a reference file's text in place; `old` must be there."""
    path = folder / "reference" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
