"""The engine and a naive second implementation agree on any framework that can be written."""

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessments.scoring import dump, evaluate, load
from tests.scoring import naive
from tests.scoring.settings import MANY
from tests.scoring.small import NAN, content, leaf, node, text

SCALES = [(0, 1), (0, 10), (1, 10), (1, 5), (0, 100), (-2.5, 2.5)]
ANY_NUMBER = ["arithmetic", "minimum", "maximum", "sum"]
NO_NEGATIVES = ["quadratic", "power", "geometric", "harmonic"]
EXPONENTS = [-12, -2, -0.3, 0.01, 0.5, 1.7, 3, 20]


class Author:
    """Writes a random framework that the loader accepts, and random data for it; remembers what may be negative."""

    def __init__(self, chance: random.Random, indicators: int, nodes: int) -> None:
        self.chance = chance
        self.bottom, self.top = chance.choice(SCALES)
        self.is_cut = chance.random() < 0.7
        self.never_negative: dict[str, bool] = {}
        self.in_scale: dict[str, bool] = {}
        self.indicators = [self.indicator(f"i{at}") for at in range(indicators)]
        self.nodes = [self.node(f"n{at}") for at in range(nodes)]
        unused = set(self.never_negative) - {code for item in self.nodes for code in self.children(item)}
        last = {code: chance.choice([1, 2.5, 0.125]) for code in sorted(unused)} or {self.nodes[0]["code"]: 1}
        self.nodes.append(node("last", "arithmetic", last))

    def file(self) -> dict[str, Any]:
        order = self.chance.sample(self.nodes, len(self.nodes))
        return content(
            order,
            self.indicators,
            scale={"bottom": self.bottom, "top": self.top},
            bands=[{"code": "all", "title": "All", "from": self.bottom, "to": self.top}],
            below_min=self.chance.choice(["show_range", "drop"]),
            min_coverage=self.chance.choice([0, 0.5, 0.6, 1]),
        )

    def indicator(self, code: str) -> dict[str, Any]:
        how = self.chance.choice([self.ordinal, self.goalposts, self.minmax, self.z_score, self.rank])()
        is_cut = how.get("clip", how["kind"] != "zscore")
        rounding = self.maybe(round_to=self.chance.randint(0, 3))
        leaves_scale = self.bottom == -2.5 and rounding.get("round_to") == 0
        self.never_negative[code], self.in_scale[code] = is_cut and self.bottom >= 0, is_cut and not leaves_scale
        return leaf(code, how, **self.maybe(polarity="negative"), **rounding)

    def maybe(self, **entries: Any) -> dict[str, Any]:
        return entries if self.chance.random() < 0.3 else {}

    def ordinal(self) -> dict[str, Any]:
        levels, first = self.chance.randint(2, 11), self.maybe(first=self.chance.choice([1, -2]))
        if self.chance.random() < 0.5:
            return {"kind": "ordinal", "levels": levels, **first}
        steps = [self.bottom + (self.top - self.bottom) * self.chance.random() for _ in range(levels)]
        return {"kind": "ordinal", "values": sorted(steps), **first}

    def goalposts(self) -> dict[str, Any]:
        low = self.chance.choice([1, 2.5, 20])
        entries = {"kind": "goalposts", "low": low, "high": low + self.chance.choice([7, 40, 65, 1000])}
        return entries | self.maybe(**self.logarithm()) | ({} if self.is_cut else self.maybe(clip=False))

    def minmax(self) -> dict[str, Any]:
        return {"kind": "minmax", **self.maybe(**self.logarithm())}

    def logarithm(self) -> dict[str, Any]:
        return {"log": True, **self.maybe(plus=1)}

    def z_score(self) -> dict[str, Any]:
        # Cut scores stand about the middle: the root of one that misses 0 by its last digit has but half the digits.
        around = {"mean": (self.bottom + self.top) / 2, "spread": (self.top - self.bottom) / 4}
        return {"kind": "zscore", **(around | {"clip": True} if self.is_cut else self.maybe(**around))}

    def rank(self) -> dict[str, Any]:
        return {"kind": "rank", **self.maybe(ties=self.chance.choice(["low", "mean", "high"]))}

    def node(self, code: str) -> dict[str, Any]:
        pool = sorted(self.never_negative)
        codes = self.chance.sample(pool, self.chance.randint(1, min(8, len(pool))))
        never_negative = all(self.never_negative[child] for child in codes)
        in_scale = all(self.in_scale[child] for child in codes)
        rules = ANY_NUMBER + NO_NEGATIVES * never_negative
        rules += ["reversed_geometric"] * (never_negative and in_scale) + ["mitigated"] * (in_scale and len(codes) == 2)
        rule = self.chance.choice(rules)
        more = {
            "power": {"exponent": self.chance.choice(EXPONENTS)},
            "reversed_geometric": self.maybe(k=self.chance.choice([2, 5])),
            "mitigated": {"of": codes[0], "by": codes[-1], "max": self.chance.choice([0.3, 1])},
        }.get(rule, {})
        children = {child: self.chance.choice([1, 1, 2, 0.3]) for child in codes} | self.maybe(**{codes[0]: 0})
        is_weighted = rule != "mitigated"
        if not any(children.values()):
            children[codes[0]] = 1
        self.never_negative[code], self.in_scale[code] = never_negative, in_scale and rule != "sum"
        return node(code, rule, children if is_weighted else None, **more, **self.maybe(round_to=2))

    @staticmethod
    def children(item: dict[str, Any]) -> list[str]:
        return list(item["children"]) if "children" in item else [item["of"], item["by"]]

    def row(self) -> list[float | None]:
        missing = self.chance.choice([0.0, 0.1, 0.6])
        return [None if self.chance.random() < missing else self.raw(item["normalisation"]) for item in self.indicators]

    def asked(self) -> list[bool]:
        rare = self.chance.choice([0.0, 0.0, 0.2])
        return [self.chance.random() >= rare for _ in self.indicators]

    def raw(self, how: dict[str, Any]) -> float:
        if how["kind"] == "ordinal":
            levels = len(how["values"]) if "values" in how else how["levels"]
            return how.get("first", 0) + self.chance.randint(0, 2 * levels - 2) / 2
        is_open = (how["kind"] == "goalposts" and how.get("clip", True)) or how["kind"] in ("zscore", "rank")
        return round(self.chance.choice([1, 10, 100]) * self.chance.random(), 1) + (0 if is_open else 0.1)


