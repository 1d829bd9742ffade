"""Every state that a page can be in, for pictures and for the check of each page.

States that last are made once (tests/stage.py); those that pass, such as a conflict, are made on each visit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.stage import MISSION, Stage, samples
from tests.workbench import Workbench, sign_in


@dataclass(frozen=True)
class State:
    """One state of a page: its name, who sees it ("" for nobody signed in), and how it is opened."""

    name: str
    person: str
    open: Callable[[Page], object]


def all_states(stage: Stage) -> list[State]:
    """Return every state, each under a name for its picture."""
    return [*_plain(stage), *_made_on_the_page(stage)]


def _plain(stage: Stage) -> Iterator[State]:
    """Yield the states that are shown by just opening an address."""
    sample, own = samples(stage.workbench), stage.numbers
    full, private = sample["unmosa/draft"], sample["unamve/private"]
    scenario = stage.workbench.site.query(f"SELECT id FROM assessments_scenario WHERE assessment_id = {full}")[0][0]
    compared = [sample["unmosa/published"], full, sample["unamve/draft"]]
    addresses = {
        "planner": {
            "portfolio-filtered": "/?phase=planning",
            "mission-no-assessment": f"/missions/{MISSION.lower()}-empty/",
            "result-unrated": f"/assessments/{own['unrated']}/",
            "result-returned": f"/assessments/{own['returned']}/",
            "result-published": f"/assessments/{own['published']}/",
            "result-published-other-score": f"/assessments/{own['approved']}/",
            "result-behind": f"/assessments/{own['behind']}/",
            "review-own": f"/assessments/{own['submitted']}/review/",
            "sheet-badges": f"/assessments/{own['successor']}/sheet/",
            "private-lead": f"/assessments/{private}/",
            "private-reveal": f"/assessments/{private}/round/reveal/",
            "scenario": f"/assessments/{full}/scenarios/{scenario}/",
            "scenario-edit": f"/assessments/{full}/scenarios/{scenario}/edit/",
            "scenario-delete": f"/assessments/{full}/scenarios/{scenario}/delete/",
            "compare-three": "/compare/?" + "&".join(f"a={number}" for number in compared),
            "catalogue-nothing-found": "/catalogue/?q=nothing-like-this",
        },
        "colleague": {
            "private-colleague": f"/assessments/{private}/",
            "private-colleague-sheet": f"/assessments/{private}/sheet/",
            "private-colleague-evidence": f"/assessments/{private}/evidence/",
            "not-allowed": "/missions/unmosa/edit/",
        },
        "reviewer": {
            "review-queue-waiting": "/review/",
            "review-reviewer": f"/assessments/{own['submitted']}/review/",
            "sheet-viewer": f"/assessments/{full}/sheet/",
        },
        "outsider": {"portfolio-empty": "/", "outsider-not-found": "/missions/unmosa/"},
        "": {"sign-in": "/sign-in/", "signed-out-method": "/method/", "signed-out-not-found": "/no-such-page/"},
    }
    for person, by_name in addresses.items():
        for name, address in by_name.items():
            yield State(name, person, partial(go, address=address))


def go(page: Page, address: str) -> None:
    page.goto(address)


def _made_on_the_page(stage: Stage) -> Iterator[State]:
    """Yield the states that somebody's actions on a page lead to."""
    full = samples(stage.workbench)["unmosa/draft"]
    refused = {
        "mission-errors": ("/missions/new/", "Create mission"),
        "scenario-errors": (f"/assessments/{full}/scenarios/new/", "Create and score"),
        "evidence-errors": (f"/assessments/{full}/evidence/", "Add evidence"),
        "password-errors": ("/account/password/", "Change password"),
    }
    for name, (address, button) in refused.items():
        yield State(name, "planner", partial(_refused, address=address, button=button))
    yield State("sign-in-refused", "", _sign_in_refused)
    review = f"/assessments/{stage.numbers['submitted']}/review/"
    yield State("review-errors", "reviewer", partial(_refused, address=review, button="Return to the assessors"))
    yield State("sheet-conflict", "planner", partial(_in_conflict, stage=stage))
    yield State("sheet-conflict-page", "planner", partial(_in_conflict_on_its_page, stage=stage))
    sheet = f"/assessments/{stage.numbers['successor']}/sheet/"
    yield State("sheet-offline", "planner", partial(_offline, address=sheet))
    yield State("sheet-range-error", "planner", partial(_out_of_range, address=sheet))
    yield State("sheet-open-folds", "planner", partial(_unfolded, address=f"/assessments/{full}/sheet/", card=True))
    yield State("spread-discussion", "colleague", partial(_unfolded, address=f"/assessments/{full}/spread/"))


def _refused(page: Page, address: str, button: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _sign_in_refused(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("planner")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _first_card(page: Page) -> Locator:
    return page.locator("article.indicator").first


def _saved_elsewhere(page: Page, stage: Stage) -> None:
    """Open a sheet, save another level for its first answer elsewhere, then choose a third level on the sheet."""
    number = stage.numbers["successor"]
    page.goto(f"/assessments/{number}/sheet/")
    card = _first_card(page)
    standing = int(card.locator("input[name=answer]:checked").get_attribute("value"))
    stage.change_rating(number, 0, (standing + 1) % 5)
    card.locator(f"input[name=answer][value='{(standing + 2) % 5}']").locator("xpath=..").click()


def _in_conflict(page: Page, stage: Stage) -> None:
    _saved_elsewhere(page, stage)
    expect(_first_card(page).locator(".version")).to_have_count(2)


def _in_conflict_on_its_page(page: Page, stage: Stage) -> None:
    """Cause the same conflict without a script: the card then has a page of its own."""
    page.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
    _saved_elsewhere(page, stage)
    page.unroute_all()
    _first_card(page).locator("form.rating").evaluate("form => form.submit()")
    expect(page.locator(".version")).to_have_count(2)


def _offline(page: Page, address: str) -> None:
    page.goto(address)
    page.context.set_offline(True)
    card = _first_card(page)
    card.locator("input[name=answer]:not(:checked)").first.locator("xpath=..").click()
    expect(card.locator(".rating__answer")).to_contain_text("tried again")


def _out_of_range(page: Page, address: str) -> None:
    page.goto(address)
    card = _first_card(page)
    card.locator("input[name=answer][value='1']").locator("xpath=..").click()
    card.get_by_text("Confidence, range and rationale").click()
    card.get_by_label("Lowest plausible level").fill("3")
    expect(card.get_by_role("alert")).to_contain_text("above the best estimate")


def _unfolded(page: Page, address: str, card: bool = False) -> None:
    """Open every fold of the first card, or of the whole page."""
    page.goto(address)
    place = _first_card(page) if card else page.locator("main")
    for fold in place.locator("details:not([open]) > summary").all():
        if fold.is_visible():
            fold.click()


def visit(browser: Browser, workbench: Workbench, states: Iterable[State], **look: Any) -> Iterator[tuple[State, Page]]:
    """Open each state in turn on a page of its own, signed in as the person who sees it."""
    people: dict[str, list[State]] = {}
    for state in states:
        people.setdefault(state.person, []).append(state)
    for person, seen in people.items():
        context = browser.new_context(base_url=workbench.url, **look)
        if person:
            page = context.new_page()
            sign_in(page, person)
            page.close()
        for state in seen:
            page = context.new_page()
            state.open(page)
            yield state, page
            context.set_offline(False)
            page.close()
        context.close()
