"""Whoever works in another time zone reads their own days and hours, from the first page on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.drills.processes import sqlite_site
from tests.workbench import Workbench, start_workbench

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def late(tmp_path_factory) -> Iterator[Workbench]:
    """A workbench at which it is 22:00 UTC."""
    with sqlite_site(tmp_path_factory.mktemp("late")) as site:
        workbench = start_workbench(site, None, settings="tests.browser.late")
        yield workbench
        workbench.process.stop()


def today_there() -> date:
    return datetime.now(UTC).date()


def test_a_person_in_dili_at_22_utc(late, open_page):
    """There it is 07:00 of the day after: it is preset, taken for evidence, and named in what is shown."""
    tomorrow = today_there() + timedelta(days=1)
    page = open_page(late, "planner", timezone_id="Asia/Dili")
    page.goto("/missions/unmosa/assessments/new/")
    expect(page.get_by_label("As of")).to_have_value(tomorrow.isoformat())
    page.get_by_label("Title").fill("Morning in Dili")
    page.get_by_role("button", name="Open assessment").click()
    expect(page).to_have_url(re.compile(r"/assessments/\d+/"))
    number = re.search(r"/assessments/(\d+)/", page.url)[1]
    page.goto(f"/assessments/{number}/evidence/")
    page.get_by_label("Title").fill("Report of this morning")
    page.get_by_label("Date").fill(tomorrow.isoformat())
    page.get_by_role("button", name="Add evidence").click()
    expect(page.locator(".entries")).to_contain_text("Report of this morning")
    page.goto("/account/time-zone/")
    expect(page.locator("main time").first).to_have_text(re.compile(f"^{tomorrow.day} .*, 07:\\d\\d Asia/Dili$"))


def test_a_chosen_zone_wins_over_the_browsers(late, open_page):
    page = open_page(late, "colleague", timezone_id="Asia/Dili")
    page.goto("/account/time-zone/")
    page.get_by_label("Time zone").fill("pago pago")
    page.get_by_role("button", name="Save time zone").click()
    expect(page.locator("main time").first).to_have_text(re.compile(r", 11:\d\d Pacific/Pago_Pago$"))
    page.goto("/missions/unmosa/assessments/new/")
    expect(page.get_by_label("As of")).to_have_value(today_there().isoformat())


def test_without_a_script_it_is_utc_and_the_page_says_so(late, open_page):
    page = open_page(late, "planner", timezone_id="Asia/Dili", java_script_enabled=False)
    page.goto("/account/time-zone/")
    expect(page.locator("main time").first).to_have_text(re.compile(r", 22:\d\d UTC$"))
    expect(page.locator("main")).to_contain_text("Without a choice of yours, times are shown in UTC")
