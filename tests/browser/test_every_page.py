"""Every page in every state, light and dark, wide and narrow: axe finds nothing serious, nothing scrolls sideways."""

import time
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.screenshots import pages
from tests.stage import Stage
from tests.states import State, all_states, go, visit

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
# Only moderate to axe, yet who jumps from landmark to landmark cannot tell two of one name.
ALSO = ("landmark-unique",)
# Swagger UI's own page: its contrast and nesting are not ours to mend.
FOREIGN = ("api-docs",)
# Targets of 24 px, WCAG 2.2, are off unless asked for; what passes need not be told apart.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
LOOKS = [(1280, "light"), (390, "dark")]


def faults(name, page):
    """Return what axe calls serious or critical on a page, and that it is wider than the window."""
    found = []
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        if violation["impact"] in GRAVE or violation["id"] in ALSO:
            places = [place["target"] for place in violation["nodes"]][:3]
            found.append(f"{name}: {violation['id']} at {places}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: scrolls sideways")
    return found


@pytest.fixture
def faults_of(browser, embedded, figure):
    """Visit every state and gather its faults; tell how long that took."""

    def faults_of(states, width, scheme):
        started, found, count = time.monotonic(), [], 0
        look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        for state, page in visit(browser, embedded, states, **look):
            found += faults(state.name, page)
            count += 1
        figure(f"{count} pages at {width} px, {scheme}: {time.monotonic() - started:.0f} s")
        return found

    return faults_of


@pytest.fixture(scope="module")
def stage(embedded, browser) -> Stage:
    return Stage(embedded, browser)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_has_a_serious_fault(embedded, faults_of, width, scheme):
    every = {name: address for name, address in pages(embedded).items() if name not in FOREIGN}
    states = [State(name, "planner", partial(go, address=address)) for name, address in every.items()]
    assert faults_of(states, width, scheme) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_state_of_a_page_has_a_serious_fault(stage, faults_of, width, scheme):
    assert faults_of(all_states(stage), width, scheme) == []
