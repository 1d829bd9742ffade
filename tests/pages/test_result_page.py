"""The result page: every number it shows is the API's, rounded once; what the API withholds, it withholds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from assessments.computing.frameworks import engine_framework, shipped
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Score
from assessments.presentation.likelihoods import likeliest_run, shown_likelihood
from ocpo.pages.display import percent
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate, rate_each
from tests.shown import half_up, value_points

pytestmark = pytest.mark.django_db
OUTPUTS = (
    "mission-risk",
    "residual-peace-operation",
    "residual-mandate-implementation",
    "residual-host-nation-stability",
)
ROW_KINDS = (
    "data-code",
    "data-contribution",
    "data-swing",
    "data-plan",
    "data-alpha",
    "data-difference",
    "data-robust",
)
VOID = {"link", "meta", "img", "input", "br", "hr", "rect", "line", "circle", "path", "use"}


class Rows(HTMLParser):
    """Reads marked rows: `of[kind]` is a list of (code, {field: text}, whole text), in the page's order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.of: dict[str, list[tuple[str, dict[str, str], list[str]]]] = {kind: [] for kind in ROW_KINDS}
        self.open: list[tuple[str, Any, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        found, row = dict(attrs), self.open[-1][1] if self.open else None
        for kind in set(ROW_KINDS) & set(found):
            row = (str(found[kind]), {}, [])
            self.of[kind].append(row)
        self.open.append((tag, row, str(found.get("data-field", "")) or (self.open[-1][2] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        _tag, row, field = self.open[-1] if self.open else ("", None, "")
        if row and data.strip():
            row[2].append(data.strip())
            if field:
                row[1][field] = " ".join((row[1].get(field, "") + " " + data.strip()).split())

    def field(self, kind: str, code: str, field: str) -> str:
        return next(fields[field] for found, fields, _text in self.of[kind] if found == code and field in fields)

    def texts(self, kind: str, code: str) -> list[str]:
        return next(text for found, _fields, text in self.of[kind] if found == code)


def in_draws(bands: dict[str, float]) -> str:
    """The sentence on the probabilities, from the API's numbers."""
    ranked = [(code, half_up(100 * share)) for code, share in sorted(bands.items(), key=lambda item: -item[1])]
    (first, most), *others = ranked
    rest = [f"{code} in {count}" for code, count in others if count != "0"]
    return "; ".join([f"{first.capitalize()} in {most} of 100 draws", *rest])


@pytest.fixture
def assessment() -> Assessment:
    """Two assessors who differ, a third of the indicators without a rating."""
    found = make_assessment(make_mission(members=MEMBERS))
    colleague = make_person("colleague")
    codes = {number: row.code for number, row in enumerate(found.asked_indicators())}
    for rest, confidence in ((1, "medium"), (2, "high")):
        own = {code: number % 5 for number, code in codes.items() if number % 3 == rest}
        rate_each(found, own, confidence=confidence)
    theirs = {code: min(number % 5 + number % 4, 4) for number, code in codes.items() if number % 6 == 1}
    rate_each(found, theirs, by=colleague)
    recompute(assessment_id=found.pk)
    return found


@pytest.fixture
def page(sign_in):
    def page(assessment: Assessment, query: str = "") -> Rows:
        answer = sign_in("planner").get(f"/assessments/{assessment.pk}/{query}")
        assert answer.status_code == 200
        return Rows(answer.content.decode())

    return page


@pytest.fixture
def answer(api):
    def answer(assessment: Assessment, part: str = "score") -> dict[str, Any]:
        response = api("planner").get(f"/api/v1/assessments/{assessment.pk}/{part}/")
        assert response.status_code == 200
        return response.json()

    return answer


def test_it_works(page, answer, assessment):
    """Value, interval and likelihood of the mission risk and the three targets stand as the API gives them."""
    rows, nodes = page(assessment), answer(assessment)["nodes"]
    assert [code for code, _fields, _texts in rows.of["data-code"][1:5]] == [*OUTPUTS[1:], OUTPUTS[0]]
    for code in OUTPUTS:
        node = nodes[code]
        fields, texts = next(rest for found, *rest in rows.of["data-code"][1:5] if found == code)
        assert value_points(node["value"]) in texts
        assert fields["draws"] == in_draws(node["bands"])
        assert fields["interval"].endswith(f" {half_up(node['p5'])} to {half_up(node['p95'])}")


def test_interfaces_and_mechanisms_have_the_intervals_of_the_api(page, answer, assessment):
    rows, nodes = page(assessment), answer(assessment)["nodes"]
    shown = [row for row in rows.of["data-code"][5:] if nodes[row[0]]["is_enough"]]
    assert len(shown) > 10
    for code, fields, texts in shown:
        assert value_points(nodes[code]["value"]) in texts
        assert fields["interval"] == f"{half_up(nodes[code]['p5'])} to {half_up(nodes[code]['p95'])}"


@pytest.mark.parametrize("output", OUTPUTS)
def test_contributions_are_the_apis_and_add_up_to_the_score(page, answer, assessment, output):
    rows, score = page(assessment, f"?explain={output}"), answer(assessment)
    points, interfaces = score["contributions"][output]["points"], interfaces_of(assessment)
    shown = {code: signed(texts) for code, _fields, texts in rows.of["data-contribution"]}
    for interface, leaves in interfaces.items():
        assert shown[interface] == pytest.approx(sum(points[leaf] for leaf in leaves), abs=0.0500001)
    rated = [code for code in points if score["nodes"][code]["coverage"]]
    assert {code: shown[code] for code in rated} == {code: pytest.approx(points[code], abs=0.0500001) for code in rated}
    total = sum(sum(points[leaf] for leaf in leaves) for leaves in interfaces.values())
    assert total == pytest.approx(score["nodes"][output]["value"], abs=1e-6)
    assert shown["operations-combat-oc"] < 0


def interfaces_of(assessment: Assessment) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for indicator in assessment.asked_indicators():
        found.setdefault(indicator.interface.code, []).append(indicator.code)
    return found


def signed(texts: list[str]) -> float | None:
    """The points of a contribution's row: what follows its label."""
    return None if texts[1] == "not rated" else float(texts[1].replace("−", "-"))


def test_the_total_of_the_contributions_is_the_score(sign_in, answer, assessment):
    html = sign_in("planner").get(f"/assessments/{assessment.pk}/").content.decode()
    (total,) = re.findall(r'data-total="([\d.]+)"', html)
    assert total == value_points(answer(assessment)["nodes"]["mission-risk"]["value"], 1)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_tornado_is_the_apis_the_widest_swing_first(page, answer, assessment, output):
    rows, tornado = page(assessment, f"?explain={output}"), answer(assessment)["tornado"][output]
    widest = sorted(tornado, key=lambda code: -abs(tornado[code]["high"] - tornado[code]["low"]))
    assert [code for code, _fields, _texts in rows.of["data-swing"]] == widest
    for code, fields, texts in rows.of["data-swing"]:
        span = tornado[code]
        assert (fields["low"], fields["high"]) == (half_up(span["low"], 1), half_up(span["high"], 1))
        assert fields["swing"] == half_up(span["high"] - span["low"], 1)
        assert ("Not rated" in texts) == (not span["is_rated"])


def test_the_collection_plan_is_the_apis(page, answer, assessment):
    rows, plan = page(assessment), answer(assessment, "collection-plan")["indicators"]
    assert [code for code, _fields, _texts in rows.of["data-plan"]] == [row["indicator"] for row in plan]
    assert len(plan) > 20
    for (_code, fields, texts), row in zip(rows.of["data-plan"], plan, strict=True):
        assert fields["index"] == percent(row["index"])
        assert texts[0] == row["title"]
        assert ("Not rated" in texts) == (not row["is_rated"])
        assert len(fields["holders"].split("; ")) == len(row["holders"])


def test_agreement_is_the_apis(page, answer, assessment):
    rows, agreement = page(assessment), answer(assessment, "agreement")["agreement"]
    shown = {code: fields["alpha"] for code, fields, _texts in rows.of["data-alpha"]}
    assert len(shown) == 7
    assert set(shown) == set(agreement["interfaces"])
    for code, found in agreement["interfaces"].items():
        expected = "not defined" if found["alpha"] is None else found["alpha"]
        assert shown[code] == expected or float(shown[code].replace("−", "-")) == pytest.approx(expected, abs=0.0050001)
    assert [code for code, _fields, _texts in rows.of["data-difference"]] == [
        row["indicator"] for row in agreement["differences"]
    ]
    assert agreement["differences"]


def test_one_assessor_alone_cannot_differ(page):
    assessment = make_assessment()
    rate(assessment, 2)
    recompute(assessment_id=assessment.pk)
    assert page(assessment).of["data-alpha"] == []


def test_robustness_is_the_apis_and_stands_apart_from_the_interval(page, answer, assessment):
    rows, robustness = page(assessment), answer(assessment)["robustness"]
    assert [code for code, _fields, _texts in rows.of["data-robust"]] == list(OUTPUTS)
    for code, _fields, texts in rows.of["data-robust"]:
        node = robustness["nodes"][code]
        assert f"{half_up(node['p5'])} to {half_up(node['p95'])}" in texts
        assert any(half_up(100 * node["same_band"]) in text for text in texts)


# --- What is withheld


def test_below_the_minimum_coverage_there_is_a_range_a_plan_and_no_point(page, answer, sign_in):
    assessment = make_assessment()
    rate(assessment, 3, "i2-local-predation", "i7-operative-mandate")
    recompute(assessment_id=assessment.pk)
    rows, score = page(assessment), answer(assessment)
    assert not score["nodes"]["mission-risk"]["is_enough"]
    assert score["contributions"]["mission-risk"] is None
    assert [rows.of[kind] for kind in ("data-contribution", "data-swing", "data-robust")] == [[], [], []]
    assert not any("draws" in fields for _code, fields, _texts in rows.of["data-code"])
    node = score["nodes"]["mission-risk"]
    ranges = rows.field("data-code", "mission-risk", "range")  # inherent, response, residual
    assert ranges.endswith(f" {half_up(node['lower'])} to {half_up(node['upper'])}")
    assert rows.of["data-plan"]
    drawing = sign_in("planner").get(f"/assessments/{assessment.pk}/tornado.json").json()
    assert drawing["data"][0]["x"] == []
    assert "shapes" not in drawing["layout"]


def test_a_score_of_an_older_engine_opens_and_says_what_it_lacks(sign_in, assessment):
    score = assessment.scores.get()
    for node in score.result["nodes"].values():
        for name in ("mean", "median", "p5", "p95", "bands"):
            del node[name]
    Score.objects.filter(pk=score.pk).update(result={"nodes": score.result["nodes"]}, engine_version="1.0.0")
    client = sign_in("planner")
    html = client.get(f"/assessments/{assessment.pk}/").content.decode()
    assert "Computed by an earlier engine (1.0.0)" in html
    assert "of 100 draws" not in html
    assert client.get(f"/assessments/{assessment.pk}/profile.json").status_code == 200
    assert client.get(f"/assessments/{assessment.pk}/nodes.csv").status_code == 200
    assert client.get(f"/assessments/{assessment.pk}/tornado.json").json()["data"][0]["x"] == []


# --- Addresses and cost


@pytest.mark.parametrize("number", [1, 2, 49])
def test_the_contents_name_each_section_that_is_there(sign_in, number):
    """With one assessor or two, with no score's explanation withheld or all of it: no dead link, no section unnamed."""
    found = make_assessment(make_mission(members=MEMBERS))
    for indicator in found.asked_indicators()[:number]:
        rate(found, 2, indicator.code)
    if number == 2:
        rate(found, 4, found.asked_indicators()[0].code, by=make_person("colleague"))
    recompute(assessment_id=found.pk)
    html = sign_in("planner").get(f"/assessments/{found.pk}/").content.decode()
    contents = html.split('aria-labelledby="contents-title"')[1].split("</nav>")[0]
    named = re.findall('href="#([a-z-]+)"', contents)
    assert named == re.findall('<section class="section" aria-labelledby="([a-z-]+)"', html)


def test_only_what_is_explained_can_be_asked_for(sign_in, assessment):
    client = sign_in("planner")
    assert client.get(f"/assessments/{assessment.pk}/?explain=fuels-conflict").status_code == 404
    assert client.get(f"/assessments/{assessment.pk}/tornado.json?explain=no-such").status_code == 404
    drawing = client.get(f"/assessments/{assessment.pk}/tornado.json?explain=residual-peace-operation").json()
    assert len(drawing["data"][0]["x"]) == 10
    assert sign_in("outsider").get(f"/assessments/{assessment.pk}/tornado.json").status_code == 404


def test_the_table_has_the_new_columns(sign_in, answer, assessment):
    lines = sign_in("planner").get(f"/assessments/{assessment.pk}/nodes.csv").getvalue().decode().splitlines()
    row = dict(
        zip(
            lines[0].split(","),
            next(line for line in lines if line.startswith("mission-risk,")).split(","),
            strict=True,
        )
    )
    node = answer(assessment)["nodes"]["mission-risk"]
    assert {name: float(row[name]) for name in ("value", "mean", "median", "p5", "p95")} == {
        name: node[name] for name in ("value", "mean", "median", "p5", "p95")
    }
    assert float(row["probability_high"]) == node["bands"]["high"]


def test_the_number_of_queries_does_not_grow_with_ratings(sign_in, django_assert_num_queries):
    few_ratings, many = make_assessment(), make_assessment(make_mission(code="unexb"))
    rate(few_ratings, 2, "i2-local-predation", "i7-operative-mandate")
    for number in range(6):
        rate(many, number % 5, by=make_person(f"assessor{number}"))
    client = sign_in("planner")
    for assessment in (few_ratings, many):
        recompute(assessment_id=assessment.pk)
        client.get(f"/assessments/{assessment.pk}/")
    with django_assert_num_queries(24, exact=False) as few:
        client.get(f"/assessments/{few_ratings.pk}/")
    with django_assert_num_queries(len(few)):
        client.get(f"/assessments/{many.pk}/")


# --- Likelihood in words


@pytest.mark.parametrize(
    ("probabilities", "run"),
    [
        ((0.0, 0.0, 0.07, 0.93, 0.0), [3]),
        ((0.0, 0.0, 0.52, 0.48, 0.0), [2, 3]),  # neither is more than an even chance
        ((0.0, 0.25, 0.4, 0.35, 0.0), [2, 3]),
        ((0.0, 0.3, 0.4, 0.3, 0.0), [1, 2]),
        ((0.2, 0.2, 0.2, 0.2, 0.2), [0, 1, 2]),
        ((1.0, 0.0, 0.0, 0.0, 0.0), [0]),
    ],
)
def test_the_fewest_neighbouring_bands_that_are_likely_are_named(probabilities, run):
    assert list(likeliest_run(probabilities)) == run


@pytest.mark.parametrize(
    ("bands", "claim", "draws"),
    [
        ((0, 0, 0.07, 0.93, 0), "Very likely high", "High in 93 of 100 draws; substantial in 7"),
        (
            (0, 0, 0.5, 0.496, 0.004),
            "Almost certainly substantial or high",
            "Substantial in 50 of 100 draws; high in 50",
        ),
        ((0, 0, 0, 0.9951, 0.0049), "Almost certainly high", "High in more than 99 of 100 draws"),
        ((0.2, 0.2, 0.2, 0.2, 0.2), "Likely low to substantial", None),
        ((0, 0, 0, 0, 1), "Almost certainly critical", "Critical in 100 of 100 draws"),
    ],
)
def test_probabilities_in_words(bands, claim, draws):
    framework = engine_framework(shipped())
    by_code = dict(zip([band.code for band in framework.bands], bands, strict=True))
    shown = shown_likelihood(framework, {"is_enough": True, "bands": by_code})
    assert shown.claim == claim
    assert draws in (None, shown.draws)
    assert shown_likelihood(framework, {"is_enough": False, "bands": by_code}) is None
