"""The main job, end to end, through clicks and keys only: from a new mission to a score that others can read."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.shown import value_points
from tests.workbench import PASSWORD, pace, ready

pytestmark = pytest.mark.browser
INTERFACES = 7
ENOUGH = 30


def create_mission(page: Page, name: str) -> None:
    page.get_by_role("link", name="New mission").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Host state or area").fill("Examplia")
    page.get_by_label("Start-up (deployment)").check()
    page.get_by_role("button", name="Create mission").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def open_assessment(page: Page) -> None:
    page.get_by_role("link", name="Open assessment").first.click()
    page.get_by_role("button", name="Open assessment").click()
    expect(page.get_by_role("heading", name="Scoring sheet")).to_be_visible()
    ready(page)


def rate(page: Page, card: int, level: int) -> None:
    """Choose a level by mouse on even cards, by keyboard on odd ones, and wait until it is saved."""
    indicator = page.locator("article.indicator").nth(card)
    choice = indicator.locator(f"input[name=answer][value='{level}']")
    if card % 2:
        indicator.locator("input[name=answer][value='0']").focus()
        page.keyboard.press("Space")
        for _ in range(level):
            page.keyboard.press("ArrowDown")
    else:
        choice.locator("xpath=..").click()
    expect(choice).to_be_checked()
    expect(indicator.locator(".rating__answer .saving--saved")).to_be_visible()


def rate_all(page: Page) -> int:
    rated = 0
    for interface in range(INTERFACES):
        cards = ready(page).locator("article.indicator").count()
        for card in range(cards):
            rate(page, card, (rated + interface) % 5)
            rated += 1
        if interface < INTERFACES - 1:
            page.get_by_role("link", name=re.compile("^Next: ")).click()
            expect(page.locator("#sheet-tabs [aria-current=page]")).to_contain_text(f"{interface + 2}.")
    return rated


def shown_risk(page: Page) -> str:
    return page.locator("#score-panel dd").first.inner_text()


def shown_numbers(page: Page) -> dict[str, list[str]]:
    """Return what the result page shows: the risk, the residual targets, the cells of the threat matrix."""
    ready(page)
    residual = page.locator(".targets tbody tr td:nth-child(4) .band strong").all_inner_texts()
    cells = page.locator(".matrix tbody tr:not(.matrix__total) .matrix__value strong").all_inner_texts()
    return {"risk": [residual[-1]], "targets": residual[:-1], "cells": cells}


def test_a_planner_scores_a_new_deployment(workbench, open_page):
    page = open_page(workbench, "planner")
    name = f"UNFLOW {workbench.site.folder.name}"
    create_mission(page, name)
    open_assessment(page)
    assert rate_all(page) >= ENOUGH

    expect(page.locator("#score-panel")).to_contain_text("Up to date")
    before = shown_risk(page)
    last = page.locator("article.indicator").count() - 1
    chosen = page.locator("article.indicator").nth(last).locator("input[name=answer]:checked").input_value()
    other = (
        page.locator("article.indicator").nth(last).locator(f"input[name=answer][value='{4 if chosen < '2' else 0}']")
    )
    promised, started = max(3, 10 * pace(page)), time.monotonic()
    other.locator("xpath=..").click()
    expect(page.locator("#score-panel")).not_to_contain_text(before)
    expect(page.locator("#score-panel")).to_contain_text("Up to date")
    assert time.monotonic() - started < promised

    page.get_by_role("link", name="Show result").first.click()
    expect(page.get_by_role("heading", name="Threat matrix")).to_be_visible()
    shown = shown_numbers(page)
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    score = workbench.get(f"/api/v1/missions/{code}/scores/latest/", workbench.token("planner"))
    full = workbench.get(f"/api/v1/assessments/{score['assessment']}/score/", workbench.token("planner"))
    nodes = full["nodes"]

    def of_kind(kind: str) -> list[str]:
        return [value_points(node["value"]) for node in nodes.values() if node["kind"] == kind and node["is_enough"]]

    assert shown["risk"] == of_kind("risk") == [value_points(score["nodes"]["mission-risk"]["value"])]
    assert sorted(shown["targets"]) == sorted(of_kind("target"))
    assert len(shown["cells"]) == 18
    assert sorted(shown["cells"]) == sorted(of_kind("cell"))
    assert score["is_current"]


def test_two_windows_of_one_person_never_overwrite_silently(workbench, open_page):
    first = open_page(workbench, "planner")
    create_mission(first, f"UNTWO {workbench.site.folder.name}")
    open_assessment(first)
    second = first.context.new_page()
    second.goto(first.url)
    rate(first, 0, 3)
    second.locator("article.indicator").first.locator("input[name=answer][value='1'] >> xpath=..").click()
    conflict = second.locator("article.indicator").first.get_by_role("alert")
    expect(conflict).to_contain_text("changed elsewhere")
    expect(conflict).to_contain_text("3 serious")
    second.get_by_role("button", name="Save mine").click()
    expect(second.locator("article.indicator").first.locator(".saving--saved")).to_be_visible()
    first.reload()
    expect(first.locator("article.indicator").first.locator("input[value='1'][name=answer]")).to_be_checked()


def test_an_answer_is_taken_back(workbench, open_page):
    page = open_page(workbench, "planner")
    create_mission(page, f"UNBACK {workbench.site.folder.name}")
    open_assessment(page)
    rate(page, 0, 2)
    card = page.locator("article.indicator").first
    card.get_by_role("button", name="Take answer back").click()
    expect(card.locator("input[name=answer]:checked")).to_have_count(0)
    expect(card).to_contain_text("Not yet rated")
    rate(page, 0, 4)


def test_without_a_script_the_form_saves(workbench, open_page):
    page = open_page(workbench, "planner", java_script_enabled=False)
    create_mission(page, f"UNPLAIN {workbench.site.folder.name}")
    open_assessment(page)
    card = page.locator("article.indicator").first
    card.locator("input[name=answer][value='3']").check()
    card.get_by_role("button", name="Save answer").click()
    expect(page.locator("article.indicator").first.locator("input[value='3'][name=answer]")).to_be_checked()
    page.get_by_role("link", name="Show result").first.click()
    expect(page.get_by_role("heading", name="Ratings and their sources")).to_be_visible()


def test_redis_may_go_and_come_back(full, open_page):
    page = open_page(full, "planner")
    create_mission(page, "UNREDIS")
    open_assessment(page)
    rate(page, 0, 1)
    expect(page.locator("#score-panel")).to_contain_text("Up to date")
    full.broker.kill()
    promised, started = max(4, 10 * pace(page)), time.monotonic()
    rate(page, 2, 4)
    assert time.monotonic() - started < promised
    expect(page.locator("#score-panel")).to_contain_text("1 change behind")
    time.sleep(3)
    expect(page.locator("#score-panel")).to_contain_text("1 change behind")
    full.broker.start()
    expect(page.locator("#score-panel")).to_contain_text("Up to date")


def test_what_is_written_before_a_level_is_chosen_stays(embedded, open_page):
    page = open_page(embedded, "planner")
    create_mission(page, "UNWRITE")
    open_assessment(page)
    card = page.locator("article.indicator").first
    card.get_by_text("Confidence, range and rationale").click()
    card.get_by_label("Rationale").type("Seen at the port")
    expect(card).to_contain_text("Choose a level to save this")
    expect(card.get_by_label("Rationale")).to_have_value("Seen at the port")
    rate(page, 0, 2)
    page.reload()
    expect(page.locator("article.indicator").first.get_by_label("Rationale")).to_have_value("Seen at the port")


def test_signed_out_while_rating_nothing_is_lost(embedded, open_page):
    page = open_page(embedded, "planner")
    create_mission(page, "UNSIGNED")
    open_assessment(page)
    page.context.clear_cookies(name="sessionid")
    card = page.locator("article.indicator").first
    card.locator("input[name=answer][value='3'] >> xpath=..").click()
    expect(card).to_contain_text("You are signed out")
    expect(page.get_by_label("Password")).to_have_count(0)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_label("Username").fill("planner")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/")
    expect(card.locator(".saving--saved")).to_be_visible()
    page.reload()
    expect(page.locator("article.indicator").first.locator("input[name=answer][value='3']")).to_be_checked()
