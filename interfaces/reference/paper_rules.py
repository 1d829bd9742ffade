"""Checks on what the paper is said to say: whom a case names, which questions it leaves open, where terms come from."""

from typing import Any

from interfaces.models import Basis
from interfaces.reference.findings import Findings

DISCREPANCIES = [f"III, Is Peacekeeping also Crime Fighting?, bullet {n}" for n in range(1, 5)]
QUESTIONS = [f"IV, Questions for Discussion, Q{n}" for n in range(1, 15)]


def check(contents: dict[str, Any], found: Findings) -> None:
    """Report a case without a mission to name, a question out of place, and a term that names no source."""
    _check_cases(contents["interfaces.yaml"]["interfaces"], contents["missions.yaml"]["missions"], found)
    _check_questions(contents["questions.yaml"], found)
    _check_terms(contents["vocabulary.yaml"]["definitions"], found)


def _check_cases(interfaces: list[dict], missions: list[dict], found: Findings) -> None:
    for n, interface in enumerate(interfaces):
        for k, case in enumerate(interface["evidence"]):
            here = ("interfaces.yaml", f"interfaces[{n}].evidence[{k}].mission_named")
            if case["mission_named"] and case["mission"] is None:
                found.wrong(here, "no mission is given that the paper could name; write false, or give the mission")
            elif case["mission"] and not case["mission_named"] and case["country"] is None:
                found.wrong(here, "a mission of our attribution needs the country that the paper names; give it")
    for n, mission in enumerate(missions):
        for name in ("facts", "mandate"):
            for k, row in enumerate(mission[name]):
                if row["mission_named"] and not mission["named_in_paper"]:
                    reason = f"the paper names {mission['acronym']} nowhere; write false"
                    found.wrong(("missions.yaml", f"missions[{n}].{name}[{k}].mission_named"), reason)


def _check_questions(questions: dict[str, Any], found: Findings) -> None:
    for name, places in (("discrepancies", DISCREPANCIES), ("questions", QUESTIONS)):
        rows = questions[name]
        if [row["number"] for row in rows] != list(range(1, len(places) + 1)):
            found.wrong(("questions.yaml", name), f"must be numbered 1 to {len(places)}, each once, in that order")
        for n, (row, place) in enumerate(zip(rows, places, strict=False)):
            if row["cite"][0] != place:
                found.wrong(("questions.yaml", f"{name}[{n}].cite"), f"must cite its own place first, {place}")


def _check_terms(terms: list[dict], found: Findings) -> None:
    for n, row in enumerate(terms):
        here = ("vocabulary.yaml", f"definitions[{n}]")
        if row["basis"] in (Basis.PAPER, Basis.MIXED) and not row["cite"]:
            found.wrong(here, f"basis is {row['basis']}, so cite where the paper says it")
        if row["basis"] == Basis.PUBLIC_KNOWLEDGE and "source" not in row:
            found.wrong(here, "basis is public knowledge, so name the source")
        if row["basis"] == Basis.JUDGEMENT and (row["cite"] or "source" in row):
            found.wrong(here, "has a source, so it is not in our words alone; correct the basis")
