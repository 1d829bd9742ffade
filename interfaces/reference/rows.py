"""Turns the contents of the files into the rows of every table. Each table comes after those it points to."""

from typing import Any

from interfaces import models
from interfaces.reference.catalogue_rows import catalogue_tables, police_tables
from interfaces.reference.mission_rows import actor_tables, mission_tables, question_tables, source_tables
from interfaces.reference.model_rows import indicator_tables, interface_tables, remark_rows, vocabulary_tables
from interfaces.reference.table_rows import TableRows, in_order


def tables(contents: dict[str, Any]) -> list[TableRows]:
    """Return all tables of the reference model from validate contents (file name -> content)."""
    vocabulary, actors, missions = (contents[f"{name}.yaml"] for name in ("vocabulary", "actors", "missions"))
    interfaces = contents["interfaces.yaml"]["interfaces"]
    countries = {row["iso3"]: row["name"] for row in missions["countries"]}
    return [
        *vocabulary_tables(vocabulary, actors),
        TableRows(models.Remark, in_order(remark_rows(contents))),
        *interface_tables(interfaces),
        *indicator_tables(contents["indicators.yaml"]["indicators"], interfaces, vocabulary["scale_labels"]),
        *source_tables(missions),
        *mission_tables(missions["missions"], interfaces, countries),
        *actor_tables(actors),
        *police_tables(contents["police.yaml"]),
        *catalogue_tables(contents["countermeasures.yaml"], missions["missions"], countries, vocabulary["components"]),
        *question_tables(contents["questions.yaml"]),
    ]
