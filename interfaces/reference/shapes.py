"""Small checks of the values in the reference files; `layout/` puts them together.

A check takes a value, its place and the findings. It reports problems to the findings and never raises.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from interfaces.reference.findings import Findings, Place

Check = Callable[[Any, Place, Findings], None]

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def text(value: Any, place: Place, found: Findings) -> None:
    if not isinstance(value, str) or not value.strip():
        found.wrong(place, f"must be a text, not {_kind(value)}; write it, in quotation marks if need be")
    elif "\0" in value:
        found.wrong(place, "holds a null character, which no database stores; remove it")


def up_to(longest: int) -> Check:
    """A text of at most `longest` characters, the width of its column."""

    def check(value: Any, place: Place, found: Findings) -> None:
        text(value, place, found)
        if isinstance(value, str) and len(value) > longest:
            found.wrong(place, f"has {len(value)} characters, at most {longest} fit; shorten it")

    return check


def flag(value: Any, place: Place, found: Findings) -> None:
    if not isinstance(value, bool):
        found.wrong(place, f"must be true or false, not {_kind(value)}")


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: Any, place: Place, found: Findings) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            found.wrong(place, f"must be a whole number from {low} to {high}, not {value!r}")

    return check


def one_of(choices: Iterable[str]) -> Check:
    allowed = list(choices)

    def check(value: Any, place: Place, found: Findings) -> None:
        if value not in allowed:
            found.wrong(place, f"{value!r} is not allowed; use one of: {', '.join(allowed)}")

    return check


def nullable(check: Check) -> Check:
    """The value, or null."""
    return lambda value, place, found: None if value is None else check(value, place, found)


def listed(check: Check, at_least: int = 0, at_most: int = 1000) -> Check:
    """A list whose entries all pass `check`."""

    def check_list(value: Any, place: Place, found: Findings) -> None:
        if not isinstance(value, list):
            found.wrong(place, f"must be a list, not {_kind(value)}; write [] for an empty one")
            return
        if not at_least <= len(value) <= at_most:
            wanted = f"at least {at_least}" if len(value) < at_least else f"at most {at_most}"
            found.wrong(place, f"has {len(value)} entries, needs {wanted}")
        for n, item in enumerate(value):
            check(item, (place[0], f"{place[1]}[{n}]"), found)

    return check_list


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A mapping that has every required key and no unknown key."""
    known = {**required, **(optional or {})}

    def check(value: Any, place: Place, found: Findings) -> None:
        if not isinstance(value, dict):
            found.wrong(place, f"must be an entry with keys, not {_kind(value)}")
            return
        file, path = place
        for key in [key for key in required if key not in value]:
            found.wrong(place, f"{key} is missing; add it")
        for key, item in value.items():
            here = (file, f"{path}.{key}" if path else str(key))
            if key in known:
                known[key](item, here, found)
            else:
                found.wrong(here, f"the key is not known; remove it or use one of: {', '.join(known)}")

    return check


def code(kind: str, pattern: re.Pattern[str] = CODE, longest: int = 80) -> Check:
    """The code that defines a row of this kind; unique among its kind."""

    def check(value: Any, place: Place, found: Findings) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            found.wrong(place, f"{value!r} is not a code; use {pattern.pattern}")
        elif len(value) > longest:
            found.wrong(place, f"has {len(value)} characters, at most {longest} fit; shorten it")
        else:
            found.define(place, kind, value)

    return check


def ref(kind: str) -> Check:
    """The code of a row that is defined elsewhere."""

    def check(value: Any, place: Place, found: Findings) -> None:
        if isinstance(value, str):
            found.references.append((place, kind, value))
        else:
            found.wrong(place, f"must be the code of a {kind}, not {_kind(value)}")

    return check


def refs(kind: str, at_least: int = 0) -> Check:
    """A list of different codes of rows that are defined elsewhere."""
    check_list = listed(ref(kind), at_least)

    def check(value: Any, place: Place, found: Findings) -> None:
        check_list(value, place, found)
        if isinstance(value, list) and len({str(item) for item in value}) < len(value):
            found.wrong(place, "names a code twice; keep one of them")

    return check


def citation(value: Any, place: Place, found: Findings) -> None:
    if isinstance(value, str):
        found.citations.append((place, value))
    else:
        found.wrong(place, f"must be a citation such as 'II, Box 1', not {_kind(value)}")


def _kind(value: Any) -> str:
    return "nothing" if value is None or value == "" else f"{type(value).__name__} {value!r}"[:80]
