"""The method page: every number of the worked example, read off the page and worked again in two ways."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import yaml
from django.conf import settings

from assessments import scoring
from assessments.presentation.method import example_framework
from interfaces.models import Framework
from tests.shown import tight

pytestmark = pytest.mark.django_db
ROW_KINDS = ("data-rating", "data-node", "data-bounds")
BOUNDS = ("coverage", "lower", "upper")
NUMBER = re.compile(r"(?<![\w#.])\d+(?:\.\d+)?")
Rows = dict[str, dict[str, str]]


class Example(HTMLParser):
    """Reads the example's section: `rows` as {kind: {code: {field: text}}}, and `loose`, the text outside of fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, Rows] = {kind: {} for kind in ROW_KINDS}
        self.row: dict[str, str] = {}
        self.field, self.field_tag, self.depth, self.loose = "", "", 0, ""
        self.feed(section_of(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        for kind in ROW_KINDS:
            if kind in found:
                self.row = self.rows[kind].setdefault(str(found[kind]), {})
        if self.field:
            self.depth += tag == self.field_tag
        elif "data-field" in found:
            self.field, self.field_tag, self.depth = str(found["data-field"]), tag, 1
            self.row[self.field] = ""

    def handle_data(self, data: str) -> None:
        if self.field:
            self.row[self.field] += data
        else:
            self.loose += data

    def handle_endtag(self, tag: str) -> None:
        if self.field and tag == self.field_tag:
            self.depth -= 1
            if not self.depth:
                self.field = ""


def section_of(html: str) -> str:
    start = html.index('id="worked-example"')
    return html[html.index(">", start) + 1 : html.index("</section>", start)]


# --- Working the example again, with Python's own arithmetic and the example's file as plain YAML


def written(number: float) -> str:
    """One decimal, half up, no decimal where there is none: as the page writes its numbers."""
    return f"{math.floor(number * 10 + 0.5 + 1e-9) / 10:g}"


def calculated(working: str) -> float:
    """Do the arithmetic that the page writes down."""
    text = re.sub(r"√\(", "math.sqrt(", working)
    text = re.sub(r"√([\d.]+)", r"math.sqrt(\1)", text)
    for sign, operator in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2")):
        text = text.replace(sign, operator)
    assert re.fullmatch(r"[\d.+*/() \-mathsqr]+", text), text
    return float(eval(text, {"math": math}))


def mean_working(rule: str, weights: list[float], parts: list[str]) -> str:
    """Write down a weighted mean as an author would."""
    if rule == "arithmetic" and len(parts) == 1:
        return parts[0]
    shape = {"arithmetic": "{}", "quadratic": "{}²", "power": "√{}"}[rule]
    is_equal = len(set(weights)) == 1 and weights[0] == 1
    terms = [
        ("" if is_equal else f"{weight:g} × ") + shape.format(part) for weight, part in zip(weights, parts, strict=True)
    ]
    inner = f"({' + '.join(terms)}) ÷ {sum(weights):g}"
    return {"arithmetic": inner, "quadratic": f"√({inner})", "power": f"({inner})²"}[rule]


def node_working(node: dict, numbers: dict[str, str]) -> str:
    """The working of a node from its children's numbers; children without one hand their weight on."""
    if node["rule"] == "mitigated":
        return f"{numbers[node['of']]} × (1 − {node['max']:g} × {numbers[node['by']]} ÷ 100)"
    known = {code: weight for code, weight in node["children"].items() if code in numbers}
    return mean_working(node["rule"], list(known.values()), [numbers[code] for code in known])


def coverage_working(node: dict, coverages: dict[str, str]) -> str:
    children = {node["of"]: 1, node["by"]: 1} if node["rule"] == "mitigated" else node["children"]
    return mean_working("arithmetic", list(children.values()), [coverages[code] for code in children])


def rating_working(indicator: dict, rating: str) -> str:
    if indicator["normalisation"] == "ordinal":
        return f"25 × {rating}"
    low, high = indicator["normalisation"]["low"], indicator["normalisation"]["high"]
    return f"100 × ({rating} − {low}) ÷ ({high} − {low})"


@lru_cache(maxsize=1)
def example_file() -> dict:
    return yaml.safe_load((Path(settings.BASE_DIR) / "fixtures/method/worked-example.yaml").read_text("utf-8"))


def worked_again(ratings: dict[str, str]) -> dict[str, Rows]:
    """Work the whole example from its ratings alone, in the shape in which the page is read; no engine in it."""
    file = example_file()
    rows: dict[str, Rows] = {kind: {} for kind in ROW_KINDS}
    number: dict[str, dict[str, str]] = {"value": {}, "coverage": {}, "lower": {}, "upper": {}}
    for indicator in file["indicators"]:
        code, rating = indicator["code"], ratings[indicator["code"]]
        number["coverage"][code] = "0" if rating == "–" else "100"
        number["lower"][code], number["upper"][code] = "0", "100"
        rows["data-rating"][code] = {"rating": rating}
        if rating != "–":
            working = rating_working(indicator, rating)
            value = written(calculated(working))
            rows["data-rating"][code] |= {"working": working, "value": value}
            number["value"][code] = number["lower"][code] = number["upper"][code] = value
    for node in reversed(file["nodes"]):  # the file lists parents before children
        code = node["code"]
        workings = {name: node_working(node, number[name]) for name in ("value", "lower", "upper")}
        workings["coverage"] = coverage_working(node, number["coverage"])
        for name, working in workings.items():
            number[name][code] = written(calculated(working))
        value = number["value"][code]
        row = {"working": workings["value"], "value": value, "coverage": number["coverage"][code]}
        rows["data-node"][code] = row | {"shown": shown(float(value), words_of(code, file["bands"]))}
        if number["coverage"][code] != "100":
            rows["data-bounds"][code] = {name: number[name][code] for name in BOUNDS}
            rows["data-bounds"][code] |= {f"{name}-working": workings[name] for name in BOUNDS}
    return rows


def words_of(code: str, bands: list[dict]) -> list[dict]:
    """The bands in the words a node is read with: the response has words of its own, written out here."""
    if getattr(example_framework().by_code[code], "role", "") != "response":
        return bands
    words = ("Very weak", "Weak", "Partial", "Strong", "Very strong")
    return [band | {"title": word} for band, word in zip(bands, words, strict=True)]


def shown(value: float, bands: list[dict]) -> str:
    return f"{math.floor(value + 0.5)} {[band['title'] for band in bands if band['from'] <= value][-1]}"


# --- What is wrong on a page


def mistakes_in(html: str) -> list[str]:
    """Return every field of the example that its ratings do not give, by hand or by the engine."""
    example = Example(html)
    try:
        again = worked_again({code: row["rating"] for code, row in example.rows["data-rating"].items()})
        by_engine = mistakes_against_the_engine(example.rows)
    except (ValueError, KeyError) as error:
        return [f"cannot be worked: {error}"]
    by_hand = [
        f"{code}, {field}: {text} on the page, {again[kind].get(code, {}).get(field)} by hand"
        for kind, rows in example.rows.items()
        for code, row in rows.items()
        for field, text in row.items()
        if " ".join(text.split()) != again[kind].get(code, {}).get(field)
    ]
    absent = [f"{code} is not on the page" for kind in ROW_KINDS for code in again[kind].keys() - example.rows[kind]]
    loose = [f"{number} stands in no field" for number in NUMBER.findall(example.loose)]
    return [*by_hand, *absent, *loose, *by_engine]


def mistakes_against_the_engine(rows: dict[str, Rows]) -> list[str]:
    framework = example_framework()
    ratings = [rows["data-rating"][each.code]["rating"] for each in framework.indicators]
    raw = np.array([[math.nan if rating == "–" else float(rating) for rating in ratings]])
    evaluation, found = scoring.evaluate(framework, raw), []
    for kind, fields in (("data-node", ("value", "coverage")), ("data-bounds", BOUNDS)):
        for code, row in rows[kind].items():
            for field in fields:
                number = float(getattr(evaluation.of(code), field)[0]) * (100 if field == "coverage" else 1)
                if written(number) != row[field]:
                    found.append(f"{code}, {field}: {row[field]} on the page, {number} by the engine")
    for code, row in rows["data-node"].items():
        at = int(scoring.band_indices(framework, evaluation.of(code).value)[0])
        band = words_of(code, [{"title": each.title} for each in framework.bands])[at]["title"]
        if not row["shown"].strip().endswith(band):
            found.append(f"{code}: the engine's band is {band}")
    return found


@pytest.fixture
def html(sign_in) -> str:
    return sign_in("planner").get("/method/").content.decode()


def test_it_works(html):
    rows = Example(html).rows
    assert [len(rows[kind]) for kind in ROW_KINDS] == [12, 14, 5]
    assert mistakes_in(html) == []


def test_the_example_covers_what_it_promises(html):
    framework, rows = example_framework(), Example(html).rows
    rules = {(node.rule, node.exponent) for node in framework.nodes}
    assert {("arithmetic", None), ("quadratic", None), ("power", 0.5), ("mitigated", None)} <= rules
    assert [code for code, row in rows["data-rating"].items() if row["rating"] == "–"] == ["local-predation"]
    edges = {band.start for band in framework.bands[1:]}
    assert any(float(row["value"]) in edges for row in rows["data-node"].values())


def test_any_changed_number_of_the_example_is_found(html):
    section, start = section_of(html), html.index(section_of(html))
    places = [
        (found.start() + text.start() + 1, found.end() + text.start() + 1)
        for text in re.finditer(r">[^<]*<", section)
        for found in NUMBER.finditer(text.group()[1:])
    ]
    assert len(places) > 150
    for first, last in places:
        number = section[first:last]
        step = 0.1 if "." in number else 1
        changed = f"{float(number) + step:g}"
        page = html[: start + first] + changed + html[start + last :]
        assert mistakes_in(page), f"{number} made {changed} at: {section[max(first - 120, 0) : last]}"


def test_a_changed_band_is_found(html):
    for title in ("Low", "Moderate", "Substantial", "High", "Critical"):
        assert mistakes_in(html.replace(f"<span>{title}</span>", "<span>Grave</span>"))


def test_the_weights_are_those_of_the_framework_in_use(html):
    framework = scoring.load(Framework.objects.get(code="seven-interfaces", is_current=True).text)
    tables = re.findall(r'<table class="weights">.*?</table>', tight(html), re.DOTALL)
    relevances, bearings = [
        [
            [cell.replace("–", "0") for cell in re.findall(r'<td class="num">(?:<span[^>]*>)?([\d–]+)', row)]
            for row in table.split("<tr")
        ]
        for table in tables
    ]
    targets = [node.target for node in framework.find(kind="target")]
    assert [row for row in relevances if row] == [
        [f"{weight_of(framework, interface.code, target):g}" for target in targets]
        for interface in framework.find(kind="interface", role="threat")
    ]
    assert [row for row in bearings if row] == [
        [f"{weight_of(framework, mechanism, target):g}" for target in targets]
        for interface in framework.find(kind="interface", role="threat")
        for mechanism in interface.children
    ]


def weight_of(framework: scoring.Framework, code: str, target: str) -> float:
    """The weight of an interface's cell in the target, or of a mechanism in its interface's cell for the target."""
    if framework.node(code).kind == "interface":
        parent, child = framework.find(kind="inherent", target=target)[0], f"{code}.{target}"
    else:
        parent, child = framework.node(f"{framework.node(code).interface}.{target}"), code
    return dict(zip(parent.children, parent.weights, strict=True)).get(child, 0.0)


def test_the_formulas_are_those_of_the_framework_in_use(html):
    """The prose names one rule for each step; another rule in the framework needs another text."""
    framework = scoring.load(Framework.objects.get(code="seven-interfaces", is_current=True).text)
    rules = {kind: {node.rule for node in framework.find(kind=kind)} for kind in ("cell", "inherent", "target", "risk")}
    assert rules == {"cell": {"quadratic"}, "inherent": {"quadratic"}, "target": {"mitigated"}, "risk": {"quadratic"}}
    assert {node.rule for node in framework.find(kind="interface", role="threat")} == {"quadratic"}
    assert [(node.rule, node.exponent) for node in framework.find(kind="interface", role="response")] == [
        ("power", 0.5)
    ]
    exceptions = [node for node in framework.find(kind="mechanism") if node.rule != "arithmetic"]
    assert [node.code for node in exceptions] == ["personnel-involvement"]
    assert f"{exceptions[0].title}” takes the maximum" in html


def test_without_a_framework_the_page_says_what_to_do(sign_in):
    Framework.objects.all().delete()
    answer = sign_in("planner").get("/method/")
    assert answer.status_code == 200
    assert "manage.py load_reference" in answer.content.decode()


def test_every_section_can_be_linked_to(html):
    anchors = set(re.findall(r'id="([\w-]+)"', html))
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= anchors
    assert {"what-is-scored", "values", "aggregation", "weights", "missing", "coverage", "bounds", "bands"} <= anchors
