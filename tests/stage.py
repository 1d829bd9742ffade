"""A running workbench with missions and assessments in every state, made through the API and the forms."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.browser.test_planner_flow import create_mission
from tests.browser.test_review import add_member
from tests.drills.processes import wait_for
from tests.workbench import Workbench, sign_in

MISSION = "UNSTATES"
# The titles of assessments by the state that the stage brings them into.
TITLES = {
    "submitted": "Reading of the northern sector",
    "returned": "Reading of the port",
    "approved": "Reading before the rotation",
    "behind": "Reading of the coast",
}
KEPT = ("answer", "best", "lowest", "highest", "confidence", "rationale", "evidence")
# A digest that no engine makes: an approval with it looks like one that was given before an upgrade.
EARLIER_DIGEST = "0" * 64


def samples(workbench: Workbench) -> dict[str, int]:
    """Return the ids of the samples' assessments by "mission/state"; a private round counts as a state here."""
    rows = workbench.site.query(
        "SELECT m.code || '/' || CASE WHEN a.is_private THEN 'private' ELSE a.state END, a.id "
        "FROM assessments_assessment a JOIN missions_mission m ON m.id = a.mission_id WHERE m.sample <> ''"
    )
    return {str(name): int(number) for name, number in rows}


class Stage:
    """A mission of its own with assessments in every state of a review; for all other states there are the samples."""

    def __init__(self, workbench: Workbench, browser: Browser) -> None:
        self.workbench = workbench
        self.tokens = {person: workbench.token(person) for person in ("planner", "reviewer")}
        self._create_missions(browser)
        first = self._fill(self._open("Half a year after deployment"), samples(workbench)["unmosa/draft"])
        again = {name: self._open(title, based_on=first) for name, title in TITLES.items()}
        self.numbers = {"published": first, "unrated": self._open("Blank sheet")} | again
        self._review()
        self.numbers["successor"] = self._open("A year after deployment", based_on=first)
        self._rate_again(self.numbers["successor"])
        self._wait_for_scores()
        workbench.site.query(
            f"UPDATE assessments_assessment SET revision = revision + 2 WHERE id = {again['behind']} RETURNING id"
        )

    def _create_missions(self, browser: Browser) -> None:
        context = browser.new_context(base_url=self.workbench.url)
        page = context.new_page()
        sign_in(page, "planner")
        create_mission(page, f"{MISSION} EMPTY")
        page.goto("/")
        create_mission(page, MISSION)
        add_member(page, "reviewer", "reviewer")
        context.close()

    def send(self, method: str, path: str, body: Any = None, person: str = "planner", **headers: str) -> Any:
        return self.workbench.send(method, f"/api/v1{path}", self.tokens[person], body, **headers)

    def _open(self, title: str, based_on: int | None = None) -> int:
        facts = {"mission": MISSION.lower(), "phase": "start-up", "as_of": "2026-11-20", "title": title}
        return int(self.send("POST", "/assessments/", facts | {"based_on": based_on})["id"])

    def _fill(self, number: int, sample: int) -> int:
        """Rate every indicator as the planner did in a sample, with one piece of evidence for all ratings."""
        piece = {"title": "Joint assessment", "source": "Joint mission", "reliability": "B", "credibility": "2"}
        evidence = self.send("POST", f"/assessments/{number}/evidence/", piece)["id"]
        for rating in self.send("GET", f"/assessments/{sample}/ratings/?page_size=100")["results"]:
            body = {name: rating[name] for name in KEPT} | {"evidence": [evidence]}
            self.send("PUT", f"/assessments/{number}/ratings/{rating['indicator']}/", body, If_None_Match="*")
        return number

    def _rate_again(self, number: int) -> None:
        """Change two of the ratings that were taken over from the earlier assessment."""
        for place, best in ((0, 1), (1, 4)):
            self.change_rating(number, place, best)

    def change_rating(self, number: int, place: int, best: int) -> None:
        """Save another level for one of the planner's ratings, as if it were done in another window."""
        rating = self.send("GET", f"/assessments/{number}/ratings/?page_size=100")["results"][place]
        body = {name: rating[name] for name in KEPT} | {
            "answer": "rated",
            "best": best,
            "lowest": None,
            "highest": None,
        }
        address = f"/assessments/{number}/ratings/{rating['indicator']}/"
        self.send("PUT", address, body, If_Match=f'"{rating["version"]}"')

    def _review(self) -> None:
        """Take assessments through the steps of a review. Two are published; the approval of one is out of date."""
        self._wait_for_scores()
        for name in ("published", "submitted", "returned", "approved"):
            self.send("POST", f"/assessments/{self.numbers[name]}/submit/", {})
        reason = {"reason": "The ratings of the port rest on one source.\nSay what the second half of them rests on."}
        self.send("POST", f"/assessments/{self.numbers['returned']}/return/", reason, person="reviewer")
        for name in ("published", "approved"):
            number = self.numbers[name]
            digest = {"digest": self.send("GET", f"/assessments/{number}/score/")["digest"]}
            self.send("POST", f"/assessments/{number}/publish/", digest, person="reviewer")
        self.workbench.site.query(
            f"UPDATE assessments_reviewstep SET digest = '{EARLIER_DIGEST}' "
            f"WHERE action = 'published' AND assessment_id = {self.numbers['approved']} RETURNING id"
        )

    def _wait_for_scores(self) -> None:
        wait_for_scores(self.workbench)


def wait_for_scores(workbench: Workbench) -> None:
    """Wait until every score is computed: each rating has written a job, so no job may be left.

    One assessment of the stage has a score that stays behind. It has no job, so this does not wait for it.
    """
    asked = "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')"
    wait_for("every score", lambda: workbench.site.query(asked) == [(0,)], 60)
