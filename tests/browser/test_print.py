"""On paper: every chart drawn, in light colours, nothing cut, the marking on each sheet."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from tests.workbench import ready, reload_until, until

pytestmark = pytest.mark.browser
# An A4 sheet between margins of 16 mm, at 96 dots an inch.
PAPER = {"width": 672, "height": 1000}
CUT = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.checkVisibility())
  .filter((each) => !each.closest(".visually-hidden, pattern, symbol, .chart__canvas"))
  .map((each) => each.outerHTML.slice(0, 120))"""


def open_result(page: Page) -> None:
    page.get_by_role("link", name="UNMOSA").first.click()
    page.locator("a[href^='/assessments/']").first.click()
    expect(page.get_by_role("heading", name="Mission risk", exact=True)).to_be_visible()
    ready(page)


def open_comparison(page: Page) -> None:
    page.goto("/missions/unmosa/")
    boxes = page.locator("input[name=a]")
    reload_until(page, boxes.nth(1))  # the samples are scored by the worker in the background
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Compare chosen dates").click()
    expect(page.get_by_role("heading", name="Compare", level=1)).to_be_visible()
    ready(page)


# How to get to a page with charts, how many there are, and the sheets of paper it takes at least.
CHARTED = {"result": (open_result, 2, 4), "portfolio": (lambda page: None, 1, 1), "compare": (open_comparison, 1, 2)}


@pytest.mark.parametrize("kind", CHARTED)
def test_the_button_draws_every_chart_before_it_prints(embedded, open_page, kind):
    open_kind, least_charts, least_sheets = CHARTED[kind]
    page = open_page(embedded, "planner", color_scheme="dark")
    page.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes' }")
    page.reload()
    open_kind(page)
    page.get_by_role("button", name="Print").click()
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")
    charts = page.locator("figure.chart")
    expect(charts.nth(least_charts - 1)).to_be_attached()
    for chart in charts.all():
        expect(chart.locator(".main-svg").first).to_be_attached()
    sheets = page.pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", sheets)) >= least_sheets


@pytest.mark.parametrize("kind", CHARTED)
def test_printed_at_once_an_undrawn_chart_leaves_its_summary_and_no_hole(embedded, open_page, kind):
    page = open_page(embedded, "planner")
    page.route(re.compile(r"\.json"), lambda route: None)  # the drawing never comes
    page.reload()
    CHARTED[kind][0](page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for chart in page.locator("figure.chart").all():
        expect(chart.locator(".chart__summary")).to_be_visible()
        expect(chart.locator(".chart__canvas")).to_be_hidden()
        expect(chart.locator(".chart__state")).to_be_hidden()
    expect(page.locator(".page__address")).to_have_text(page.url)
    for pressed in ("button", "input[type=checkbox]"):
        assert not [each for each in page.locator(f"main {pressed}").all() if each.is_visible()]


@pytest.mark.parametrize("kind", ["result", "node", "sheet", "glossary"])
def test_no_part_of_a_page_is_cut_on_paper(embedded, open_page, kind):
    page = open_page(embedded, "planner", viewport=PAPER)
    open_result(page)
    if kind == "node":
        page.locator("a.number").first.click()
        page.wait_for_url("**/nodes/**")
    elif kind == "sheet":
        page.get_by_role("link", name=re.compile("Continue rating|Scoring sheet")).first.click()
        page.wait_for_url("**/sheet/**")
    elif kind == "glossary":
        page.goto("/glossary/")
    ready(page).emulate_media(media="print")
    with suppress(TimeoutError):  # it takes a moment until the window has the paper's width
        until(page, lambda: page.evaluate(CUT) == [])
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for marking in page.locator(".marking").all():
        expect(marking).to_be_visible()
    expect(page.locator(".topbar")).to_be_hidden()


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["script", "no-script"])
def test_a_printed_result_opens_what_it_is_defended_with(embedded, open_page, java_script_enabled):
    """Ratings with their sources and the indicators beyond the first ten stand on paper, whatever was open."""
    page = open_page(embedded, "planner", java_script_enabled=java_script_enabled)
    open_result(page)
    folds = page.locator("details[data-print-open]")
    expect(folds.nth(7)).to_be_attached()
    inside = page.locator("details.ratings .answer")
    expect(inside.first).to_be_hidden()
    page.emulate_media(media="print")
    expect(inside.first).to_be_visible()
    expect(inside.last).to_be_visible()
    page.emulate_media(media="screen")
    if java_script_enabled:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details[data-print-open]:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[data-print-open][open]").count() == 0
