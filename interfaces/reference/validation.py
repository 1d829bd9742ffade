"""Checks that the reference files agree with each other, and with the outline and the footnotes of the paper."""

import re
from collections import Counter
from typing import Any

from interfaces.models import Indicator, Interface, Measure
from interfaces.reference import catalogue_rules, indicator_rules, paper_rules
from interfaces.reference.findings import BrokenReferenceError, Findings, Problem
from interfaces.reference.layout import FILES
from interfaces.reference.reading import Document

Contents = dict[str, Any]  # file name -> content, all of the right shape

BOX_1 = [
    "Organized Crime fuels conflict",
    "Organized Crime undermines security",
    "Peacekeepers participate in Organized Crime",
    "Peace Operations fuel Organized Crime",
    "Peace Operations co-opt Organized Crime",
    "Organized Crime corrupts elites",
    "Peace Operations combat Organized Crime",
]
FOOTNOTES = set(range(1, 34))
FOOTNOTES_WITHOUT_DOCUMENT = {1, 9}
LOCATOR = re.compile(r"row (1[0-5]|[1-9])|Q(1[0-4]|[1-9])|bullet [1-4]")


def validate(documents: dict[str, Document]) -> Contents:
    """Return the contents by file name. Raises BrokenReferenceError with every problem found.

    Shapes are checked first, then references, then the rules between files: each step needs what the one before checks.
    """
    found = Findings()
    for name, check in FILES.items():
        check(documents[name].content, (name, ""), found)
    _refuse_if_wrong(found, documents)
    contents = {name: document.content for name, document in documents.items()}
    found.resolve()
    _refuse_if_wrong(found, documents)
    check_vocabulary(contents, found)
    check_citations(contents, found)
    check_interfaces(contents, found)
    indicator_rules.check(contents, found)
    catalogue_rules.check(contents, found)
    paper_rules.check(contents, found)
    check_sources(contents, found)
    check_counts(contents, found)
    _refuse_if_wrong(found, documents)
    return contents


def _refuse_if_wrong(found: Findings, documents: dict[str, Document]) -> None:
    if found.problems:
        raise BrokenReferenceError(
            [
                Problem(documents[name].file, path, reason, documents[name].lines.get(path, 0))
                for (name, path), reason in found.problems
            ]
        )


def check_vocabulary(contents: Contents, found: Findings) -> None:
    """Code lists that also stand in the program, or in two files, must agree."""
    vocabulary, actors = contents["vocabulary.yaml"], contents["actors.yaml"]
    known = {
        "directions": Interface.Direction.values,
        "roles": Interface.Role.values,
        "polarities": Indicator.Polarity.values,
        "proxy_directions": Indicator.ProxyDirection.values,
        "pairing_confidences": Measure.Pairing.values,
    }
    for key, values in known.items():
        if [row["code"] for row in vocabulary[key]] != values:
            found.wrong(("vocabulary.yaml", key), f"must list exactly these codes in this order: {', '.join(values)}")
    for key, theirs in (("motivations", "motivations"), ("state_relations", "relation_to_state")):
        codes = [row["code"] for row in vocabulary[key]]
        if sorted(row["code"] for row in actors[theirs]) != sorted(codes):
            found.wrong(("actors.yaml", theirs), f"must describe each of these once: {', '.join(codes)}")


def check_citations(contents: Contents, found: Findings) -> None:
    """A citation names a section of the paper. It may add a place in it and footnotes of that section."""
    sections = {row["label"]: set(row["footnotes"]) for row in contents["vocabulary.yaml"]["sections"]}
    every_footnote = sorted(number for footnotes in sections.values() for number in footnotes)
    if every_footnote != sorted(FOOTNOTES):
        found.wrong(("vocabulary.yaml", "sections"), "must hold footnotes 1 to 33, each exactly once")
    longest_first = sorted(sections, key=len, reverse=True)
    for place, text in found.citations:
        body, _, notes = text.partition("; fn ")
        label = next((label for label in longest_first if body == label or body.startswith(f"{label}, ")), None)
        if label is None:
            found.wrong(place, f"{text!r} names no section of the paper; use a label from vocabulary.yaml")
            continue
        locator = body[len(label) + 2 :]
        if locator and not LOCATOR.fullmatch(locator):
            found.wrong(place, f"{locator!r} is no place in {label!r}; use 'row 3', 'Q5' or 'bullet 2'")
        if not re.fullmatch(r"(\d+(, \d+)*)?", notes):
            found.wrong(place, f"{notes!r} are no footnotes; write '; fn 24, 25'")
            continue
        for number in [int(part) for part in notes.split(", ") if part]:
            if number not in sections[label]:
                found.wrong(place, f"footnote {number} is not in section {label!r}; cite the section that holds it")


