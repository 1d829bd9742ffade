"""Checks that several reference files need: citations, bases, numbers, short lists."""

import re
from typing import Any

from django.db.models import Model

from interfaces.models import Basis, Reach
from interfaces.reference.findings import Findings, Place
from interfaces.reference.shapes import Check, citation, code, listed, one_of, record, text, up_to, whole

ISO3 = re.compile(r"[A-Z]{3}")
SYMBOL = re.compile(r"[A-Z]+(/[A-Z0-9]+)+")
NUMBER = re.compile(r"[1-9][0-9]*\.[1-9][0-9]*")
KEY = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
HTTPS = re.compile(r"https://[^\s/]+/\S+")

cites = listed(citation)
cited = listed(citation, at_least=1)
basis = one_of(Basis.values)
reach = one_of(Reach.values)
footnotes = listed(whole(1, 33))


def line(model: type[Model], name: str) -> Check:
    """A text that fits the column it is stored in."""
    return up_to(model._meta.get_field(name).max_length)  # type: ignore[union-attr,arg-type]


def number(value: Any, place: Place, found: Findings) -> None:
    """A number within a numbered parent, such as "3.2". A text, because YAML would read 3.10 as 3.1."""
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        found.wrong(place, f'must be a number such as "3.2" in quotation marks, not {value!r}')


def web_address(value: Any, place: Place, found: Findings) -> None:
    if not isinstance(value, str) or not HTTPS.fullmatch(value):
        found.wrong(place, f"must be an address that begins with https://, not {value!r}")


def titles(kind: str, **more: Check) -> Check:
    """A short list of codes with titles."""
    return listed(record({"code": code(kind), "title": up_to(300), **more}), at_least=1)


def remarks() -> Check:
    return listed(record({"code": code("remark"), "text": text, "basis": basis, "cite": cites}))
