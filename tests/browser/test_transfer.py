"""How much goes over the wire, asked of Chromium itself: what a planner on a satellite link waits for."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

pytestmark = pytest.mark.browser
KB = 1000


class Wire:
    """Counts the bytes that a page's requests take as they come: compressed, headers included, none from a cache."""

    def __init__(self, page: Page) -> None:
        self.page, self.cdp = page, page.context.new_cdp_session(page)
        self.bytes: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        self.cdp.send("Network.enable")
        self.cdp.on("Network.requestWillBeSent", self._sent)
        self.cdp.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "?")
        self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])

    def load(self, address: str, without: str = "never in an address") -> int:
        """Load a page and return the bytes of everything but what carries `without` in its address."""
        self.bytes = {}
        self.page.goto(address, wait_until="networkidle")
        return sum(size for url, size in self.bytes.items() if without not in url)

    def forget(self) -> None:
        """Let the browser be one that was never here."""
        cdp: CDPSession = self.cdp
        cdp.send("Network.clearBrowserCache")


@pytest.fixture
def number(embedded) -> int:
    """The sample assessment with every indicator rated."""
    sql = (
        "SELECT a.id FROM assessments_assessment a JOIN missions_mission m ON m.id = a.mission_id "
        "WHERE m.code = 'unmosa' AND a.state = 'draft'"
    )
    return int(embedded.site.query(sql)[0][0])


def test_the_sheet_and_the_result_stay_small(embedded, open_page, number, figure):
    page = open_page(embedded, "planner")
    wire, sheet = Wire(page), f"/assessments/{number}/sheet/"
    largest = 0
    for interface in page.request.get("/api/v1/interfaces/").json()["results"]:
        wire.forget()
        largest = max(largest, wire.load(f"{sheet}?interface={interface['code']}"))
    assert any("htmx" in address for address in wire.bytes), wire.bytes
    again = wire.load(sheet)
    wire.forget()
    result = wire.load(f"/assessments/{number}/", without="plotly")
    figure(
        f"transferred: sheet {largest / KB:.1f} KB at first (largest of 7 interfaces), {again / KB:.1f} KB again; "
        f"result {result / KB:.1f} KB before charts"
    )
    assert 0 < largest <= 150 * KB
    assert 0 < again <= 30 * KB
    assert 0 < result <= 150 * KB


def test_static_files_are_compressed_and_kept_for_ever(embedded, open_page, number):
    page = open_page(embedded, "planner")
    page.goto(f"/assessments/{number}/sheet/")
    files = page.locator("link[rel=stylesheet], link[rel=modulepreload], script[src]").evaluate_all(
        "all => all.map(e => e.href || e.src)"
    )
    assert len(files) > 8
    for address in files:
        asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked, timeout=5) as answer:
            assert "immutable" in answer.headers["Cache-Control"], address
            whole = int(answer.headers["Content-Length"])
            assert answer.headers.get("Content-Encoding") == "gzip" or whole < 400, address
