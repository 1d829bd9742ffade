"""Rows of sources, countries, reference missions and their cases, and of actors and illicit economies."""

from collections import defaultdict

from interfaces import models
from interfaces.reference.table_rows import Row, TableRows, in_order
from ocpo.text.folding import search_text

UN_DOCUMENTS = "https://undocs.org/"  # followed by a symbol, the public address of that document


def source_tables(missions: Row) -> list[TableRows]:
    """Return documents first, since countries, regions and missions point to them."""
    united_nations = [
        {
            "code": row["symbol"],
            "is_un_document": True,
            "title": row["kind"],
            "place": row["place"] or "",
            "note": row.get("note", ""),
            "url": f"{UN_DOCUMENTS}{row['symbol']}",
            **{key: row[key] for key in ("date", "footnotes", "cited_for")},
        }
        for row in missions["documents"]
    ]
    other = [
        {
            "code": row["key"],
            "is_un_document": False,
            "title": row["ref"],
            "note": row.get("note", ""),
            "url": row.get("url", ""),
            **dict.fromkeys(("date", "place"), ""),
            **{key: row[key] for key in ("footnotes", "cited_for")},
        }
        for row in missions["other_sources"]
    ]
    return [
        TableRows(models.Document, in_order([*united_nations, *other])),
        TableRows(models.Country, in_order(_country(row) for row in missions["countries"])),
        TableRows(models.Region, in_order(missions["regions"])),
        TableRows(models.NamedBody, in_order(missions["named_bodies"])),
        TableRows(models.Discrepancy, in_order(missions["discrepancies_in_the_paper"])),
    ]


def _country(row: Row) -> Row:
    return {
        "code": row["iso3"],
        "is_theatre": row["role"] == "theatre",
        "mission_note": row.get("mission_note", ""),
        **{key: row[key] for key in ("name", "interfaces", "facts", "documents", "cite")},
    }


def mission_tables(missions: list[Row], interfaces: list[Row], countries: dict[str, str]) -> list[TableRows]:
    """Return the reference missions with facts, time-lags and provisions, and the cases that name them.

    `countries` gives each country's name by its code.
    """
    facts = [{**_attributed(row), "year": row["year"] or ""} | key for row, key in _entries(missions, "facts")]
    time_lags = [{**row, "qualifier": row["qualifier"] or ""} | key for row, key in _entries(missions, "time_lags")]
    provisions = [{**_attributed(row), "place": row["place"] or ""} | key for row, key in _entries(missions, "mandate")]
    cases = [
        {**_attributed(row), "interface": interface["code"], "position": n}
        for interface in interfaces
        for n, row in enumerate(interface["evidence"], 1)
    ]
    by_place = ("mission", "position")
    return [
        TableRows(models.ReferenceMission, in_order(_mission(row, countries) for row in missions)),
        TableRows(models.MissionFact, facts, key=by_place),
        TableRows(models.TimeLag, time_lags, key=by_place),
        TableRows(models.ReferenceProvision, provisions, key=by_place),
        TableRows(models.Case, cases, key=("interface", "position")),
    ]


def _entries(missions: list[Row], name: str) -> list[tuple[Row, Row]]:
    """Return each entry of a mission's list together with the key that identifies it."""
    return [
        (row, {"mission": mission["code"], "position": n})
        for mission in missions
        for n, row in enumerate(mission[name], 1)
    ]


def _attributed(row: Row) -> Row:
    """Return a row with its flag that says whether the paper names the mission."""
    return {key: value for key, value in row.items() if key != "mission_named"} | {
        "is_mission_named": row["mission_named"]
    }


def _mission(row: Row, countries: dict[str, str]) -> Row:
    names = [countries[code] for code in row["public"]["countries"]]
    return {
        "search_text": search_text(row["code"], row["acronym"], row["public"]["full_name"], *names),
        "code": row["code"],
        "acronym": row["acronym"],
        "is_named_in_paper": row["named_in_paper"],
        "documents": row["documents"],
        **row["public"],
    }


def question_tables(questions: Row) -> list[TableRows]:
    """Return the discrepancies first: the paper has them in section III, the questions in section IV."""
    kind = models.OpenQuestion.Kind
    rows = [
        *({**row, "kind": kind.DISCREPANCY} for row in questions["discrepancies"]),
        *({**row, "kind": kind.DISCUSSION} for row in questions["questions"]),
    ]
    return [TableRows(models.OpenQuestion, in_order(rows))]


def actor_tables(actors: Row) -> list[TableRows]:
    questions = [
        {
            "interfaces": row["leads_to_interfaces"],
            "phases": row["ask_when"],
            **{key: row[key] for key in ("code", "question", "if_answer", "basis", "basis_note", "cite")},
        }
        for row in actors["mission_critical_questions"]
    ]
    people = [
        {"is_state_actor": row["state_actor"], **{key: value for key, value in row.items() if key != "state_actor"}}
        for row in actors["actors"]
    ]
    return [
        TableRows(models.Actor, in_order(people)),
        TableRows(models.IllicitEconomy, in_order(_economies(actors["illicit_economies"]))),
        TableRows(models.CriticalQuestion, in_order(questions)),
        TableRows(models.MotivationRule, in_order(actors["motivation_rules"]), key=("position",)),
    ]


def _economies(rows: list[Row]) -> list[Row]:
    """Return the trades. A wider trade is also found by the names of its parts."""
    parts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if "part_of" in row:
            parts[row["part_of"]["trade"]] += [row["title"], *row.get("words", [])]
    economies = []
    for row in rows:
        own = {key: value for key, value in row.items() if key != "part_of"}
        words = list(dict.fromkeys([*row.get("words", []), *parts[row["code"]]]))
        economies.append({"places_note": "", "note": "", **own, "words": words})
    return economies