def check_interfaces(contents: Contents, found: Findings) -> None:
    """The seven interfaces stand in the order of Box 1; each mechanism of a threat says which targets it acts on."""
    targets = [row["code"] for row in contents["vocabulary.yaml"]["threat_targets"]]
    rows = contents["interfaces.yaml"]["interfaces"]
    if [row["title"] for row in rows] != BOX_1 or [row["number"] for row in rows] != list(range(1, 8)):
        found.wrong(("interfaces.yaml", "interfaces"), "must be the seven of Box 1, numbered 1 to 7, in that order")
    for n, row in enumerate(rows):
        path = f"interfaces[{n}]"
        if [link["target"] for link in row["threat_targets"]] != targets:
            reason = f"must name each target once, in this order: {', '.join(targets)}"
            found.wrong(("interfaces.yaml", f"{path}.threat_targets"), reason)
        if row["role"] == Interface.Role.THREAT:
            _check_bearings(row, path, found)
        _check_bases(row["threat_targets"], "interfaces.yaml", f"{path}.threat_targets", found)


def _check_bearings(row: dict, path: str, found: Findings) -> None:
    for m, mechanism in enumerate(row["mechanisms"]):
        if "bears_on" not in mechanism or "bears_on_reason" not in mechanism:
            reason = "a mechanism of a threat needs bears_on and bears_on_reason; add them"
            found.wrong(("interfaces.yaml", f"{path}.mechanisms[{m}]"), reason)
    for k, link in enumerate(row["threat_targets"]):
        bearings = [mechanism.get("bears_on", {}).get(link["target"], 0) for mechanism in row["mechanisms"]]
        if link["relevance"] and not any(bearings):
            reason = f"is relevant to {link['target']}, but no mechanism bears on it; set one above 0"
            found.wrong(("interfaces.yaml", f"{path}.threat_targets[{k}].relevance"), reason)


def _check_bases(rows: list[dict], file: str, path: str, found: Findings) -> None:
    for n, row in enumerate(rows):
        if row["basis"] == "paper" and not row["cite"]:
            found.wrong((file, f"{path}[{n}].cite"), "basis is paper, so cite where the paper says it")


def check_sources(contents: Contents, found: Findings) -> None:
    """Every footnote that cites a document has one; a country is in the paper exactly if it is cited."""
    missions = contents["missions.yaml"]
    covered = {number for row in missions["documents"] + missions["other_sources"] for number in row["footnotes"]}
    missing = sorted(FOOTNOTES - covered - FOOTNOTES_WITHOUT_DOCUMENT)
    if missing:
        found.wrong(("missions.yaml", "documents"), f"no document for footnotes {missing}; add them")
    for n, row in enumerate(missions["countries"]):
        if (row["role"] == "background") == bool(row["cite"]):
            reason = "background countries are not in the paper and cite nothing; all others cite where they stand"
            found.wrong(("missions.yaml", f"countries[{n}].cite"), reason)
    for n, row in enumerate(missions["missions"]):
        end = row["public"]["end_year"]
        if end is not None and end < row["public"]["start_year"]:
            found.wrong(("missions.yaml", f"missions[{n}].public.end_year"), "lies before start_year; correct one")
    repeated = [name for name, times in Counter(row["acronym"] for row in missions["missions"]).items() if times > 1]
    if repeated:
        found.wrong(("missions.yaml", "missions"), f"acronyms stand twice: {', '.join(repeated)}; give each its own")


def check_counts(contents: Contents, found: Findings) -> None:
    """The size of the model is fixed, so that a row that was lost or doubled by mistake is noticed."""
    vocabulary, missions = contents["vocabulary.yaml"], contents["missions.yaml"]
    interfaces, police = contents["interfaces.yaml"]["interfaces"], contents["police.yaml"]
    measures = [row for area in contents["countermeasures.yaml"]["areas"] for row in area["measures"]]
    expected = [
        ("vocabulary.yaml", "threat_targets", 3, len(vocabulary["threat_targets"])),
        ("vocabulary.yaml", "phases", 4, len(vocabulary["phases"])),
        ("interfaces.yaml", "interfaces[].mechanisms", 25, sum(len(row["mechanisms"]) for row in interfaces)),
        ("interfaces.yaml", "interfaces[].evidence", 34, sum(len(row["evidence"]) for row in interfaces)),
        ("indicators.yaml", "indicators", 49, len(contents["indicators.yaml"]["indicators"])),
        ("countermeasures.yaml", "areas[].measures[].examples", 45, sum(len(row["examples"]) for row in measures)),
        ("missions.yaml", "missions", 13, len(missions["missions"])),
        ("missions.yaml", "documents", 29, len(missions["documents"])),
        ("police.yaml", "core_functions", 2, len(police["core_functions"])),
        ("police.yaml", "activities", 13, len(police["activities"])),
    ]
    for file, path, wanted, counted in expected:
        if counted != wanted:
            found.wrong((file, path), f"{counted} entries where the model has {wanted}; restore or remove entries")
