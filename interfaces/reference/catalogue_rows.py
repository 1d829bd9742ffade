"""Rows of the catalogue and of UN Police."""

from interfaces import models
from interfaces.reference.table_rows import Row, TableRows, in_order
from ocpo.text.folding import search_text


def police_tables(police: Row) -> list[TableRows]:
    return [
        TableRows(models.PoliceFunction, in_order(police["core_functions"])),
        TableRows(models.PoliceActivity, in_order(police["activities"])),
    ]


def catalogue_tables(
    catalogue: Row, missions: list[Row], countries: dict[str, str], components: list[Row]
) -> list[TableRows]:
    """Return areas and measures with their effects, trades, precedents and risks.

    `missions` are those of the paper, `countries` gives each country's name by its code, `components` carry measures
    out. Their names go into the text that a search looks through.
    """
    areas = catalogue["areas"]
    names = countries | {row["code"]: f"{row['acronym']} {row['public']['full_name']}" for row in missions}
    names |= {row["code"]: row["title"] for row in components}
    measures = [row for area in areas for row in area["measures"]]
    effects = [
        {**link, "measure": row["code"], "position": n}
        for row in measures
        for n, link in enumerate(row["interfaces"], 1)
    ]
    risks = [
        {**risk, "measure": row["code"], "position": n} for row in measures for n, risk in enumerate(row["risks"], 1)
    ]
    return [
        TableRows(models.Area, in_order(_area(row) for row in areas)),
        TableRows(models.Measure, in_order(_measure(row, area, names) for area in areas for row in area["measures"])),
        TableRows(models.MeasureEffect, effects, key=("measure", "interface")),
        TableRows(models.MeasureTrade, _trades(catalogue["trades"]), key=("measure", "economy")),
        TableRows(models.Precedent, _precedents(measures), key=("measure", "position")),
        TableRows(models.MeasureRisk, risks, key=("measure", "position")),
    ]


def _area(row: Row) -> Row:
    own = {key: row[key] for key in ("number", "code", "title", "cite")}
    return {**own, "title_note": row.get("title_note", "")}


def _measure(row: Row, area: Row, names: dict[str, str]) -> Row:
    examples = [text for each in row["examples"] for text in (each["detail"], each["mission"], each["country"]) if text]
    named = [names.get(text, text) for text in (*examples, *row["components"])]
    texts = [row["title"], row["description"], area["title"], *(risk["text"] for risk in row["risks"])]
    same = ("number", "code", "title", "description", "components", "police_activities", "phases", "prerequisites")
    return {
        **{key: row[key] for key in same},
        "area": area["code"],
        "search_text": search_text(*texts, *named),
        "title_note": row.get("title_note", ""),
        "pairing_confidence": row["pairing"]["confidence"],
        "pairing_note": row["pairing"]["note"],
        **row["motivations"],
    }


def _trades(lines: list[Row]) -> list[Row]:
    """Return a row for each measure and trade that a line names, in the order of the file."""
    pairs = [(line, economy, measure) for line in lines for economy in line["trades"] for measure in line["measures"]]
    return [
        {"measure": measure, "economy": economy, "position": n, **{key: line[key] for key in ("how", "basis", "cite")}}
        for n, (line, economy, measure) in enumerate(pairs, 1)
    ]


def _precedents(measures: list[Row]) -> list[Row]:
    return [
        {
            "measure": row["code"],
            "position": n,
            "mission": example["mission"],
            "country": example["country"],
            "detail": example["detail"],
            "is_mission_named": example["mission_named"],
            "is_all_missions": example.get("all_missions", False),
        }
        for row in measures
        for n, example in enumerate(row["examples"], 1)
    ]
