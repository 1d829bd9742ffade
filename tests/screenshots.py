"""`python -m tests.screenshots`: a picture of every page and state, wide and narrow, light and dark.

Pictures go to var/screenshots, also those of four pages as they are printed; the README has one of the pictures. The
run fails if a page scrolls sideways or the browser reports an error.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.drills.processes import ROOT, sqlite_site
from tests.services import chromium
from tests.stage import Stage, samples, wait_for_scores
from tests.states import State, all_states, go, visit
from tests.workbench import CHROMIUM_OPTIONS, Workbench, sign_in, start_workbench

FOLDER = ROOT / "var" / "screenshots"
README_PICTURE = ROOT / "docs" / "images" / "result.png"
SIZES = {"wide": 1280, "narrow": 390}
PRINTED = ("result", "sheet", "portfolio", "compare")
# An A4 sheet between margins of 16 mm, at 96 dots an inch.
PAPER = {"width": 672, "height": 1000}


def pages(workbench: Workbench) -> dict[str, str]:
    """Return the address of every page by a name for its picture; samples fill them."""
    number = samples(workbench)
    full, half, sparse = number["unmosa/draft"], number["unamve/draft"], number["guinea-bissau-uniogbis/published"]
    return {
        "portfolio": "/",
        "portfolio-nothing-fits": "/?q=nothing-fits-this",
        "portfolio-by-risk": "/?sort=-risk",
        "compare": f"/compare/?a={number['unmosa/published']}&a={full}",
        "compare-nothing-chosen": "/compare/",
        "mission": "/missions/unmosa/",
        "mission-retrospective": "/missions/haiti-minustah/",
        "mission-new": "/missions/new/",
        "mission-edit": "/missions/unmosa/edit/",
        "mission-delete": "/missions/unmosa/delete/",
        "people": "/missions/unmosa/people/",
        "assessment-new": "/missions/unmosa/assessments/new/",
        "sheet": f"/assessments/{full}/sheet/",
        "sheet-unrated": f"/assessments/{half}/sheet/?interface=operations-combat-oc",
        "sheet-closed": f"/assessments/{sparse}/sheet/",
        "assessment-delete": f"/assessments/{half}/delete/",
        "samples": "/samples/",
        "evidence": f"/assessments/{full}/evidence/",
        "evidence-of-a-rating": f"/assessments/{full}/ratings/i1-armed-group-income/evidence/",
        "result": f"/assessments/{full}/",
        "spread": f"/assessments/{full}/spread/",
        "scenario-new": f"/assessments/{full}/scenarios/new/",
        "result-half": f"/assessments/{half}/",
        "result-sparse": f"/assessments/{sparse}/",
        "submit": f"/assessments/{half}/submit/",
        "review": f"/assessments/{half}/review/",
        "review-queue": "/review/",
        "node-mission-risk": f"/assessments/{full}/nodes/mission-risk/",
        "node-target": f"/assessments/{full}/nodes/residual-peace-operation/",
        "node-indicator": f"/assessments/{full}/nodes/i1-armed-group-income/",
        "node-withheld": f"/assessments/{half}/nodes/mission-risk/",
        "catalogue": "/catalogue/",
        "catalogue-matrix": "/catalogue/?view=matrix",
        "measure": "/catalogue/measures/coast-patrol/",
        "reference-mission": "/catalogue/missions/unmik/",
        "sources": "/sources/",
        "questions": "/sources/questions/",
        "interfaces": "/interfaces/",
        "interface": "/interfaces/corrupts-elites/",
        "indicators": "/indicators/",
        "indicator": "/indicators/i1-profit-as-aim/",
        "method": "/method/",
        "help": "/help/",
        "glossary": "/glossary/",
        "tokens": "/account/tokens/",
        "password": "/account/password/",
        "time-zone": "/account/time-zone/",
        "not-found": "/missions/no-such-mission/",
        "api-docs": "/api/v1/docs/",
    }


def take(browser: Browser, workbench: Workbench, width: int, scheme: str, name: str) -> list[str]:
    """Take every page's picture in one size and colour scheme; return what is wrong, one line each."""
    context = browser.new_context(
        base_url=workbench.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and wrong.append(f"{page.url}: {message.text}"))
    sign_in(page, "planner")
    for key, address in pages(workbench).items():
        page.goto(address)
        settle(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{address} scrolls sideways at {width} px")
        page.screenshot(path=FOLDER / f"{key}-{name}.png", full_page=True)
        if key == "result" and name == "wide-light":
            page.evaluate("scrollTo(0, 0)")
            README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=README_PICTURE)
    context.close()
    return [line for line in wrong if "404" not in line]


def take_states(browser: Browser, stage: Stage, width: int, scheme: str, name: str) -> list[str]:
    """Take the picture of every state in one size and colour scheme; return what is wrong, one line each."""
    wrong = []
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for state, page in visit(browser, stage.workbench, all_states(stage), **look):
        settle(page)
        page.evaluate("scrollTo(0, 0)")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{state.name} scrolls sideways at {width} px")
        page.screenshot(path=FOLDER / f"{state.name}-{name}.png", full_page=True)
    return wrong


def take_prints(browser: Browser, workbench: Workbench) -> None:
    """Take a picture of each page that people print, as it is printed, at the width of an A4 sheet."""
    addresses = pages(workbench)
    states = [State(key, "planner", partial(go, address=addresses[key])) for key in PRINTED]
    for state, page in visit(browser, workbench, states, viewport=PAPER, color_scheme="dark"):
        settle(page)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(500)
        page.screenshot(path=FOLDER / f"{state.name}-print.png", full_page=True)


def settle(page: Page) -> None:
    """Wait until all charts are drawn: a chart is drawn only when it comes near the screen."""
    for figure in page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg").first.wait_for(timeout=10_000)


def main() -> int:
    path = chromium()
    if path is None:
        print("No Chromium found: install it, or name it in OCPO_CHROMIUM.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sqlite_site(Path(folder)) as site, sync_playwright() as playwright:
        workbench = start_workbench(site, None)
        wait_for_scores(workbench)
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_OPTIONS))
        looks = [(width, scheme, f"{size}-{scheme}") for size, width in SIZES.items() for scheme in ("light", "dark")]
        for look in looks:
            wrong += take(browser, workbench, *look)
        take_prints(browser, workbench)
        stage = Stage(workbench, browser)
        for look in looks:
            wrong += take_states(browser, stage, *look)
        browser.close()
        workbench.process.stop()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
