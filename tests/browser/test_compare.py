"""From the portfolio to a comparison by its address, with and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.workbench import reload_until

pytestmark = pytest.mark.browser


def dates_of(page: Page, mission: str) -> list[str]:
    """Return the numbers of a mission's scored assessments, as its page offers them for comparison."""
    page.goto(f"/missions/{mission}/")
    boxes = page.locator("input[name=a]")
    reload_until(page, boxes.nth(1))  # the samples are scored by the worker in the background
    expect(boxes).to_have_count(2)
    return [box.get_attribute("value") or "" for box in boxes.all()]


def test_a_comparison_is_chosen_kept_in_its_address_and_drawn(embedded, open_page):
    page = open_page(embedded, "planner")
    page.goto("/?sort=-risk")
    reload_until(page, page.locator("input[name=a]").nth(2))  # the samples are scored by the worker in the background
    page.get_by_label("Choose for comparison: UNMOSA").check()
    page.get_by_label("Choose for comparison: UNAMVE").check()
    page.get_by_role("button", name=re.compile("^Compare chosen")).click()
    expect(page).to_have_url(re.compile(r"/compare/\?a=\d+&a=\d+$"))
    expect(page.get_by_role("heading", name="Compare", level=1)).to_be_visible()
    expect(page.locator("table.compare").first.locator("tbody tr")).to_have_count(4)
    lengths = page.locator("table.compare .ibar").evaluate_all("bars => bars.map((bar) => bar.clientWidth)")
    assert len(set(lengths)) == 1  # one scale, one length, in every column of every table
    figure = page.locator("figure.chart")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".main-svg").first).to_be_visible()

    again = open_page(embedded, "colleague")
    again.goto(page.url)
    expect(again.locator(".compare-key li")).to_have_count(2)
    stranger = open_page(embedded, "outsider")
    assert stranger.request.get(page.url).status == 404


def test_two_dates_are_compared_without_a_script(embedded, open_page):
    page = open_page(embedded, "planner", java_script_enabled=False)
    assert len(dates_of(page, "unmosa")) == 2
    for box in page.locator("input[name=a]").all():
        box.check()
    page.get_by_role("button", name="Compare chosen dates").click()
    expect(page).to_have_url(re.compile(r"/compare/\?a=\d+&a=\d+$"))
    expect(page.get_by_role("heading", name="The seven interfaces")).to_be_visible()
    expect(page.locator("table.compare").nth(1).locator("tbody tr")).to_have_count(7)


@pytest.mark.parametrize("width", [320, 390, 640])
def test_no_title_of_a_card_breaks_inside_a_word(embedded, open_page, width):
    page = open_page(embedded, "planner")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(".heat__cell::before { overflow-wrap: normal !important; }");
      document.adoptedStyleSheets = [sheet];
    }""")
    wide = "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.dataset.label)"
    assert page.locator(".heat__cell").count() > 20
    assert page.locator(".heat__cell").evaluate_all(wide) == []
