"""Every page, light and dark, wide and narrow: axe finds nothing serious, and nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.screenshots import pages

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
# Swagger UI's own page: its contrast and nesting are not ours to mend.
FOREIGN = ("api-docs",)
# Off unless asked for: WCAG 2.2's targets of 24 px.
OPTIONS = {"rules": {"target-size": {"enabled": True}}}
SIGNED_OUT = {"sign-in": "/sign-in/", "method": "/method/", "not-found": "/no-such-page/"}


def faults(page, addresses):
    """Return what axe calls serious or critical, and pages wider than the window."""
    axe, found = Axe(), []
    for name, address in addresses.items():
        page.goto(address)
        for violation in axe.run(page, options=OPTIONS).response["violations"]:
            if violation["impact"] in GRAVE:
                places = [place["target"] for place in violation["nodes"]][:3]
                found.append(f"{name}: {violation['id']} at {places}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: scrolls sideways")
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_page_has_a_serious_fault(embedded, browser, open_page, width, scheme, signed_in):
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    every = {name: address for name, address in pages(embedded).items() if name not in FOREIGN}
    addresses = every if signed_in else SIGNED_OUT
    # The page that is not there complains on the console, as it should: a context without the watch for that.
    signed = open_page(embedded, "planner" if signed_in else "", **look)
    context = browser.new_context(base_url=embedded.url, storage_state=signed.context.storage_state(), **look)
    try:
        assert faults(context.new_page(), addresses) == []
    finally:
        context.close()
