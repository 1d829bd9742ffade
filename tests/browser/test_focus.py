"""By keyboard alone: every stop of the Tab key is on the screen, uncovered and ringed; errors take the focus."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import JSHandle, Page, TimeoutError, expect

from tests.workbench import ready

pytestmark = pytest.mark.browser
MOST_STOPS = 400
SETTLED = 2000  # ms
# What is wrong with where the focus is: out of the window, under something else, or without a ring of 2 px; null when
# it left the page or came round. The parts of a date share their field; a choice on the sheet is ringed with its row.
FAULT = """(seen) => {
  const focused = document.activeElement;
  if (!focused || focused === document.body || (seen.has(focused) && focused !== seen.last)) return null;
  seen.add(focused);
  seen.last = focused;
  const places = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const at = [...focused.getClientRects()]  // a link may run over two lines, a table over many windows
    .map((box) => [Math.max(box.left, 0), Math.max(box.top, 0),
      Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)])
    .filter(([left, top, right, bottom]) => left < right && top < bottom)
    .flatMap(([left, top, right, bottom]) =>
      places.map(([x, y]) => [left + (right - left) * x, top + (bottom - top) * y]));
  const own = [focused, ...(focused.labels || [])];
  const isShown = ([x, y]) => {
    const found = document.elementFromPoint(x, y);
    return own.some((each) => each.contains(found));
  };
  const isRinged = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const faults = [
    at.length || "out of the window",
    !at.length || at.some(isShown) || "covered",
    [focused, focused.closest(".rung")].some((each) => each && isRinged(each)) || "no ring",
  ].filter((each) => typeof each === "string");
  return faults.length ? `${faults.join(", ")}: ${focused.outerHTML.slice(0, 90)}` : "";
}"""


def what_stays(page: Page, seen: JSHandle, fault: str) -> str:
    """Return the fault, "" if it goes by itself: on a busy machine the page is drawn after the focus has moved."""
    try:
        page.wait_for_function(f"(seen) => !({FAULT})(seen)", arg=seen, timeout=SETTLED)
    except TimeoutError:
        return fault
    return ""


def walk(page: Page, key: str) -> list[str]:
    """Press the key until the focus has been everywhere; return the stops, each with its fault or an empty text."""
    stops: list[str] = []
    seen = page.evaluate_handle("new Set()")
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        fault = page.evaluate(FAULT, seen)
        if fault is None:
            return stops
        stops.append(fault and what_stays(page, seen, fault))
    raise AssertionError(f"the focus does not come round {page.url} within {MOST_STOPS} stops")


def open_place(page: Page, place: str) -> None:
    page.goto(place if place.startswith("/") else "/missions/unmosa/")
    if not place.startswith("/"):
        page.get_by_role("main").get_by_role("link", name=place, exact=True).first.click()
        page.wait_for_url(re.compile("/assessments/"))
    ready(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("place", ["Scoring sheet", "Result", "/", "/missions/new/"])
def test_every_stop_is_seen(embedded, open_page, place, width):
    page = open_page(embedded, "planner", viewport={"width": width, "height": 700})
    open_place(page, place)
    there = walk(page, "Tab")
    assert [fault for fault in there if fault] == []
    assert len(there) > 15
    page.locator("footer a").last.focus()
    back = walk(page, "Shift+Tab")
    assert [fault for fault in back if fault] == []
    assert len(back) >= len(there) - 1  # caught nowhere on the way


def test_the_skip_link_is_first_and_leads_past_the_navigation(embedded, open_page):
    page = open_page(embedded, "planner")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_an_error_in_a_form_takes_the_focus_to_its_summary(embedded, open_page):
    page = open_page(embedded, "planner")
    page.goto("/missions/new/")
    page.get_by_label("Name", exact=True).fill("UNERROR")
    page.get_by_role("button", name="Create mission").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary :focus")).to_have_count(0)
    expect(page.get_by_label("Name", exact=True)).to_have_value("UNERROR")
