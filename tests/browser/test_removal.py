"""Delete, archive and bring back through clicks, with a script and without one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_planner_flow import create_mission, open_assessment

pytestmark = pytest.mark.browser
SCRIPTS = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])


def to_mission(page: Page, name: str) -> None:
    page.goto(f"/missions/{name.lower()}/")


@SCRIPTS
def test_a_lead_deletes_an_empty_draft_and_then_the_mission(embedded, open_page, has_script):
    page = open_page(embedded, "planner", java_script_enabled=has_script)
    name = f"UNMISTAKE{has_script}".upper()
    create_mission(page, name)
    open_assessment(page)
    sheet = page.url
    to_mission(page, name)
    page.locator("main .entries").get_by_role("link", name="Archive or delete").click()
    page.get_by_role("button", name="Delete assessment for good").click()
    expect(page.get_by_role("status")).to_contain_text("was deleted")
    expect(page.get_by_text("No assessment yet")).to_be_visible()
    assert page.request.get(sheet).status == 404
    to_mission(page, name)
    page.get_by_role("link", name="Archive or delete").click()
    page.get_by_role("button", name=f"Delete {name} for good").click()
    expect(page.get_by_role("status")).to_contain_text(f"{name} was deleted")
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


@SCRIPTS
def test_a_lead_archives_a_mission_and_brings_it_back(embedded, open_page, has_script):
    page = open_page(embedded, "planner", java_script_enabled=has_script)
    name = f"UNSHELVED{has_script}".upper()
    create_mission(page, name)
    open_assessment(page)
    to_mission(page, name)
    page.locator("aside").get_by_role("link", name="Archive or delete").click()
    page.get_by_role("button", name="Archive mission").click()
    expect(page.get_by_text("Archived on")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    page.goto("/?archived=true")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("status").first).to_contain_text("is back as it was")
    page.goto("/")
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
