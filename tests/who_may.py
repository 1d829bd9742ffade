"""Who may do what, as one table: the test tries each cell, and docs/who-may-do-what.md shows it.

`python -m tests.who_may` writes the document anew.
"""

from __future__ import annotations

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "who-may-do-what.md"
# The people who try: their names in the cast, and the heads of their columns in the table.
PEOPLE = {
    "planner": "lead",
    "colleague": "assessor who made it",
    "other": "other assessor",
    "reviewer": "reviewer",
    "viewer": "viewer",
    "stranger": "lead of another mission",
    "outsider": "no member",
    "analyst": "analyst",
    "administrator": "administrator",
}
RATERS = {"planner", "colleague", "other"}
LEAD = {"planner"}
MAKER = {"planner", "colleague"}
EVERYONE = {*PEOPLE}

# By the name of a service: what it does, and who may do it. Analyst and administrator are members of nothing here.
TABLE = {
    "create_mission": ("Create a mission, and lead it", EVERYONE),
    "update_mission": ("Change the facts or the phase of a mission", LEAD),
    "archive_mission": ("Archive a mission, or bring it back", LEAD),
    "delete_mission": ("Delete a mission", LEAD),
    "set_member": ("Add a person, or change a role", LEAD),
    "remove_member": ("Take a person off a mission", LEAD),
    "create_assessment": ("Open an assessment", RATERS),
    "archive_assessment": ("Archive an assessment, or bring it back", LEAD),
    "delete_assessment": ("Delete an assessment that nobody has worked on", MAKER),
    "record_rating": ("Rate an indicator", RATERS),
    "record_ratings": ("Rate many indicators at once", RATERS),
    "clear_rating": ("Take one's rating back", RATERS),
    "add_evidence": ("Enter evidence", RATERS),
    "remove_evidence": ("Remove evidence that nothing rests on", {"colleague"}),
    "finish_round": ("Say that one's ratings are complete", RATERS),
    "reveal_round": ("Reveal the private first round", LEAD),
    "leave_out_former": ("Leave out ratings of former members", LEAD),
    "comment": ("Take part in the discussion", RATERS),
    "create_scenario": ("Make a scenario", RATERS),
    "update_scenario": ("Change a scenario", MAKER),
    "delete_scenario": ("Delete a scenario", MAKER),
    "submit_assessment": ("Submit an assessment for review", RATERS),
    "withdraw_assessment": ("Withdraw an assessment from review", LEAD),
    "return_assessment": ("Return an assessment with reasons", {"reviewer"}),
    "publish_assessment": ("Publish an assessment", {"reviewer"}),
    "publish_sample": ("Close an assessment of a sample", LEAD),
    "try_again": ("Have a failed score computed again", {"planner", "administrator"}),
}
# Writes without a person who acts: whoever runs the server starts them with a command.
BY_THE_SERVER = {
    "renew_scores": "Have scores of an older engine computed anew",
    "retry_failed_scores": "Have every failed score computed again",
}

HEAD = """# Who may do what

A test tries every cell of this table against the services, which pages, API and commands all call
(`tests/test_who_may_do_what.py`). The rules and the sentences that refuse stand in `missions/access.py` and
`assessments/services/access.py`; `python -m tests.who_may` writes this page anew.

Who is no member of a mission is not even told that it exists: pages and API answer 404 before any rule is asked. A
member whom a rule refuses is answered 403. What a rule allows can still come at the wrong time, for instance a rating
of an assessment that is closed: that is 409, or a message on the page.

A reviewer decides only on what they have no part in: whoever opened, rated, gave evidence, discussed or submitted is
barred, whatever their role is now. Analyst and administrator are roles in the whole workbench; here they are members of
nothing. An administrator finds a failed score only on missions that they are a member of.
"""


def document() -> str:
    """Return docs/who-may-do-what.md."""
    head = f"| | {' | '.join(PEOPLE.values())} |\n|---|{'---|' * len(PEOPLE)}"
    rows = [
        f"| {what} | {' | '.join('yes' if person in allowed else '' for person in PEOPLE)} |"
        for what, allowed in TABLE.values()
    ]
    started = "".join(f"- {what}\n" for what in BY_THE_SERVER.values())
    return "\n".join([HEAD, head, *rows, "", "Whoever runs the server starts these by a command:", "", started])


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
