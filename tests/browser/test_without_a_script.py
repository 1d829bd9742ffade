"""The whole job with JavaScript switched off: from a new mission to a published result that others compare."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_planner_flow import create_mission, shown_numbers
from tests.browser.test_review import REASON, add_member, open_from_queue, submit, wait_for_score
from tests.browser.test_rounds import open_private
from tests.shown import value_points
from tests.workbench import Workbench

pytestmark = pytest.mark.browser
LAST_INTERFACE = "operations-combat-oc"
PRIVATE = "The harbour master named two pilots"
SAID = "I read the scale for the whole coast"


@dataclass
class Team:
    """Three people at browsers without a script, the mission's name, its code and the assessment's address."""

    lead: Page
    colleague: Page
    reviewer: Page
    mission: str
    code: str
    result: str = ""

    def sheet(self, page: Page, interface: str = "") -> Page:
        page.goto(f"{self.result}/sheet/" + (f"?interface={interface}" if interface else ""))
        return page


def card(page: Page, number: int) -> Locator:
    return page.locator("article.indicator").nth(number)


def answer(page: Page, number: int, choice: str) -> None:
    """Choose an answer and save it; the page that follows begins at the card and shows it."""
    card(page, number).locator(f"input[name=answer][value='{choice}']").check()
    save(page, number)
    expect(card(page, number).locator(f"input[name=answer][value='{choice}']")).to_be_checked()


def save(page: Page, number: int) -> None:
    of_card = card(page, number).get_attribute("id")
    card(page, number).get_by_role("button", name="Save answer").first.click()
    expect(page).to_have_url(re.compile(f"#{of_card}$"))
    expect(card(page, number)).to_contain_text("Saved")


def begin(team: Team) -> None:
    """The mission is created with two more people, the assessment opened with a private first round."""
    create_mission(team.lead, team.mission)
    add_member(team.lead, "colleague", "assessor")
    add_member(team.lead, "reviewer", "reviewer")
    team.lead.get_by_role("link", name="Add or remove people").click()
    team.result = open_private(team.lead, team.mission)


def rate_in_private(team: Team) -> None:
    """Every kind of answer with its secondary inputs; a range that does not fit is refused and what was typed kept."""
    page = team.sheet(team.lead)
    first = card(page, 0)
    first.get_by_text("Confidence, range and rationale").click()
    first.locator("input[name=answer][value='3']").check()
    first.get_by_label("High", exact=True).check()
    first.get_by_label("Lowest plausible level").fill("3.5")
    first.get_by_label("Rationale").fill(PRIVATE)
    first.get_by_role("button", name="Save answer").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not saved")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("above the best estimate")
    expect(card(page, 0).get_by_label("Rationale")).to_have_value(PRIVATE)
    card(page, 0).get_by_label("Lowest plausible level").fill("2")
    card(page, 0).get_by_label("Highest plausible level").fill("4")
    save(page, 0)
    expect(card(page, 0).get_by_label("Rationale")).to_have_value(PRIVATE)
    expect(card(page, 0).get_by_label("High", exact=True)).to_be_checked()
    answer(page, 1, "2")
    answer(page, 2, "unknown")
    answer(page, 3, "not-applicable")


def use_evidence_twice(team: Team) -> None:
    """A piece of evidence is entered for one indicator and chosen again for a second one."""
    page = team.sheet(team.lead)
    card(page, 0).locator("details.evidence > summary").click()
    card(page, 0).get_by_role("link", name="Choose or add evidence").click()
    page.get_by_label("Title").fill("Port survey")
    page.get_by_label("Reliability of the source").select_option("B")
    page.get_by_label("Credibility of the information").select_option("2")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("checkbox", name=re.compile("Port survey"))).to_be_checked()
    page.get_by_role("link", name="Back to the sheet").click()
    card(page, 1).locator("details.evidence > summary").click()
    card(page, 1).get_by_role("link", name="Choose or add evidence").click()
    page.get_by_role("checkbox", name=re.compile("Port survey")).check()
    page.get_by_role("button", name="Save choice").click()
    team.sheet(page)
    for number in (0, 1):
        expect(card(page, number).locator("details.evidence > summary")).to_contain_text("1 piece")


def choose_in_conflict(team: Team) -> None:
    """Somebody saves first at a second window: both versions stand side by side until one is chosen."""
    first = team.sheet(team.lead)
    second = team.sheet(first.context.new_page())
    answer(first, 1, "4")
    card(second, 1).locator("input[name=answer][value='0']").check()
    card(second, 1).get_by_role("button", name="Save answer").first.click()
    expect(second.get_by_role("alert")).to_be_focused()
    stored, own = second.locator(".version").nth(0), second.locator(".version").nth(1)
    expect(stored).to_contain_text("Port survey")
    expect(stored).to_contain_text(re.compile("4 "))
    expect(own).to_contain_text(re.compile("0 "))
    stored.get_by_role("link", name="Keep what is stored").click()
    expect(card(second, 1).locator("input[name=answer][value='4']")).to_be_checked()
    second.close()


def finish_reveal_discuss(team: Team) -> None:
    """Each rates alone and finishes; the lead reveals; they talk, and one changes a rating in the second round."""
    colleague, lead = team.colleague, team.lead
    team.sheet(colleague)
    for number, choice in enumerate(("1", "2")):
        answer(colleague, number, choice)
    assert PRIVATE not in colleague.content()
    for page in (colleague, lead):
        team.sheet(page).get_by_role("button", name="I have finished").click()
        expect(page.get_by_text("You have finished this round")).to_be_visible()
    lead.goto(team.result)
    lead.get_by_role("link", name="Reveal ratings and begin round 2").click()
    expect(lead.get_by_text("Everyone who may rate has finished.")).to_be_visible()
    lead.get_by_role("button", name="Reveal ratings and begin round 2").click()
    expect(lead.locator("article.spread").first).to_contain_text("3 you")

    colleague.goto(f"{team.result}/spread/")
    apart = colleague.locator("article.spread", has_text=PRIVATE)
    apart.locator("summary", has_text="Reasons given").click()
    expect(apart.get_by_text(PRIVATE)).to_be_visible()
    apart.locator("summary", has_text="Discussion").click()
    apart.get_by_label("Add to the discussion").fill(SAID)
    apart.get_by_role("button", name="Add comment").click()
    expect(colleague.get_by_text(SAID)).to_be_visible()
    answer(team.sheet(colleague), 0, "2")
    lead.goto(f"{team.result}/spread/")
    strips = lead.locator("article.spread", has_text=PRIVATE).locator("[data-strip]")
    expect(strips).to_have_text(["1 assessor, 3 you", "2 assessor, 3 you"])
    expect(lead.get_by_text(SAID)).to_be_visible()


def submit_and_mend(team: Team) -> None:
    """Returned with reasons, mended, submitted again; the author finds no way to publish."""
    lead, reviewer = team.lead, team.reviewer
    lead.goto(team.result)
    submit(lead)
    open_from_queue(reviewer, team.mission)
    reviewer.get_by_role("button", name="Return to the assessors").click()
    expect(reviewer.get_by_role("alert")).to_be_focused()
    reviewer.get_by_label("What has to change").fill(REASON)
    reviewer.get_by_role("button", name="Return to the assessors").click()
    expect(reviewer.locator("[data-review=returned]")).to_contain_text(REASON)

    lead.goto(team.result)
    expect(lead.locator("[data-review=returned]")).to_contain_text(REASON)
    page = team.sheet(lead)
    card(page, 1).get_by_text("Confidence, range and rationale").click()
    card(page, 1).get_by_label("Rationale").fill("The survey counts eleven ships")
    save(page, 1)
    lead.goto(f"{team.result}/submit/")
    lead.locator("[data-gap] > summary").first.click()
    lead.locator("[data-gap] a").first.click()
    expect(lead).to_have_url(re.compile(r"/sheet/\?interface="))
    rate_the_rest(team)
    lead.goto(team.result)
    submit(lead)
    lead.goto(f"{team.result}/review/")
    expect(lead.get_by_text("You opened this assessment.")).to_have_count(0)
    expect(lead.get_by_role("button", name="Approve and publish")).to_have_count(0)


def rate_the_rest(team: Team) -> None:
    """Two indicators of each further interface, so that there is evidence enough for every value."""
    page = team.sheet(team.lead)  # arrived, as what follows each link
    while page.get_by_role("link", name=re.compile("^Next: ")).count():
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("^Next: ")).click()
        for number in range(page.locator("article.indicator").count()):
            answer(page, number, str(number % 4 + 1))


def publish_and_read(team: Team, workbench: Workbench) -> None:
    """The reviewer publishes; the page's numbers are those of the API."""
    open_from_queue(team.reviewer, team.mission)
    wait_for_score(team.reviewer)
    team.reviewer.get_by_role("button", name="Approve and publish").click()
    expect(team.reviewer.locator("[data-review=published]")).to_be_visible()
    page = team.lead
    page.goto(team.result)
    expect(page.locator("[data-review=published]")).to_contain_text("Approved by Rita Reviewer")
    token = workbench.token("planner")
    nodes = workbench.get(f"/api/v1{team.result}/score/", token)["nodes"].values()
    shown = shown_numbers(page)
    for kind, key in (("risk", "risk"), ("target", "targets"), ("cell", "cells")):
        expected = [value_points(node["value"]) for node in nodes if node["kind"] == kind and node["is_enough"]]
        assert expected
        assert sorted(shown[key]) == sorted(expected)


