"""Rows of the catalogue and of UN Police."""

from interfaces import models
from interfaces.reference.table import Row, Table, in_order


def police_tables(police: Row) -> list[Table]:
    return [
        Table(models.PoliceFunction, in_order(police["core_functions"])),
        Table(models.PoliceActivity, in_order(police["activities"])),
    ]


def catalogue_tables(areas: list[Row]) -> list[Table]:
    """Return areas and measures with their effects, precedents and risks."""
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
        Table(models.Area, in_order(_area(row) for row in areas)),
        Table(models.Measure, in_order(_measure(row, area) for area in areas for row in area["measures"])),
        Table(models.MeasureEffect, effects, key=("measure", "interface")),
        Table(models.Precedent, _precedents(measures), key=("measure", "position")),
        Table(models.MeasureRisk, risks, key=("measure", "position")),
    ]


def _area(row: Row) -> Row:
    own = {key: row[key] for key in ("number", "code", "title", "cite")}
    return {**own, "title_note": row.get("title_note", "")}


def _measure(row: Row, area: Row) -> Row:
    same = ("number", "code", "title", "description", "components", "police_activities", "phases", "prerequisites")
    return {
        **{key: row[key] for key in same},
        "area": area["code"],
        "title_note": row.get("title_note", ""),
        "pairing_confidence": row["pairing"]["confidence"],
        "pairing_note": row["pairing"]["note"],
        **row["motivations"],
    }


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
