"""Rows of the vocabulary, the interfaces and the indicators."""

from typing import Any

from interfaces import models
from interfaces.reference.table_rows import Row, TableRows, in_order
from ocpo.text.folding import search_text


def vocabulary_tables(vocabulary: Row, actors: Row) -> list[TableRows]:
    """Return the short lists; motivations and state relations take their description from the actors file."""
    relations = {row["code"]: row for row in actors["relation_to_state"]}
    motivations = {row["code"]: row for row in actors["motivations"]}
    named = [
        {"code": row["code"], "title": row["title"], "is_named_in_paper": row["named"]}
        for row in vocabulary["components"]
    ]
    return [
        TableRows(models.Paper, [vocabulary["source"]], key=("title",)),
        TableRows(models.Section, in_order(vocabulary["sections"]), key=("label",)),
        TableRows(models.Definition, in_order({"source": "", "note": "", **row} for row in vocabulary["definitions"])),
        TableRows(models.Target, in_order(vocabulary["threat_targets"])),
        TableRows(models.Phase, in_order(vocabulary["phases"])),
        TableRows(models.Component, in_order(named)),
        TableRows(models.Prerequisite, in_order(vocabulary["prerequisites"])),
        TableRows(
            models.StateRelation, in_order({**row, **relations[row["code"]]} for row in vocabulary["state_relations"])
        ),
        TableRows(models.Motivation, in_order(motivations[row["code"]] for row in vocabulary["motivations"])),
    ]


def remark_rows(contents: dict[str, Any]) -> list[Row]:
    """Return the rules and notes about a whole file, each with its topic."""
    vocabulary, catalogue = contents["vocabulary.yaml"], contents["countermeasures.yaml"]
    actors, missions, police = contents["actors.yaml"], contents["missions.yaml"], contents["police.yaml"]
    judgement = {"basis": models.Basis.JUDGEMENT, "cite": []}
    paper = {"basis": models.Basis.PAPER}
    return [
        {"code": "citation-rules", "topic": "citations", "text": vocabulary["citation_rules"], **judgement},
        {"code": "scale-rule", "topic": "indicators", "text": vocabulary["scale_labels"]["rule"], **judgement},
        *({**row, "topic": "interfaces"} for row in contents["interfaces.yaml"]["notes"]),
        {
            "code": "table-note",
            "topic": "catalogue",
            "text": catalogue["table_note"],
            "cite": catalogue["cite"],
            **paper,
        },
        *({**row, "topic": "catalogue"} for row in catalogue["reading_notes"]),
        {"code": "transnational-and-local", "topic": "actors", **actors["transnational_and_local"]},
        *(
            {
                "code": f"all-missions-{row['measure']}",
                "topic": "missions",
                "text": row["text"],
                "cite": row["cite"],
                **paper,
            }
            for row in missions["all_missions"]
        ),
        {"code": "police-source", "topic": "police", "text": police["source"], "cite": police["cite"], **paper},
        {"code": "police-note", "topic": "police", "text": police["note"], "cite": police["note_cite"], **paper},
    ]


def interface_tables(interfaces: list[Row]) -> list[TableRows]:
    """Return interfaces and mechanisms with their targets. Cases come with the missions, which they point to."""
    own = ("number", "code", "title", "short_title", "role", "direction", "definition", "cite")
    mechanisms = [
        {
            **{key: row[key] for key in ("code", "title", "description", "basis", "cite")},
            "interface": interface["code"],
            "bearing_reason": row.get("bears_on_reason", ""),
        }
        for interface in interfaces
        for row in interface["mechanisms"]
    ]
    relevances = [
        {**row, "interface": interface["code"], "position": n}
        for interface in interfaces
        for n, row in enumerate(interface["threat_targets"], 1)
    ]
    bearings = [
        {"mechanism": row["code"], "target": target, "bearing": bearing, "position": n}
        for interface in interfaces
        for row in interface["mechanisms"]
        for n, (target, bearing) in enumerate(row.get("bears_on", {}).items(), 1)
    ]
    rows = [{**{key: row[key] for key in own}, "also_directions": row["direction_also"]} for row in interfaces]
    return [
        TableRows(models.Interface, in_order(rows)),
        TableRows(models.Mechanism, in_order(mechanisms)),
        TableRows(models.Relevance, relevances, key=("interface", "target")),
        TableRows(models.Bearing, bearings, key=("mechanism", "target")),
    ]


def indicator_tables(indicators: list[Row], interfaces: list[Row], labels: dict[str, list[str]]) -> list[TableRows]:
    """Return indicators with levels, evidence sources and holders; `labels` names the levels of each role."""
    own = ("code", "number", "mechanism", "title", "question", "why", "polarity", "phases", "basis", "cite")
    above = {each["code"]: [each["title"], row["title"]] for row in interfaces for each in row["mechanisms"]}
    rows = []
    for row in indicators:
        proxy = row["proxy"] or {"name": "", "unit": "", "direction": ""}
        named = {f"proxy_{key}": value for key, value in proxy.items()}
        texts = [row[key] for key in ("number", "title", "question", "why")] + above[row["mechanism"]]
        search = search_text(*texts, *(step["descriptor"] for step in row["scale"]))
        more = {"applies_when": row["applies_when"] or "", "search_text": search}
        rows.append({**{key: row[key] for key in own}, **named, **more})
    levels = [
        {**step, "indicator": row["code"], "label": labels[_role(row)][step["level"]]}
        for row in indicators
        for step in row["scale"]
    ]
    evidence = [(row["code"], n, entry) for row in indicators for n, entry in enumerate(row["evidence"], 1)]
    sources = [{"indicator": code, "position": n, "look_for": entry["look_for"]} for code, n, entry in evidence]
    holders = [
        {"source": (code, n), "component": holder, "position": rank}
        for code, n, entry in evidence
        for rank, holder in enumerate(entry["holder"], 1)
    ]
    return [
        TableRows(models.Indicator, in_order(rows)),
        TableRows(models.Level, levels, key=("indicator", "level")),
        TableRows(models.EvidenceSource, sources, key=("indicator", "position")),
        TableRows(models.EvidenceHolder, holders, key=("source", "component")),
    ]


def _role(indicator: Row) -> str:
    is_response = indicator["polarity"] == models.Indicator.Polarity.STRONGER_RESPONSE
    return str(models.Interface.Role.RESPONSE if is_response else models.Interface.Role.THREAT)
