"""Checks on indicators: numbering, scale, polarity, and that every mechanism is measured."""

from collections import Counter
from typing import Any

from interfaces.models import Indicator, Interface
from interfaces.reference.findings import Findings

FILE = "indicators.yaml"
PER_INTERFACE = range(5, 9)


def check(contents: dict[str, Any], found: Findings) -> None:
    """Report every indicator that does not fit its interface, its mechanism or the scale."""
    interfaces = {row["code"]: row for row in contents["interfaces.yaml"]["interfaces"]}
    rows = contents[FILE]["indicators"]
    so_far: Counter[str] = Counter()
    for n, row in enumerate(rows):
        path = f"indicators[{n}]"
        interface = interfaces[row["interface"]]
        so_far[row["interface"]] += 1
        wanted = f"{interface['number']}.{so_far[row['interface']]}"
        if row["number"] != wanted:
            found.wrong((FILE, f"{path}.number"), f"{row['number']!r} is out of order; it should be {wanted!r}")
        if not row["code"].startswith(f"i{interface['number']}-"):
            found.wrong((FILE, f"{path}.code"), f"{row['code']!r} must begin with i{interface['number']}-")
        if row["mechanism"] not in [mechanism["code"] for mechanism in interface["mechanisms"]]:
            reason = f"{row['mechanism']!r} is not a mechanism of {row['interface']!r}; use one of that interface"
            found.wrong((FILE, f"{path}.mechanism"), reason)
        _check_scale(row, path, found)
        _check_polarity(row, path, interface, found)
    measured = {row["mechanism"] for row in rows}
    for code, interface in interfaces.items():
        if so_far[code] not in PER_INTERFACE:
            found.wrong((FILE, "indicators"), f"{code} has {so_far[code]} indicators; it needs 5 to 8")
        for mechanism in interface["mechanisms"]:
            if mechanism["code"] not in measured:
                found.wrong((FILE, "indicators"), f"mechanism {mechanism['code']!r} has no indicator; add one")


def _check_scale(row: dict, path: str, found: Findings) -> None:
    levels = [step["level"] for step in row["scale"]]
    if levels != [0, 1, 2, 3, 4]:
        found.wrong((FILE, f"{path}.scale"), f"has levels {levels}; write all five, 0 to 4, in order")
    elif len({step["descriptor"].strip() for step in row["scale"]}) != 5:
        found.wrong((FILE, f"{path}.scale"), "two levels share a descriptor; each level needs its own")


def _check_polarity(row: dict, path: str, interface: dict, found: Findings) -> None:
    is_response = row["polarity"] == Indicator.Polarity.STRONGER_RESPONSE
    if is_response != (interface["role"] == Interface.Role.RESPONSE):
        found.wrong((FILE, f"{path}.polarity"), f"does not fit {row['interface']!r}, which is a {interface['role']}")
    direction = row["proxy"]["direction"] if row["proxy"] else "ambiguous"
    if direction != "ambiguous" and direction.endswith("stronger") != is_response:
        found.wrong((FILE, f"{path}.proxy.direction"), f"{direction!r} does not fit the polarity {row['polarity']!r}")
