"""How static files are found and named."""

from pathlib import Path

import plotly
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# As the formatter writes them: import { one } from "./other.js"; import "./other.js"; export ... from "./other.js"
IMPORTS = r'(?P<matched>(?P<before>\b(?:from|import)) "(?P<url>\.{1,2}/[^"]+)")'


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Compressed files with a hash in their name, which the imports of our modules follow.

    Django's own `support_js_module_import_aggregation` reads every script: it takes words in the libraries' scripts for
    imports and fails on them. Only the scripts in `static/js/` are modules.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORTS, '%(before)s "%(url)s"'),)),
    )


class PlotlyFinder(BaseFinder):
    """Serve plotly.js out of the installed plotly package: no copy in the repository, no CDN."""

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