def try_a_scenario(team: Team) -> None:
    page = team.lead
    page.goto(team.result)
    page.get_by_role("link", name="New scenario").click()
    page.get_by_label("Name", exact=True).fill("Ports held")
    page.locator("details.fold summary").first.click()
    page.get_by_label("In the scenario").first.select_option(index=1)
    page.get_by_role("button", name="Create and score").click()
    expect(page.get_by_role("heading", name="Ports held", level=1)).to_be_visible()
    expect(page.locator(".verdict")).to_contain_text(re.compile(r"in .+ of 100 draws"))
    gap = page.locator("tr[data-row='mission-risk'] [data-field=difference]").inner_text()
    assert re.fullmatch(r"[−+]?\d+\.\d", gap), gap


def compare_and_leave(team: Team) -> None:
    """Filter and sort the portfolio, compare with a sample by an address that another person can open, sign out."""
    page = team.lead
    page.goto("/")
    page.get_by_label("Choose for comparison: UNMOSA").check()
    page.get_by_label(f"Choose for comparison: {team.mission}").check()
    page.get_by_role("button", name=re.compile("^Compare chosen")).click()
    expect(page).to_have_url(re.compile(r"/compare/\?a=\d+&a=\d+$"))
    expect(page.locator(".compare-key")).to_contain_text(team.mission)
    page.goto("/")
    filters = page.get_by_role("form", name="Filter missions")
    filters.locator("input[name=q]").fill("UN")
    filters.locator("select[name=sort]").select_option("-risk")
    filters.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("sort=-risk"))
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    page.wait_for_load_state()
    shown = page.locator("table.heat tbody td:nth-child(2) strong:not([aria-hidden])").all_inner_texts()
    assert [float(each) for each in shown] == sorted((float(each) for each in shown), reverse=True)
    filters.locator("input[name=q]").fill(team.mission)
    filters.get_by_role("button", name="Apply").click()
    expect(page.locator("table.heat tbody tr")).to_have_count(1)
    page.locator("summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert page.request.get(team.result).url.endswith(f"/sign-in/?next={team.result}/")


def test_the_whole_job_without_a_script(workbench, open_page):
    lead, colleague, reviewer = (
        open_page(workbench, name, java_script_enabled=False) for name in ("planner", "colleague", "reviewer")
    )
    mission = f"UNSCRIPT {workbench.site.folder.name}"
    team = Team(lead, colleague, reviewer, mission, re.sub(r"[^a-z0-9]+", "-", mission.lower()).strip("-"))
    begin(team)
    rate_in_private(team)
    use_evidence_twice(team)
    choose_in_conflict(team)
    finish_reveal_discuss(team)
    submit_and_mend(team)
    publish_and_read(team, workbench)
    try_a_scenario(team)
    compare_and_leave(team)
