"""Each style sheet has one reason, and a page asks for one sheet that holds all of them."""

from __future__ import annotations

import re
from collections import defaultdict

from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

from ocpo.settings import BASE_DIR
from ocpo.staticfiles import IMPORT_RULE

FOLDER = BASE_DIR / "static" / "css"
SHEETS = {
    path.relative_to(FOLDER).as_posix(): re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in FOLDER.rglob("*.css")
}
SELECTORS = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
INNERMOST = re.compile(r"\([^()]*\)")
# Set on the whole page: rules for a state begin with it and belong to what they style.
STATES = {"js"}
# Words that any component may hold.
WORDS = {"quiet", "interval__text", "unrated"}


def selectors(sheet: str) -> list[str]:
    """Return the selectors of a sheet one by one, whatever stands in brackets left out."""
    found = []
    for group in SELECTORS.findall(sheet):
        while INNERMOST.search(group):
            group = INNERMOST.sub("", group)
        found += [] if group.strip().startswith("@") else group.split(",")
    return found


def test_a_class_is_at_home_in_one_file():
    homes = defaultdict(set)
    for name, sheet in SHEETS.items():
        for selector in selectors(sheet):
            for first in [each for each in CLASS.findall(selector) if each not in STATES][:1]:
                homes[first].add(name)
    assert {each: sorted(files) for each, files in homes.items() if len(files) > 1} == {}
    assert len(homes) > 200


def test_no_class_stands_in_three_files():
    places = defaultdict(set)
    for name, sheet in SHEETS.items():
        for group in SELECTORS.findall(sheet):
            for each in CLASS.findall(group):
                places[each].add(name)
    assert {each: sorted(files) for each, files in places.items() if len(files) > 2 and each not in WORDS} == {}


def test_every_custom_property_that_is_read_is_set_somewhere():
    sheets = "".join(SHEETS.values())
    assert set(re.findall(r"var\((--[\w-]+)", sheets)) <= set(re.findall(r"(--[\w-]+):", sheets))


def test_every_sheet_is_imported_once():
    imported = IMPORT_RULE.findall((FOLDER / "index.css").read_text(encoding="utf-8"))
    assert sorted(imported) == sorted(set(SHEETS) - {"index.css"})


def test_a_page_asks_for_one_sheet_and_a_server_sends_all_rules_in_it(settings, tmp_path):
    head = render_to_string("components/head.html")
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', head) == ["/static/css/ocpo.css"]
    assert finders.find("css/ocpo.css") == str(FOLDER / "index.css")  # as it lies
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "ocpo.staticfiles.HashedStorage"}}
    with override_settings(
        STORAGES=storages, STATIC_ROOT=tmp_path, STATICFILES_FINDERS=["ocpo.staticfiles.StylesFinder"]
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    (sent,) = tmp_path.glob("css/ocpo.*.css")
    rules = sent.read_text(encoding="utf-8")
    assert "@import" not in rules
    assert all((FOLDER / name).read_text(encoding="utf-8") in rules for name in SHEETS if name != "index.css")
    assert sent.with_suffix(".css.gz").exists()
