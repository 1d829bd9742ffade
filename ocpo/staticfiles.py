"""How static files are found and named."""

import re
from pathlib import Path

import plotly
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# As the formatter writes them: import { one } from "./other.js"; import "./other.js"; export ... from "./other.js"
IMPORTS = r'(?P<matched>(?P<before>\b(?:from|import)) "(?P<url>\.{1,2}/[^"]+)")'

IMPORT_RULE = re.compile(r'@import url\("(?P<name>[^"]+)"\);')


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


class StylesFinder(BaseFinder):
    """Find `css/ocpo.css`, the one style sheet that a page asks for.

    Collected for a server it holds every file that `css/index.css` imports, in that order. Where files are served as
    they lie it is the index itself, and the browser follows its imports.
    """

    path = "ocpo.css"

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.index = Path(settings.BASE_DIR) / "static" / "css" / "index.css"

    def check(self, **kwargs: object) -> list[CheckMessage]:
        return []

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> list[str] | str:
        if path != f"css/{self.path}":
            return []
        return [str(self.index)] if find_all else str(self.index)

    def list(self, ignore_patterns: object) -> list[tuple[str, Storage]]:
        storage = InMemoryStorage(location=self.index.parent)
        storage.prefix = "css"  # type: ignore[attr-defined]
        storage.save(self.path, ContentFile(bundled(self.index)))
        return [(self.path, storage)]


def bundled(index: Path) -> str:
    """Put a style sheet's imports in the place of the lines that import them."""
    return IMPORT_RULE.sub(
        lambda found: (index.parent / found["name"]).read_text(encoding="utf-8"), index.read_text(encoding="utf-8")
    )