@MANY
@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 10), st.integers(1, 6))
@example(1, 50, 25, 200)
@example(2, 50, 40, 200)
@example(3, 49, 9, 200)
@example(6059043, 6, 5, 5)  # a part of 1e-70 to the power of -12
def test_the_engine_agrees_with_a_naive_implementation(seed: int, indicators: int, nodes: int, units: int) -> None:
    author = Author(random.Random(seed), indicators, nodes)
    file, rows = author.file(), [author.row() for _ in range(units)]
    applies = [author.asked() for _ in range(units)]
    raw = np.array([[NAN if x is None else x for x in row] for row in rows])
    evaluation = evaluate(load(text(file)), raw, np.array(applies))
    for unit, expected in enumerate(naive.score(file, rows, applies)):
        for code, outcome in expected.items():
            found, (value, coverage) = evaluation.of(code), [NAN if x is None else x for x in outcome]
            assert found.value[unit] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), code
            assert found.coverage[unit] == pytest.approx(coverage, abs=1e-12, nan_ok=True), code


@settings(MANY)
@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 10))
def test_any_framework_comes_back_from_its_own_text(seed: int, indicators: int, nodes: int) -> None:
    framework = load(text(Author(random.Random(seed), indicators, nodes).file()))
    written = dump(framework)
    assert load(written) == framework
    assert dump(load(written)) == written


def test_the_naive_implementation_is_right_on_its_own() -> None:
    """Log goalposts 1 to 100: 10 is 50; levels 1 to 3: 2 is 50, turned round 50; their geometric mean is 50.

    With c missing, the power mean has only that: 50. Coverage (1 + 0) / 2.
    """
    file = content(
        [node("top", "power", {"g": 1, "c": 1}, exponent=-2), node("g", "geometric", {"a": 1, "b": 3})],
        [
            leaf("a", {"kind": "goalposts", "low": 1, "high": 100, "log": True}),
            leaf("b", {"kind": "ordinal", "levels": 3, "first": 1}, polarity="negative"),
            leaf("c"),
        ],
    )
    [unit] = naive.score(file, [[10, 2, None]], [[True, True, True]])
    assert unit["g"].value == pytest.approx(50)
    assert unit["top"] == pytest.approx(naive.Outcome(50, 0.5))
    assert math.isclose(naive.rounded(2.675, 2), 2.68)
