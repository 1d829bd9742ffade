"""What people type is drawn in a chart as they typed it, whatever marks and scripts it holds."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stage import wait_for_scores

pytestmark = pytest.mark.browser
NAME = "<b>Bold</b> & <i>co</i>"


def test_marks_in_a_name_are_drawn_as_text(embedded, open_page):
    token = embedded.token("planner")
    facts = {"name": NAME, "code": "unbold", "area": "Examplia", "kind": "un-peacekeeping", "phase": "start-up"}
    embedded.send("POST", "/api/v1/missions/", token, facts)
    facts = {"mission": "unbold", "phase": "start-up", "as_of": "2026-11-20"}
    number = embedded.send("POST", "/api/v1/assessments/", token, facts)["id"]
    rating = {"answer": "rated", "best": 3, "confidence": "medium"}
    address = f"/api/v1/assessments/{number}/ratings/i1-armed-group-income/"
    embedded.send("PUT", address, token, rating, If_None_Match="*")
    wait_for_scores(embedded)
    page = open_page(embedded, "planner")
    figure = page.locator("figure.chart").first
    figure.scroll_into_view_if_needed()
    label = figure.locator(".ytick text", has_text="Bold")
    expect(label).to_have_text(NAME, timeout=20_000)
    assert label.locator("tspan").count() == 0
