"""The worked example of the method page, recomputed from the numbers that stand on the page."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from assessments import scoring
from assessments.method import example_framework

pytestmark = pytest.mark.django_db
ROW_KINDS = ("data-rating", "data-node", "data-bounds")


class Tables(HTMLParser):
    """Reads the example's rows: {kind: {code: {field: text}}}."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in ROW_KINDS}
        self.row: dict[str, str] = {}
        self.field = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        for kind in ROW_KINDS:
            if kind in found:
                self.row = self.rows[kind].setdefault(str(found[kind]), {})
        self.field = found.get("data-field") or ""

    def handle_data(self, data: str) -> None:
        if self.field:
            self.row[self.field] = self.row.get(self.field, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.field = ""


def tables_of(html: str) -> dict[str, dict[str, dict[str, str]]]:
    reader = Tables()
    reader.feed(html)
    return reader.rows


@pytest.fixture
def html(sign_in) -> str:
    return sign_in("planner").get("/method/").content.decode()


def worked_out(working: str) -> float:
    """Do the arithmetic that the page writes down, with nothing but Python's own."""
    text = re.sub(r"√\(", "math.sqrt(", working)
    text = re.sub(r"√([\d.]+)", r"math.sqrt(\1)", text)
    for sign, operator in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2")):
        text = text.replace(sign, operator)
    assert re.fullmatch(r"[\d.+*/() \-mathsqr]+", text), text
    return float(eval(text, {"math": math}))


def mistakes_in(html: str) -> list[str]:
    """Return every number on the page that its own working, or the engine, does not give."""
    rows = tables_of(html)
    return [*mistakes_in_workings(rows), *mistakes_against_the_engine(rows)]


def mistakes_in_workings(rows: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    claims = [
        (code, row["working"], row["value"])
        for code, row in [*rows["data-rating"].items(), *rows["data-node"].items()]
        if "working" in row
    ]
    for code, row in rows["data-bounds"].items():
        claims += [(code, row[f"{name}-working"], row[name]) for name in ("coverage", "lower", "upper")]
    return [
        f"{code}: {working} is not {given}" for code, working, given in claims if differ(worked_out(working), given)
    ]


def mistakes_against_the_engine(rows: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    framework = example_framework()
    raw = np.array([[_number(rows["data-rating"][each.code]["rating"]) for each in framework.indicators]])
    evaluation = scoring.evaluate(framework, raw)
    claims = []
    for code, row in rows["data-node"].items():
        node = evaluation.of(code)
        claims += [(code, node.value[0], row["value"]), (code, 100 * node.coverage[0], row["coverage"])]
        band = framework.bands[int(scoring.band_of(framework, node.value)[0])].title
        claims += [] if band == row["band"] else [(f"{code} band {band}", 1.0, "0")]
    for code, row in rows["data-bounds"].items():
        node = evaluation.of(code)
        claims += [(code, node.lower[0], row["lower"]), (code, node.upper[0], row["upper"])]
    return [f"{code}: the engine says {value}, not {given}" for code, value, given in claims if differ(value, given)]


def differ(value: float, given: str) -> bool:
    """Numbers on the page are written to one decimal; bounds are worked from such numbers again."""
    return abs(value - float(given)) > 0.06


def _number(text: str) -> float:
    return math.nan if text == "–" else float(text)


def test_it_works(html):
    rows = tables_of(html)
    assert len(rows["data-rating"]) == 12
    assert len(rows["data-node"]) == 14
    assert mistakes_in(html) == []


def test_the_example_covers_what_it_promises(html):
    framework, rows = example_framework(), tables_of(html)
    rules = {(node.rule, node.exponent) for node in framework.nodes}
    assert {("arithmetic", None), ("quadratic", None), ("power", 0.5), ("mitigated", None)} <= rules
    assert [code for code, row in rows["data-rating"].items() if row["rating"] == "–"] == ["local-predation"]
    edges = {band.start for band in framework.bands[1:]}
    assert any(float(row["value"]) in edges for row in rows["data-node"].values())


@pytest.mark.parametrize("field", ["value", "coverage", "lower", "rating"])
def test_a_changed_number_on_the_page_is_found(html, field):
    changed = re.sub(
        rf'(data-field="{field}">)([\d.]+)', lambda found: f"{found[1]}{float(found[2]) + 1:g}", html, count=1
    )
    assert changed != html
    assert mistakes_in(changed)


def test_the_weights_are_those_of_the_reference_model(html):
    assert "Illicit income resources armed groups" in html
    assert html.count('class="method__interface"') == 6
