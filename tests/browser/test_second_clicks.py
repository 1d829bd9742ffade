"""On a slow line: a second click, Back and submit, with a script and without one. Each form makes one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import run_workbench
from tests.drills.processes import sqlite_site
from tests.stage import samples
from tests.workbench import Workbench

pytestmark = pytest.mark.browser
LATENCY = 1500  # ms
MISSION = "unmosa"
SCRIPTS = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])


@dataclass(frozen=True)
class Form:
    """Where a form stands, how it is filled in, what sends it, and the table in which its thing is a row."""

    address: str
    fill: Callable[[Page], None]
    button: str
    table: str


def name_mission(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("UNCLICKED")
    page.get_by_label("Host state or area").fill("Examplia")
    page.get_by_label("Start-up (deployment)").check()


def name_scenario(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(f"Clicked {token_hex(4)}")
    page.locator("details.fold summary", has_text=re.compile(r"^\s*1\. ")).last.click()
    page.locator("input[name=measures]").first.check()


def say(page: Page) -> None:
    group = page.locator("details:has(article form.spread__form)").first
    if group.count() and group.get_attribute("open") is None:
        group.locator("> summary").click()
    fold = page.locator("details:has(> form.spread__form)").first
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    fold.get_by_label("Add to the discussion").fill("Said once.")


def name_newcomer(page: Page) -> None:
    is_listed = page.get_by_text("Otto Outsider").count()
    page.get_by_label("Sign-in name").fill("administrator" if is_listed else "outsider")


def nothing(page: Page) -> None:
    pass


FORMS = {
    "mission": Form("/missions/new/", name_mission, "Create mission", "missions_mission"),
    "assessment": Form(f"/missions/{MISSION}/assessments/new/", nothing, "Open assessment", "assessments_assessment"),
    "evidence": Form(
        "/assessments/{draft}/evidence/",
        lambda page: page.get_by_label("Title").fill(f"Port survey {token_hex(4)}"),
        "Add evidence",
        "assessments_evidence",
    ),
    "comment": Form("/assessments/{draft}/spread/", say, "Add comment", "assessments_comment"),
    "scenario": Form("/assessments/{draft}/scenarios/new/", name_scenario, "Create and score", "assessments_scenario"),
    "member": Form(
        f"/missions/{MISSION}/people/",
        name_newcomer,
        "Add person",
        "missions_membership",
    ),
    "token": Form("/account/tokens/", nothing, "Make a new token", "knox_authtoken"),
}


def slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speed = {"downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **speed})


@pytest.fixture(scope="module")
def embedded(tmp_path_factory) -> Iterator[Workbench]:
    """A workbench of its own: what is made here in the samples would be in the way of other tests."""
    with sqlite_site(tmp_path_factory.mktemp("clicks")) as site:
        yield from run_workbench(site, None)


@pytest.fixture
def opened(embedded, open_page):
    """Open a form of a kind, filled in; with how many of its things there are."""

    def opened(kind: str, has_script: bool) -> tuple[Page, Form, Callable[[], int]]:
        form = FORMS[kind]
        page = open_page(embedded, "planner", java_script_enabled=has_script)
        page.goto(form.address.format(draft=samples(embedded)[f"{MISSION}/draft"]))
        form.fill(page)
        return page, form, lambda: int(embedded.site.query(f"SELECT count(*) FROM {form.table}")[0][0])

    return opened


def sent_and_answered(page: Page, click: Callable[[], None]) -> int:
    """Click, and wait until every form that was sent has its answer or was given up; return how many were sent."""
    sent, ended = [], []
    page.on("request", lambda request: request.method == "POST" and sent.append(request))
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: request.method == "POST" and ended.append(request))
    click()
    for _ in range(200):
        page.wait_for_timeout(100)  # lets events come in
        if sent and len(ended) == len(sent):
            break
    assert len(ended) == len(sent)
    page.wait_for_load_state("load")
    return len(sent)


@SCRIPTS
@pytest.mark.parametrize("kind", FORMS)
def test_a_second_click_on_a_slow_line_makes_one_thing(opened, kind, has_script):
    page, form, count = opened(kind, has_script)
    before = count()
    slow_down(page)
    button = page.get_by_role("button", name=form.button).first
    sent = sent_and_answered(page, lambda: button.click(click_count=2, delay=60, no_wait_after=True))
    assert sent == (1 if has_script else 2)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert count() == before + 1
    expect(page.get_by_text("Not saved a second time")).to_have_count(0)


@pytest.mark.parametrize("kind", ["mission", "assessment", "comment", "evidence"])
def test_back_and_submit_makes_no_second_thing(opened, kind):
    page, form, count = opened(kind, True)
    before = count()
    page_of_form = page.url
    sent_and_answered(page, page.get_by_role("button", name=form.button).first.click)
    led_to = page.url
    page.go_back(wait_until="load")
    assert page.url == page_of_form
    form.fill(page)
    sent_and_answered(page, page.get_by_role("button", name=form.button).first.click)
    assert page.url == led_to
    assert count() == before + 1
