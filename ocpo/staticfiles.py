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
    """Compresses files and puts a hash into their names. The imports in our modules get the hashed names too.

    Django's own `support_js_module_import_aggregation` reads every script, takes words in the scripts of libraries for
    imports and fails on them. Only the scripts in `static/js/` are modules.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORTS, '%(before)s "%(url)s"'),)),
    )


class PlotlyFinder(BaseFinder):
    """Serves plotly.js from the installed plotly package, so that neither a copy nor a CDN is needed."""

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
