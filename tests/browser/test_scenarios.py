"""A scenario through clicks: made beside a result, read, changed in conflict, deleted; without a script too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_sample_result(page: Page) -> None:
    page.get_by_role("link", name="UNMOSA").first.click()
    page.get_by_role("link", name="Result", exact=True).first.click()
    expect(page.get_by_role("heading", name="Scenarios")).to_be_visible()


def make_scenario(page: Page, name: str) -> None:
    page.get_by_role("link", name="New scenario").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What is assumed").fill("Customs hold the ports.")
    page.locator("details", has_text="Fuels conflict").locator("summary").first.click()
    row = page.locator("fieldset", has=page.get_by_text("Armed groups' dependence on illicit income")).last
    row.get_by_label("In the scenario").select_option(index=1)
    page.locator("details.fold summary", has_text=re.compile(r"^\s*1\. ")).last.click()
    page.locator("input[name=measures]").first.check()
    page.get_by_role("button", name="Create and score").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def shown_risk(page: Page) -> str:
    return page.locator("[data-code='mission-risk']").first.inner_text()


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["script", "no-script"])
def test_a_planner_tries_out_what_would_change(embedded, open_page, java_script_enabled):
    page = open_page(embedded, "planner", java_script_enabled=java_script_enabled)
    name = f"Ports held {java_script_enabled}"
    open_sample_result(page)
    result, risk = page.url, shown_risk(page)
    make_scenario(page, name)
    expect(page.get_by_text("not a finding").first).to_be_visible()
    words = page.locator(".verdict").inner_text()
    assert re.fullmatch(r"Lower in .+ of 100 draws: by .+ points?\.", words), words
    expect(page.locator("tr[data-row]")).to_have_count(11)
    gap = page.locator("tr[data-row='mission-risk'] [data-field=difference]").inner_text()
    assert re.fullmatch(r"−\d+\.\d|0\.0", gap), gap

    page.get_by_role("link", name="Change scenario").click()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("What is assumed").fill("Customs hold two ports.")
    page.get_by_role("button", name="Save and score").click()
    expect(page.get_by_text("Customs hold two ports.")).to_be_visible()
    other.get_by_label("What is assumed").fill("Customs hold three ports.")
    other.get_by_role("button", name="Save and score").click()
    conflict = other.get_by_role("alert")
    expect(conflict).to_contain_text("Somebody else saved this scenario")
    expect(conflict).to_contain_text("Customs hold two ports.")
    expect(other.get_by_label("What is assumed")).to_have_value("Customs hold three ports.")
    other.get_by_role("button", name="Save and score").click()
    expect(other.get_by_text("Customs hold three ports.")).to_be_visible()

    page.goto(result)
    assert shown_risk(page) == risk
    expect(page.locator("tr[data-scenario]", has_text=name)).to_contain_text(words.rstrip("."))
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete scenario").click()
    expect(page.get_by_text("The assessment stays as it is.").first).to_be_visible()
    expect(page.get_by_role("link", name=name)).to_have_count(0)
    assert shown_risk(page) == risk


# Bands and numbers that leave their cell, and intervals that break.
OUT_OF_PLACE = """() => [...document.querySelectorAll('.changes td')].flatMap((cell) => [
  ...[...cell.children].filter((part) => part.getBoundingClientRect().right > cell.getBoundingClientRect().right + 0.5),
  ...[...cell.querySelectorAll('.interval__text')].filter((text) => text.getClientRects().length > 1),
]).map((part) => part.innerText)"""


@pytest.mark.parametrize("width", [320, 390, 460, 520, 640, 1280])
def test_before_and_after_stand_apart_at_every_width(embedded, open_page, width):
    page = open_page(embedded, "planner")
    open_sample_result(page)
    result = page.url
    make_scenario(page, f"At {width} px")
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator(".changes .band").count() > 20
    assert page.evaluate(OUT_OF_PLACE) == []
    page.goto(result)
    assert page.evaluate(OUT_OF_PLACE) == []
