"""The scoring sheet as a place of work: keys alone, a lost connection, evidence in the card, two windows, no script."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_planner_flow import create_mission
from tests.workbench import Workbench, pace, ready, until

pytestmark = pytest.mark.browser
ALL = 49
KEYS = "01234"
OTHER_ANSWERS = {"?": ("unknown", None), "n": ("not-applicable", None)}


def open_whole_assessment(page: Page, name: str) -> None:
    """Open an assessment that looks back on the whole mission: it asks every indicator."""
    create_mission(page, name)
    page.get_by_role("link", name="Open assessment").first.click()
    page.get_by_label("Whole mission, looking back").check()
    page.get_by_role("button", name="Open assessment").click()
    expect(page.get_by_role("heading", name="Scoring sheet")).to_be_visible()
    ready(page)


def card_of(page: Page, number: int = 0) -> Locator:
    return page.locator("article.indicator").nth(number)


def saved(card: Locator) -> Locator:
    return card.locator(".rating__answer .saving--saved")


def chosen(card: Locator, answer: str) -> Locator:
    return card.locator(f"input[name=answer][value='{answer}']:checked")


def evidence_fold(card: Locator) -> Locator:
    return card.locator("details.evidence > summary")


def answers(workbench: Workbench, mission: str) -> dict[str, tuple[str, float | None]]:
    rows = workbench.site.query(
        "SELECT i.code, r.answer, r.best FROM assessments_rating r "
        "JOIN interfaces_indicator i ON i.id = r.indicator_id "
        "JOIN assessments_assessment a ON a.id = r.assessment_id "
        f"JOIN missions_mission m ON m.id = a.mission_id WHERE m.name = '{mission}'"
    )
    return {code: (answer, best) for code, answer, best in rows}


def test_all_indicators_are_scored_by_keyboard_alone(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNKEYS")
    page.locator("#sheet-jump a").focus()
    page.keyboard.press("Enter")
    expected: dict[str, tuple[str, float | None]] = {}
    for number in range(ALL):
        focused = page.evaluate("document.activeElement.closest('article.indicator')?.id")
        assert focused, f"the focus is in no indicator after {number}"
        assert focused not in expected
        key = "?" if number == 10 else "n" if number == 20 else KEYS[number % 5]
        page.keyboard.press(key)
        expected[focused] = OTHER_ANSWERS.get(key) or ("rated", float(key))
        if number < ALL - 1:
            page.keyboard.press("o")
            page.wait_for_function("id => document.activeElement.closest('article.indicator')?.id !== id", arg=focused)
            page.wait_for_function("() => document.activeElement.closest('article.indicator')")
    expect(page.locator("#sheet-jump")).to_contain_text("Everything is answered")
    for state in ("saving", "failed"):
        expect(page.locator(f"article.indicator .saving--{state}")).to_have_count(0)
    assert answers(embedded, "UNKEYS") == expected


def test_answers_saved_at_once_leave_no_old_way_on(embedded, open_page):
    """The answer to the last save comes before the one to the first, and says that the first is still open."""
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNATONCE")
    cards = page.locator("article.indicator").count()
    for number in range(cards - 2):
        card_of(page, number).locator("h3").focus()
        page.keyboard.press("2")
        expect(saved(card_of(page, number))).to_be_visible()
    held: list[Route] = []
    page.route(re.compile("/ratings/"), lambda route: held.append(route), times=1)
    card_of(page, cards - 2).locator("h3").focus()
    page.keyboard.press("2")
    until(page, lambda: held)
    card_of(page, cards - 1).locator("h3").focus()
    page.keyboard.press("2")
    expect(saved(card_of(page, cards - 1))).to_be_visible()
    old = page.locator("#sheet-jump").inner_html()
    answer = held[0].fetch()
    held[0].fulfill(
        response=answer,
        body=re.sub(r'(<p [^>]*id="sheet-jump"[^>]*>).*?</p>', rf"\g<1>{old}</p>", answer.text(), flags=re.DOTALL),
    )
    expect(saved(card_of(page, cards - 2))).to_be_visible()
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(r"interface=[\w-]+"))
    expect(page.locator("#sheet-tabs [aria-current=page]")).to_contain_text("2.")


def test_keys_move_between_indicators_and_leave_text_alone(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNMOVE")
    page.keyboard.press("3")
    expect(page.locator("input[name=answer]:checked")).to_have_count(0)  # the focus is in no card
    first, second = card_of(page, 0), card_of(page, 1)
    first.locator("h3").focus()
    page.keyboard.press("ArrowDown")
    expect(second.locator("h3")).to_be_focused()
    page.keyboard.press("k")
    expect(first.locator("h3")).to_be_focused()
    page.keyboard.press("2")
    expect(chosen(first, "2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(chosen(first, "3")).to_be_focused()
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Rationale").press_sequentially("jn 4 ports?")
    expect(first.get_by_label("Rationale")).to_have_value("jn 4 ports?")
    expect(chosen(first, "3")).to_have_count(1)
    page.get_by_text("Keyboard", exact=True).click()
    expect(page.get_by_text("Choose this level")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Choose this level")).to_be_hidden()
    expect(saved(first)).to_be_visible()


def test_what_is_typed_is_saved_within_two_seconds(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNTYPE")
    first, promised = card_of(page), max(2, 10 * pace(page))
    first.locator("h3").focus()
    page.keyboard.press("3")
    expect(saved(first)).to_be_visible()
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Lowest plausible level").fill("2")
    first.get_by_label("Rationale").press_sequentially("Seen")
    started = time.monotonic()
    sql = "SELECT count(*) FROM assessments_rating WHERE rationale = 'Seen' AND lowest = 2"
    while embedded.site.query(sql) == [(0,)]:
        assert time.monotonic() - started < promised
        page.wait_for_timeout(50)
    expect(first.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_a_lost_connection_loses_nothing(embedded, shaky_page):
    page, context = shaky_page, shaky_page.context
    open_whole_assessment(page, "UNLOST")
    first, second, third = (card_of(page, number) for number in range(3))
    first.locator("h3").focus()
    page.keyboard.press("1")
    expect(saved(first)).to_be_visible()

    context.set_offline(True)
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Rationale").press_sequentially("Typed while offline")
    expect(first.locator(".rating__answer")).to_contain_text("Your entry is kept here and tried again")
    second.locator("h3").focus()
    page.keyboard.press("3")
    page.keyboard.press("4")
    third.locator("h3").focus()
    page.keyboard.press("?")
    for card in (second, third):
        expect(card.locator(".rating__answer")).to_contain_text("tried again")
    assert len(answers(embedded, "UNLOST")) == 1

    context.set_offline(False)
    for card in (first, second, third):
        expect(saved(card)).to_be_visible()
    page.reload()
    expect(card_of(page).get_by_label("Rationale")).to_have_value("Typed while offline")
    for number, answer in enumerate(("1", "4", "unknown")):
        expect(chosen(card_of(page, number), answer)).to_have_count(1)


def test_an_answer_that_was_stored_but_whose_reply_was_lost_is_no_conflict(embedded, shaky_page):
    page = shaky_page
    open_whole_assessment(page, "UNREPLY")
    lost = []

    def lose_the_reply(route):
        route.fetch()
        lost.append(route.request.url)
        route.abort("connectionreset")

    page.route(re.compile("/ratings/"), lose_the_reply, times=1)
    first = card_of(page)
    first.locator("h3").focus()
    page.keyboard.press("2")
    expect(first.locator(".rating__answer")).to_contain_text("tried again")
    assert lost
    assert len(answers(embedded, "UNREPLY")) == 1
    expect(saved(first)).to_be_visible()
    page.keyboard.press("3")
    expect(saved(first)).to_be_visible()
    assert list(answers(embedded, "UNREPLY").values()) == [("rated", 3.0)]


def test_leaving_with_something_unsaved_is_asked_about(shaky_page):
    page, asked = shaky_page, []
    open_whole_assessment(page, "UNLEAVE")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    card_of(page).locator("h3").focus()
    page.keyboard.press("2")
    expect(card_of(page).locator(".rating__answer")).to_contain_text("tried again")
    page.get_by_role("link", name="Method").first.click()
    until(page, lambda: asked)
    assert asked == ["beforeunload"]
    expect(chosen(card_of(page), "2")).to_have_count(1)


def add_in_card(card: Locator, title: str) -> None:
    evidence_fold(card).click()
    card.get_by_label("Title").fill(title)
    card.get_by_label("Reliability of the source").select_option("B")
    card.get_by_label("Credibility of the information").select_option("2")
    card.get_by_role("button", name="Add evidence").click()
    expect(card.get_by_role("checkbox", name=re.compile(title))).to_be_checked()


def test_evidence_is_entered_in_one_card_and_used_in_another(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNPROOF")
    first, second = card_of(page, 0), card_of(page, 1)
    add_in_card(first, "Port survey")
    expect(first).to_contain_text("Choose a level to save this")
    first.locator("h3").focus()
    page.keyboard.press("3")
    expect(evidence_fold(first)).to_contain_text("1 piece")
    second.locator("h3").focus()
    page.keyboard.press("1")
    evidence_fold(second).click()
    second.get_by_role("checkbox", name=re.compile("Port survey")).check()
    expect(evidence_fold(second)).to_contain_text("1 piece")
    page.reload()
    for card in (card_of(page, 0), card_of(page, 1)):
        evidence_fold(card).click()
        box = card.get_by_role("checkbox", name=re.compile("Port survey"))
        expect(box).to_be_checked()
    expect(card_of(page).locator(".grade abbr").first).to_have_text("B2")


def test_two_versions_stand_side_by_side_until_one_is_chosen(embedded, open_page):
    mine = open_page(embedded, "planner")
    open_whole_assessment(mine, "UNSIDES")
    theirs = open_page(embedded, "planner")
    theirs.goto(mine.url)
    card_of(theirs).locator("h3").focus()
    theirs.keyboard.press("4")
    add_in_card(card_of(theirs), "Border log")
    expect(evidence_fold(card_of(theirs))).to_contain_text("1 piece")
    card_of(theirs).get_by_text("Confidence, range and rationale").click()
    with theirs.expect_response(re.compile("/ratings/")):
        card_of(theirs).get_by_label("Rationale").fill("Seen by the border post")
    expect(saved(card_of(theirs))).to_be_visible()

    card_of(mine).locator("h3").focus()
    mine.keyboard.press("1")
    stored, own = card_of(mine).locator(".version").nth(0), card_of(mine).locator(".version").nth(1)
    for words in ("4 severe", "Seen by the border post", "Border log (B2)"):
        expect(stored).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
        expect(own).not_to_contain_text(words)
    expect(own).to_contain_text("1 limited")
    stored.get_by_role("link", name="Keep what is stored").click()
    expect(chosen(card_of(mine), "4")).to_have_count(1)
    expect(card_of(mine).get_by_label("Rationale")).to_have_value("Seen by the border post")
    card_of(mine).locator("h3").focus()
    mine.keyboard.press("2")
    expect(saved(card_of(mine))).to_be_visible()
    assert list(answers(embedded, "UNSIDES").values()) == [("rated", 2.0)]


def test_a_level_outside_the_range_opens_the_range(embedded, open_page):
    page = open_page(embedded, "planner")
    open_whole_assessment(page, "UNRANGE")
    first = card_of(page)
    first.locator("h3").focus()
    page.keyboard.press("3")
    first.get_by_text("Confidence, range and rationale").click()
    with page.expect_response(re.compile("/ratings/")):
        first.get_by_label("Lowest plausible level").fill("2")
    expect(saved(first)).to_be_visible()
    first.get_by_text("Confidence, range and rationale").click()
    first.locator("h3").focus()
    page.keyboard.press("1")
    expect(first.get_by_role("alert")).to_contain_text("above the best estimate")
    expect(first.get_by_label("Lowest plausible level")).to_be_visible()


def test_without_a_script_range_evidence_and_conflict_work(embedded, open_page):
    page = open_page(embedded, "planner", java_script_enabled=False)
    open_whole_assessment(page, "UNBARE")
    sheet = page.url
    page.locator("#sheet-jump a").click()
    first = card_of(page)
    first.locator("input[name=answer][value='3']").check()
    first.get_by_role("button", name="Save answer").first.click()
    evidence_fold(card_of(page)).click()
    card_of(page).get_by_role("link", name="Choose or add evidence").click()
    page.get_by_label("Title").fill("Court file")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("checkbox", name=re.compile("Court file"))).to_be_checked()

    other = page.context.new_page()
    other.goto(sheet)
    page.goto(sheet)
    card_of(other).locator("input[name=answer][value='4']").check()
    card_of(other).get_by_role("button", name="Save answer").first.click()
    card_of(page).locator("input[name=answer][value='1']").check()
    card_of(page).get_by_role("button", name="Save answer").first.click()
    expect(page.locator(".version")).to_have_count(2)
    expect(page.locator(".version").first).to_contain_text("Court file")
    page.get_by_role("button", name="Save mine").click()
    expect(chosen(card_of(page), "1")).to_have_count(1)
    evidence_fold(card_of(page)).click()
    expect(card_of(page).get_by_role("checkbox", name=re.compile("Court file"))).to_be_checked()
