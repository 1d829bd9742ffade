"""Checks on the catalogue: the outline of the annex, what measures act on, and the lists of the missions."""

from collections import defaultdict
from itertools import product
from typing import Any

from interfaces.models import Interface
from interfaces.reference.findings import Findings

FILE = "countermeasures.yaml"
MEASURES_PER_AREA = [1, 2, 2, 1, 2, 4, 4, 2, 2, 3, 2, 2, 2, 1, 3]


def check(contents: dict[str, Any], found: Findings) -> None:
    """Report every entry that differs from the table of the annex or contradicts the rest of the model."""
    areas = contents[FILE]["areas"]
    outline = [len(area["measures"]) for area in areas]
    if outline != MEASURES_PER_AREA or [area["number"] for area in areas] != list(range(1, 16)):
        found.wrong((FILE, "areas"), f"must be 15 areas with {MEASURES_PER_AREA} measures, in the table's order")
    response = {
        row["code"] for row in contents["interfaces.yaml"]["interfaces"] if row["role"] == Interface.Role.RESPONSE
    }
    for a, area in enumerate(areas):
        if area["cite"] != [f"Annex, Table 1, row {area['number']}"]:
            found.wrong((FILE, f"areas[{a}].cite"), f"must cite its own row, Annex, Table 1, row {area['number']}")
        for m, measure in enumerate(area["measures"]):
            path = f"areas[{a}].measures[{m}]"
            wanted = f"{area['number']}.{m + 1}"
            if measure["number"] != wanted:
                found.wrong((FILE, f"{path}.number"), f"is out of order; it should be {wanted!r}")
            _check_effects(measure, path, response, found)
            _check_examples(measure, path, found)
            _check_choices(measure, path, found)
    _check_trades(contents, found)
    _check_parts(contents["actors.yaml"]["illicit_economies"], found)
    _check_missions(contents, found)


def _check_effects(measure: dict, path: str, response: set[str], found: Findings) -> None:
    codes = [link["interface"] for link in measure["interfaces"]]
    for n, code in enumerate(codes):
        here = (FILE, f"{path}.interfaces[{n}].interface")
        if code in response:
            found.wrong(here, f"every measure belongs to {code!r}; list only the threats it acts on")
        if code in codes[:n]:
            found.wrong(here, f"{code!r} stands twice; keep one of them")


def _check_examples(measure: dict, path: str, found: Findings) -> None:
    for n, example in enumerate(measure["examples"]):
        if bool(example.get("all_missions")) == bool(example["mission"]):
            reason = "an example is of one mission or has all_missions: true; set exactly one of them"
            found.wrong((FILE, f"{path}.examples[{n}].mission"), reason)


def _check_choices(measure: dict, path: str, found: Findings) -> None:
    both = set(measure["motivations"]["suits"]) & set(measure["motivations"]["unsuited"])
    if both:
        found.wrong((FILE, f"{path}.motivations"), f"{', '.join(sorted(both))} both suits and does not; decide")
    for n, risk in enumerate(measure["risks"]):
        if risk["basis"] == "paper" and not risk["cite"]:
            found.wrong((FILE, f"{path}.risks[{n}].cite"), "basis is paper, so cite where the paper says it")


def _check_trades(contents: dict[str, Any], found: Findings) -> None:
    """A pair of measure and trade is given once, and both must share an interface."""
    of_trade = {row["code"]: set(row["interfaces"]) for row in contents["actors.yaml"]["illicit_economies"]}
    of_measure = {
        row["code"]: {link["interface"] for link in row["interfaces"]}
        for area in contents[FILE]["areas"]
        for row in area["measures"]
    }
    seen: set[tuple[str, str]] = set()
    for n, line in enumerate(contents[FILE]["trades"]):
        here = (FILE, f"trades[{n}]")
        if line["basis"] == "paper" and not line["cite"]:
            found.wrong(here, "basis is paper, so cite where the paper says it")
        for pair in product(line["trades"], line["measures"]):
            trade, measure = pair
            if pair in seen:
                found.wrong(here, f"{measure} and {trade} stand together twice; keep one of them")
            elif not of_trade[trade] & of_measure[measure]:
                found.wrong(here, f"{measure} acts on no interface through which {trade} works; take one of them out")
            seen.add(pair)


def _check_parts(trades: list[dict], found: Findings) -> None:
    """A wider trade is not itself part of another: a search looks only one step up."""
    parts = {row["code"] for row in trades if "part_of" in row}
    for n, row in enumerate(trades):
        if "part_of" in row and row["part_of"]["trade"] in parts:
            reason = f"{row['part_of']['trade']} is itself part of a trade; name the widest one"
            found.wrong(("actors.yaml", f"illicit_economies[{n}].part_of.trade"), reason)


def _check_missions(contents: dict[str, Any], found: Findings) -> None:
    """The lists of measures of a mission repeat the examples of the measures; the two must agree."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for area in contents[FILE]["areas"]:
        for measure in area["measures"]:
            for example in measure["examples"]:
                key = "measures" if example["mission_named"] else "measures_inferred"
                used[example["mission"], key].add(measure["code"])
    for n, mission in enumerate(contents["missions.yaml"]["missions"]):
        for key in ("measures", "measures_inferred"):
            differ = used[mission["code"], key] ^ set(mission[key])
            if differ:
                reason = f"differs from the examples in {FILE} by {', '.join(sorted(differ))}; make both agree"
                found.wrong(("missions.yaml", f"missions[{n}].{key}"), reason)
