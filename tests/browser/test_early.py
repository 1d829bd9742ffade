"""On a slow line, before a page's scripts have come: what is clicked, pressed or typed by then is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_planner_flow import create_mission
from tests.browser.test_scenarios import open_sample_result
from tests.browser.test_sheet import add_in_card, answers, card_of, chosen, evidence_fold, open_whole_assessment, saved
from tests.workbench import ready

pytestmark = pytest.mark.browser
EARLY = "Not saved yet: the page is still loading"
# What a page waits for before it shows anything: kept back are all other scripts.
LATER = re.compile(r"/static/.*/(?!theme|early)[^/]*\.js(\?|$)")
SATELLITE = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 200_000}


@contextmanager
def scripts_held_back(page: Page, address: str) -> Iterator[None]:
    """Load a page whose scripts come, or fail to, only when the block is left."""
    held: list[Route] = []
    page.route(LATER, lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    expect(page.locator("footer").first).to_be_visible()
    yield
    assert held, "no script was held back"
    for route in held:
        route.continue_()
    page.unroute(LATER)


def state(card: Locator) -> Locator:
    return card.locator(".rating__answer")


def choose_by_click(page: Page, card: Locator) -> None:
    card.locator("input[name=answer][value='3']").locator("xpath=..").click()


def choose_by_key(page: Page, card: Locator) -> None:
    card.locator("h3").focus()
    page.keyboard.press("3")


WAYS = [choose_by_click, choose_by_key]


@pytest.mark.parametrize("choose", WAYS)
def test_a_level_chosen_before_the_scripts_is_sent(embedded, open_page, choose):
    page = open_page(embedded, "planner")
    name = f"UNEARLY{WAYS.index(choose)}"
    open_whole_assessment(page, name)
    with scripts_held_back(page, page.url):
        choose(page, card_of(page))
        if choose is choose_by_click:
            expect(state(card_of(page))).to_contain_text(EARLY)
        assert answers(embedded, name) == {}
    expect(saved(card_of(page))).to_be_visible()
    assert list(answers(embedded, name).values()) == [("rated", 3.0)]
    page.reload()
    expect(chosen(card_of(page), "3")).to_have_count(1)


@pytest.mark.parametrize("choose", WAYS)
def test_on_a_satellite_link_nothing_is_lost(embedded, open_page, choose):
    page = open_page(embedded, "planner")
    name = f"UNSLOW{WAYS.index(choose)}"
    open_whole_assessment(page, name)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.send("Network.emulateNetworkConditions", SATELLITE)
    page.goto(page.url, wait_until="commit")
    choose(page, card_of(page))
    expect(saved(card_of(page))).to_be_visible()
    assert list(answers(embedded, name).values()) == [("rated", 3.0)]


def test_a_stored_answer_that_is_changed_early_does_not_look_saved(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNEARLYAGAIN")
    choose_by_key(page, card_of(page))
    expect(saved(card_of(page))).to_be_visible()
    with scripts_held_back(page, page.url):
        expect(saved(card_of(page))).to_be_visible()  # it is what stands
        card_of(page).locator("input[name=answer][value='1']").locator("xpath=..").click()
        expect(saved(card_of(page))).to_have_count(0)
        expect(state(card_of(page))).to_contain_text(EARLY)
    expect(saved(card_of(page))).to_be_visible()
    assert list(answers(embedded, "UNEARLYAGAIN").values()) == [("rated", 1.0)]


def test_everything_in_a_card_counts_and_keys_follow_the_focus(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNEARLYALL")
    add_in_card(card_of(page), "Port survey")
    choose_by_key(page, card_of(page))
    expect(evidence_fold(card_of(page))).to_contain_text("1 piece")
    choose_by_key(page, card_of(page, 1))
    expect(saved(card_of(page, 1))).to_be_visible()
    with scripts_held_back(page, page.url):
        first, second = card_of(page), card_of(page, 1)
        evidence_fold(first).click()
        first.get_by_role("checkbox", name=re.compile("Port survey")).uncheck()
        second.get_by_text("Confidence, range and rationale").click()
        second.get_by_label("Rationale").fill("Seen at the port")
        second.get_by_label("High", exact=True).check()
        evidence_fold(second).click()
        second.locator("h3").focus()
        for key in ("j", "4", "j", "2"):
            page.keyboard.press(key)
    for number in range(4):
        expect(saved(card_of(page, number))).to_be_visible()
    expect(card_of(page, 1).get_by_label("Title")).to_be_visible()  # the unfolded evidence came
    ready(page)
    page.reload()
    expect(evidence_fold(card_of(page))).not_to_contain_text("1 piece")
    expect(card_of(page, 1).get_by_label("Rationale")).to_have_value("Seen at the port")
    expect(card_of(page, 1).get_by_label("High", exact=True)).to_be_checked()
    for number, level in ((2, "4"), (3, "2")):
        expect(chosen(card_of(page, number), level)).to_have_count(1)


def test_leaving_early_with_something_unsaved_is_asked_about(embedded, shaky_page):
    page, asked = shaky_page, []
    open_whole_assessment(page, "UNEARLYLEAVE")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with scripts_held_back(page, page.url):
        choose_by_click(page, card_of(page))
        page.get_by_role("link", name="Method").first.click(no_wait_after=True)
        expect(state(card_of(page))).to_contain_text(EARLY)
        assert page.evaluate("document.documentElement.dataset.scripts") == "loading"
    expect(saved(card_of(page))).to_be_visible()
    assert asked == ["beforeunload"]


def test_where_a_script_never_comes_the_form_has_its_button(embedded, shaky_page):
    page = shaky_page
    open_whole_assessment(page, "UNEARLYFAILED")
    button = card_of(page).get_by_role("button", name="Save answer").first
    expect(button).to_be_hidden()
    page.route(re.compile(r"/sheet[^/]*\.js"), lambda route: route.abort())
    page.route(re.compile(r"/htmx[^/]*\.js"), lambda route: route.abort())
    page.reload()
    choose_by_click(page, card_of(page))
    expect(state(card_of(page))).to_contain_text("Not saved: the page did not load whole")
    button.click()
    expect(page).to_have_url(re.compile("#"))
    expect(chosen(card_of(page), "3")).to_have_count(1)
    assert list(answers(embedded, "UNEARLYFAILED").values()) == [("rated", 3.0)]


def test_what_a_browser_fills_in_again_never_overwrites_a_newer_answer(embedded, open_page):
    """Reloaded, a page shows what is stored, and sends nothing."""
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNEARLYOLD")
    choose_by_key(page, card_of(page))
    expect(saved(card_of(page))).to_be_visible()
    # As a browser does that heeds no autocomplete="off": fields are filled in while the page arrives, without an event
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " for (const old of document.querySelectorAll('input[name=answer][value=\"0\"]')) old.checked = true })"
    )
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.reload()
    ready(page)
    expect(chosen(card_of(page), "3")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert sent == []
    assert list(answers(embedded, "UNEARLYOLD").values()) == [("rated", 3.0)]


def filter_missions(page: Page) -> None:
    filters = page.get_by_role("form", name="Filter missions")
    filters.locator("input[name=q]").fill("UNMOSA")
    filters.get_by_role("button", name="Apply").click()
    expect(page.locator("table.heat tbody tr")).to_have_count(1)


def add_evidence(page: Page) -> None:
    page.get_by_label("Title").fill("Court file, early")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("Court file, early").first).to_be_visible()


def add_person(page: Page) -> None:
    page.get_by_label("Sign-in name").fill("colleague")
    page.get_by_label("Role", exact=True).select_option("assessor")
    page.get_by_role("button", name="Add person").click()
    expect(page.get_by_text("can now see this mission")).to_be_visible()


def make_scenario(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Ports held early")
    page.locator("details.fold summary").first.click()
    page.get_by_label("In the scenario").first.select_option(index=1)
    page.get_by_role("button", name="Create and score").click()
    expect(page.get_by_role("heading", name="Ports held early", level=1)).to_be_visible()


@pytest.mark.parametrize("kind", ["filters", "evidence", "people", "scenario"])
def test_a_form_that_is_sent_early_does_its_work(embedded, open_page, kind):
    page = open_page(embedded, "planner")
    page.route(LATER, lambda route: None)  # they never come
    place, send = open_form(page, kind)
    page.goto(place, wait_until="commit")
    send(page)


def open_form(page: Page, kind: str) -> tuple[str, Callable[[Page], None]]:
    """Return the address of a form, and what sends it."""
    if kind == "filters":
        return "/", filter_missions
    if kind == "people":
        create_mission(page, "UNEARLYPEOPLE")
        return f"{page.url}people/", add_person
    open_sample_result(page)
    return page.url + ("evidence/", "scenarios/new/")[kind == "scenario"], (
        add_evidence if kind == "evidence" else make_scenario
    )


def test_the_appearance_is_offered_only_when_it_can_be_chosen_and_then_holds(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNEARLYTHEME")
    page.locator("summary", has_text="Account").click()
    dark = page.locator("[data-theme-value=dark]").first
    with scripts_held_back(page, page.url):
        page.locator("summary", has_text="Account").click()
        expect(dark).to_be_hidden()
    ready(page)
    dark.click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
