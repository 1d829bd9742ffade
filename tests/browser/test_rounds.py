"""Two people in two browsers: each rates alone, the lead reveals, both see the spread and rate again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.test_planner_flow import create_mission, rate

pytestmark = pytest.mark.browser
PRIVATE = "Two pilots were seen with the harbour master"


def add_assessor(page: Page, username: str) -> None:
    page.get_by_role("link", name="Add or remove people").click()
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("Role", exact=True).select_option("assessor")
    page.get_by_role("button", name="Add person").click()
    expect(page.get_by_text("can now see this mission")).to_be_visible()


def open_private(page: Page, name: str) -> str:
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name=name).click()
    page.get_by_role("link", name="Open assessment").first.click()
    page.get_by_label("Rate privately first").check()
    page.get_by_role("button", name="Open assessment").click()
    expect(page.get_by_role("heading", name="Round 1, private")).to_be_visible()
    return page.url.split("/sheet/")[0].removeprefix(re.match(r"https?://[^/]+", page.url)[0])  # type: ignore[index]


def write_rationale(page: Page, text: str) -> None:
    card = page.locator("article.indicator").first
    card.get_by_text("Confidence, range and rationale").first.click()
    card.get_by_label("Rationale").fill(text)
    expect(card.locator(".rating__answer .saving--saved")).to_be_visible()


def listen(page: Page) -> list[str]:
    """Keep every text that the server answers to this browser."""
    bodies: list[str] = []

    def keep(response: Response) -> None:
        if response.status == 200 and re.match(
            r"text/html|application/json|text/csv", response.header_value("content-type") or ""
        ):
            bodies.append(response.text())

    page.on("requestfinished", lambda request: (found := request.response()) and keep(found))
    return bodies


def walk(page: Page, assessment: str) -> list[str]:
    """Ask for whatever there is about the assessment, as pages and as data; return the texts."""
    for part in ("/", "/sheet/", "/spread/", "/evidence/"):
        page.goto(assessment + part)
    data = ("/sheet/score/", "/nodes.csv", "/profile.json", "/tornado.json")
    addresses = [*(assessment + part for part in data), f"/api/v1{assessment}/", f"/api/v1{assessment}/ratings/"]
    answers = [page.request.get(at) for at in addresses]
    assert [answer.status for answer in answers] == [200] * len(addresses)
    return [answer.text() for answer in answers]


def test_a_private_round_its_reveal_and_a_second_round(embedded, open_page):
    name = "UNROUND"
    lead, colleague = open_page(embedded, "planner"), open_page(embedded, "colleague")
    create_mission(lead, name)
    add_assessor(lead, "colleague")
    assessment = open_private(lead, name)
    rate(lead, 0, 1)
    write_rationale(lead, PRIVATE)

    answers = listen(colleague)
    colleague.goto(f"{assessment}/sheet/")
    rate(colleague, 0, 4)
    expect(colleague.locator("#score-panel")).to_contain_text("Up to date")
    answers += walk(colleague, assessment)
    colleague.goto(f"{assessment}/")
    expect(colleague.get_by_text("Your own ratings only.")).to_be_visible()
    colleague.get_by_role("button", name="I have finished").click()
    expect(colleague.get_by_text("You have finished this round")).to_be_visible()
    assert len(answers) > 8
    assert not any(PRIVATE in body for body in answers)

    lead.goto(f"{assessment}/")
    expect(lead.locator(".round__people")).to_contain_text("Colin Colleague")
    lead.get_by_role("link", name="Reveal ratings and begin round 2").click()
    expect(lead.get_by_text("1 person has not finished")).to_be_visible()
    lead.get_by_role("button", name="Reveal ratings and begin round 2").click()
    spread = lead.locator("article.spread").first
    expect(spread).to_contain_text("1 you, 4 assessor")

    colleague.goto(f"{assessment}/spread/")
    expect(colleague.locator("article.spread").first).to_contain_text("1 lead, 4 you")
    colleague.locator("article.spread").first.locator("summary", has_text="Reasons given").click()
    expect(colleague.get_by_text(PRIVATE)).to_be_visible()
    colleague.locator("article.spread").first.locator("summary", has_text="Discussion").click()
    colleague.locator("article.spread").first.get_by_label("Add to the discussion").fill("I took the year before")
    colleague.locator("article.spread").first.get_by_role("button", name="Add comment").click()
    expect(colleague.get_by_text("I took the year before")).to_be_visible()

    colleague.goto(f"{assessment}/sheet/")
    expect(colleague.get_by_role("heading", name="Round 2, ratings open")).to_be_visible()
    expect(colleague.locator("article.indicator").first.locator("input[name=answer][value='4']")).to_be_checked()
    rate(colleague, 0, 2)
    lead.reload()
    strips = lead.locator("article.spread").first.locator("[data-strip]")
    expect(strips).to_have_text(["1 you, 4 assessor", "1 you, 2 assessor"])
    expect(lead.get_by_text("I took the year before")).to_be_visible()


def test_rounds_work_without_a_script(embedded, open_page):
    lead = open_page(embedded, "planner", java_script_enabled=False)
    create_mission(lead, "UNROUNDPLAIN")
    add_assessor(lead, "colleague")
    assessment = open_private(lead, "UNROUNDPLAIN")
    card = lead.locator("article.indicator").first
    card.locator("input[name=answer][value='3']").check()
    card.get_by_role("button", name="Save answer").click()
    lead.get_by_role("button", name="I have finished").click()
    expect(lead.get_by_text("You have finished this round")).to_be_visible()
    lead.goto(f"{assessment}/round/reveal/")
    lead.get_by_role("button", name="Reveal ratings and begin round 2").click()
    expect(lead.get_by_role("heading", name="Round 2, ratings open")).to_be_visible()
    lead.get_by_text("Show these indicators").click()
    first = lead.locator("article.spread").first
    first.locator("summary", has_text="Discussion").click()
    first.get_by_label("Add to the discussion").fill("Said without a script")
    first.get_by_role("button", name="Add comment").click()
    expect(lead.get_by_text("Said without a script")).to_be_visible()
