"""Two people who share a browser: a page of the one that stayed open writes nothing in the other's name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_review import add_member
from tests.browser.test_sheet import answers, card_of, evidence_fold, open_whole_assessment, saved
from tests.workbench import ready, sign_in

pytestmark = pytest.mark.browser
REFUSED = "You are signed in as Colin Colleague; this entry was written by Paula Planner. Nothing was saved."
RETRIES = 6_000  # ms; the page tries again every 4 s


def sign_out(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Account", exact=True).first.click()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def open_shared(page: Page, name: str) -> None:
    """Open a sheet of a mission on which the colleague rates, too."""
    open_whole_assessment(page, name)
    sheet = page.url
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name=name, exact=True).click()
    add_member(page, "colleague", "assessor")
    page.goto(sheet)
    ready(page)


def test_what_one_person_typed_is_never_stored_as_the_others(embedded, open_page):
    page = open_page(embedded, "planner")
    open_shared(page, "UNSHARED")
    first, second = card_of(page), card_of(page, 1)
    evidence_fold(second).click()
    second.get_by_label("Title").fill("Port survey")
    other = page.context.new_page()
    sign_out(other)
    first.locator("h3").focus()
    page.keyboard.press("3")
    expect(first).to_contain_text("You are signed out")

    sign_in(other, "colleague")
    expect(first.get_by_role("alert")).to_contain_text(REFUSED)
    second.get_by_role("button", name="Add evidence").click()
    expect(second.get_by_role("alert")).to_contain_text(REFUSED)
    expect(second.get_by_label("Title")).to_have_value("Port survey")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.wait_for_timeout(RETRIES)
    assert sent == []
    expect(second.get_by_role("alert")).to_have_count(1)  # a piece of evidence is no answer: the rating was not sent
    assert answers(embedded, "UNSHARED") == {}

    sign_out(other)
    sign_in(other, "planner")
    first.get_by_role("button", name="Save again").click()
    expect(saved(first)).to_be_visible()
    assert [answer for answer, _level in answers(embedded, "UNSHARED").values()] == ["rated"]


def test_without_a_script_neither(embedded, open_page):
    page = open_page(embedded, "planner", java_script_enabled=False)
    open_shared(page, "UNSHAREDBARE")
    first = card_of(page)
    first.locator("input[name=answer][value='3']").check()
    first.get_by_text("Confidence, range and rationale").click()
    first.get_by_label("Rationale").fill("The harbour master said so")
    other = page.context.new_page()
    sign_out(other)
    sign_in(other, "colleague")
    first.get_by_role("button", name="Save answer").first.click()
    expect(page.get_by_role("alert")).to_contain_text(REFUSED)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("The harbour master said so")).to_be_visible()
    assert answers(embedded, "UNSHAREDBARE") == {}
