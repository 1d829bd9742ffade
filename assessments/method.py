"""The worked example of the method page: titles from its framework file, numbers as they were worked by hand."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments import scoring

STEPS = {
    "mechanism": _("Indicators within a mechanism: arithmetic mean"),
    "intensity": _("Mechanisms within an interface: quadratic mean, equal weights"),
    "cell": _("A cell of the threat matrix: quadratic mean, weights from the mechanisms' bearing on the target"),
    "inherent": _("Inherent risk to the target: quadratic mean of the cells, weights from the interfaces' relevance"),
    "response": _("The response: power mean with exponent 0.5 over its mechanisms"),
    "residual": _("Residual risk: the response takes away its share, at most half"),
}


def folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "method"


@lru_cache(maxsize=1)
def example_framework() -> scoring.Framework:
    """Return the example's framework; it never changes while the process lives."""
    return scoring.load((folder() / "worked-example.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def worked_example() -> dict[str, Any]:
    """Return the ratings, steps and bounds of the example as its author worked them, with titles to show."""
    framework = example_framework()
    worked = yaml.safe_load((folder() / "worked-example-by-hand.yaml").read_text(encoding="utf-8"))
    bands = {band.code: band.title for band in framework.bands}

    def titled(row: dict[str, Any]) -> dict[str, Any]:
        title = framework.by_code[row["code"]].title
        return {**row, "title": title, "band_title": bands.get(row.get("band", ""), "")}

    steps = [(key, title, [titled(row) for row in worked["steps"][key]]) for key, title in STEPS.items()]
    return {
        "ratings": [titled(row) for row in worked["ratings"]],
        "steps": [{"key": key, "title": title, "rows": rows} for key, title, rows in steps],
        "bounds": [titled(row) for row in worked["bounds"]],
    }
