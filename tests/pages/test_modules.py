"""Scripts in modules: a page asks for all modules of an entry at once, and imports follow the names with hashes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

from ocpo.settings import BASE_DIR

ENTRIES = {"sheet": "assessments/sheet_script.html", "charts": "components/charts_script.html"}
IMPORT = re.compile(r"""(?:from|import) "([^"]+)";""")
SCRIPTS = BASE_DIR / "static" / "js"


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_module_of_an_entry_is_asked_for_at_once(entry):
    named = re.findall(r'rel="modulepreload" href="/static/js/([^"]+)"', render_to_string(ENTRIES[entry]))
    assert sorted(named) == sorted(f"{entry}/{path.name}" for path in (SCRIPTS / entry).glob("*.js"))


@pytest.mark.parametrize("entry", ENTRIES)
def test_imports_follow_names_with_hashes(settings, tmp_path, entry):
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "ocpo.staticfiles.HashedStorage"}}
    with override_settings(
        STORAGES=storages, STATIC_ROOT=tmp_path, STATICFILES_FINDERS=settings.STATICFILES_FINDERS[:1]
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        sent = [*tmp_path.glob(f"js/{entry}.*.js"), *tmp_path.glob(f"js/{entry}/*.*.js")]
    imported = {(path.parent / name).resolve() for path in sent for name in imports(path)}
    assert imported == {path for path in sent if path.parent.name == entry}


def imports(path: Path) -> list[str]:
    found = IMPORT.findall(path.read_text())
    assert found or path.parent.name != "js"
    return found
