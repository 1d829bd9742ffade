"""Serves plotly.js out of the installed plotly package: no copy in the repository, no CDN."""

from pathlib import Path

import plotly
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage


class PlotlyFinder(BaseFinder):
    """Find `vendor/plotly.min.js` in plotly's package data."""

    path = "plotly.min.js"

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=str(Path(plotly.__file__).parent / "package_data"))
        self.storage.prefix = "vendor"  # type: ignore[attr-defined]

    def check(self, **kwargs: object) -> list[CheckMessage]:
        return []

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> list[str] | str:
        if path != f"vendor/{self.path}":
            return []
        found = self.storage.path(self.path)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> list[tuple[str, FileSystemStorage]]:
        return [(self.path, self.storage)]
