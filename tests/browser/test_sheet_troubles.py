"""What can go wrong while somebody rates: access ends, the session ends, a round is revealed, a page is reloaded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_planner_flow import create_mission, rate
from tests.browser.test_rounds import add_assessor, open_private
from tests.browser.test_sheet import answers, card_of, chosen, open_whole_assessment, saved
from tests.workbench import ready, until

pytestmark = pytest.mark.browser
RETRIES = 6_000  # ms; the page tries again every 4 s


def test_who_is_taken_off_the_mission_is_told_and_nothing_is_tried_again(embedded, open_page, shaky_page):
    lead, page = open_page(embedded, "colleague"), shaky_page
    open_whole_assessment(lead, "UNGONE")
    sheet = lead.url
    lead.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="UNGONE", exact=True).click()
    add_assessor(lead, "planner")
    page.goto(sheet)
    ready(page)
    lead.locator("li", has_text="Paula Planner").get_by_role("button", name="Remove").click()
    expect(lead.get_by_text("no longer sees this mission")).to_be_visible()

    card_of(page).locator("h3").focus()
    page.keyboard.press("3")
    expect(card_of(page).locator(".rating__answer")).to_contain_text("you may no longer rate here")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.wait_for_timeout(RETRIES)
    assert sent == []
    expect(chosen(card_of(page), "3")).to_have_count(1)


def test_who_is_signed_out_finds_the_way_to_sign_in(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNLINK")
    page.context.clear_cookies(name="sessionid")
    card_of(page).locator("h3").focus()
    page.keyboard.press("3")
    with page.context.expect_page() as opened:
        card_of(page).get_by_role("link", name="Sign in in another tab").click()
    expect(opened.value.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(chosen(card_of(page), "3")).to_have_count(1)


def test_a_reveal_while_somebody_writes_is_named(embedded, open_page):
    lead, colleague = open_page(embedded, "planner"), open_page(embedded, "colleague")
    create_mission(lead, "UNWHILE")
    add_assessor(lead, "colleague")
    assessment = open_private(lead, "UNWHILE")
    rate(lead, 0, 1)
    colleague.goto(f"{assessment}/sheet/")
    rate(colleague, 0, 4)
    lead.goto(f"{assessment}/round/reveal/")
    lead.get_by_role("button", name="Reveal ratings and begin round 2").click()
    card_of(colleague).locator("h3").focus()
    colleague.keyboard.press("2")
    expect(card_of(colleague).get_by_role("alert")).to_contain_text("The first round was revealed while you wrote")
    card_of(colleague).get_by_role("button", name="Save mine").click()
    expect(saved(card_of(colleague))).to_be_visible()
    colleague.reload()
    expect(chosen(card_of(colleague), "2")).to_have_count(1)


def test_a_range_leaves_with_its_level(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNDROP")
    first = card_of(page)
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Lowest plausible level").fill("3")
    first.locator("h3").focus()
    page.keyboard.press("3")
    expect(saved(first)).to_be_visible()
    page.keyboard.press("?")
    expect(first).to_contain_text("The plausible range was taken out")
    expect(first.get_by_label("Lowest plausible level")).to_have_value("")


def test_the_panel_says_what_it_does_not_count(shaky_page):
    page = shaky_page
    open_whole_assessment(page, "UNCOUNT")
    told = page.locator("#score-panel").get_by_text("Without what is not saved yet")
    expect(told).to_be_hidden()
    page.route(re.compile("/ratings/"), lambda route: route.abort("connectionreset"))
    card_of(page).locator("h3").focus()
    page.keyboard.press("2")
    expect(told).to_be_visible()
    page.unroute(re.compile("/ratings/"))
    expect(saved(card_of(page))).to_be_visible()
    expect(told).to_be_hidden()


def test_the_way_on_leads_to_what_was_refused(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNSTUCK")
    cards = page.locator("article.indicator").count()
    for number in range(cards):
        card_of(page, number).locator("h3").focus()
        page.keyboard.press("2")
        expect(saved(card_of(page, number))).to_be_visible()
    first = card_of(page)
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Lowest plausible level").fill("4")
    expect(first.get_by_role("alert")).to_contain_text("above the best estimate")
    card_of(page, cards - 1).locator("h3").focus()
    page.keyboard.press("o")
    expect(first.locator("h3")).to_be_focused()


def test_a_reload_while_an_answer_is_on_its_way_makes_no_conflict_with_oneself(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNRELOAD")
    first = card_of(page)
    held = []
    page.route(re.compile("/ratings/"), lambda route: held.append(route), times=1)
    page.on("dialog", lambda dialog: dialog.accept())
    first.locator("h3").focus()
    page.keyboard.press("2")
    expect(first).to_contain_text("Saving")
    until(page, lambda: held)
    request = held[0].request
    page.reload()
    late = page.context.request.post(
        request.url, data=request.post_data, headers={**request.all_headers(), "content-length": ""}
    )
    assert late.status == 200
    expect(chosen(card_of(page), "2")).to_have_count(1)
    card_of(page).locator("h3").focus()
    page.keyboard.press("4")
    expect(saved(card_of(page))).to_be_visible()
    assert list(answers(embedded, "UNRELOAD").values()) == [("rated", 4.0)]


def test_settling_a_conflict_and_taking_back_leave_the_focus_in_the_card(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNFOCUS")
    first = card_of(page)
    in_card = "id => document.activeElement.closest('article.indicator')?.id === id"
    for level, settle in (
        ("1", first.get_by_role("link", name="Keep what is stored")),
        ("2", first.get_by_role("button", name="Save mine")),
    ):
        other = page.context.new_page()
        other.goto(page.url)
        card_of(other).locator("h3").focus()
        other.keyboard.press("4" if level == "1" else "3")
        expect(saved(card_of(other))).to_be_visible()
        other.close()
        first.locator("h3").focus()
        page.keyboard.press(level)
        settle.focus()
        page.keyboard.press("Enter")
        expect(settle).to_have_count(0)
        page.wait_for_function(in_card, arg=first.get_attribute("id"))
    expect(saved(first)).to_be_visible()
    first.get_by_role("button", name="Take answer back").focus()
    page.keyboard.press("Enter")
    expect(first).to_contain_text("Not yet rated")
    page.wait_for_function(in_card, arg=first.get_attribute("id"))
