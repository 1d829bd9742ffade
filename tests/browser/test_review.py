"""Submit, return, submit, publish: an author and a reviewer in two browsers; the author is refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_planner_flow import create_mission, open_assessment, rate
from tests.workbench import reload_until

pytestmark = pytest.mark.browser
REASON = "Say what the second rating rests on."


def add_member(page: Page, username: str, role: str) -> None:
    mission = page.url
    page.get_by_role("link", name="Add or remove people").click()
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_role("button", name="Add person").click()
    expect(page.get_by_role("status")).to_contain_text("can now see this mission")
    page.goto(mission)


def submit(page: Page) -> None:
    page.get_by_role("link", name="Submit for review").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("[data-review=submitted]")).to_be_visible()


def open_from_queue(page: Page, mission: str) -> None:
    page.get_by_role("link", name=re.compile("^Review")).first.click()
    page.get_by_role("link", name=re.compile(f"^{mission}:")).click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^Review: "))).to_be_visible()


def wait_for_score(page: Page) -> None:
    """Reload until the score is there to approve: what is published has a score that is up to date."""
    publish = page.get_by_role("button", name="Approve and publish")
    reload_until(page, publish)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_submit_return_submit_publish(embedded, open_page, has_script):
    author = open_page(embedded, "planner")
    mission = f"UNREVIEW {'S' if has_script else 'P'}"
    create_mission(author, mission)
    add_member(author, "reviewer", "reviewer")
    open_assessment(author)
    rate(author, 0, 3)
    author.get_by_role("link", name="Show result").first.click()
    result = author.url
    reviewer = open_page(embedded, "reviewer", java_script_enabled=has_script)
    if not has_script:
        author = open_page(embedded, "planner", java_script_enabled=False)
        author.goto(result)

    submit(author)
    author.goto(f"{result}sheet/")
    expect(author.get_by_text("This assessment is closed")).to_be_visible()
    expect(author.locator("input[name=answer]")).to_have_count(0)
    author.goto(f"{result}review/")
    expect(author.get_by_role("button", name="Approve and publish")).to_have_count(0)

    open_from_queue(reviewer, mission)
    reviewer.get_by_role("button", name="Return to the assessors").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("Check what you entered")
    reviewer.get_by_label("What has to change").fill(REASON)
    reviewer.get_by_role("button", name="Return to the assessors").click()
    expect(reviewer.locator("[data-review=returned]")).to_contain_text(REASON)

    author.goto(result)
    expect(author.locator("[data-review=returned]")).to_contain_text(REASON)
    submit(author)
    open_from_queue(reviewer, mission)
    wait_for_score(reviewer)
    shown = reviewer.locator("#score ~ p .digest").inner_text()
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.locator("[data-review=published]")).to_contain_text("is the one that was approved")
    expect(reviewer.locator("[data-review=published] .digest")).to_have_text(shown)

    author.goto(result)
    expect(author.locator("[data-review=published]")).to_contain_text("Approved by Rita Reviewer")
    for gone in ("Submit for review", "Continue rating"):
        expect(author.get_by_role("link", name=gone)).to_have_count(0)
    author.get_by_text("Steps of the review").click()
    expect(author.locator("[data-steps] li")).to_have_count(4)


def test_an_author_who_posts_the_approval_is_refused(embedded, open_page):
    """Made a reviewer of their own assessment, the author finds no button, and the form's address refuses them."""
    author = open_page(embedded, "planner")
    create_mission(author, "UNSELF")
    mission = author.url
    add_member(author, "colleague", "lead")
    open_assessment(author)
    rate(author, 0, 2)
    author.get_by_role("link", name="Show result").first.click()
    result = author.url
    submit(author)
    lead = open_page(embedded, "colleague")
    lead.goto(f"{mission}people/")
    own = lead.locator("li", has_text="Paula Planner")
    own.get_by_label("Role of Paula Planner").select_option("reviewer")
    with lead.expect_navigation():
        own.get_by_role("button", name="Change role").click()
    author.goto(f"{result}review/")
    expect(author.get_by_text("You opened this assessment.")).to_be_visible()
    expect(author.get_by_role("button", name="Approve and publish")).to_have_count(0)
    names = ("csrfmiddlewaretoken", "written_by", "form_key")
    own_form = {name: author.locator(f"input[name={name}]").first.input_value() for name in names}
    digest = author.locator(".digest").last.inner_text()
    answer = author.request.post(
        f"{result}publish/",
        form=own_form | {"digest": digest},
        headers={"Referer": f"{result}review/"},
    )
    assert answer.status == 403
    assert "Somebody else has to publish or return it" in answer.text()
    author.goto(result)
    expect(author.locator("[data-review=submitted]")).to_be_visible()
