"""Whole small indices in the manner of published ones, every number worked by hand in the docstring."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from assessments.scoring import Evaluation, evaluate
from tests.scoring.small import NAN, leaf, node, small


def goalposts(low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"kind": "goalposts", "low": low, "high": high, **more}


def scored(
    nodes: Sequence[Any], indicators: Sequence[Any] | str, raw: Sequence[Sequence[float]], bottom: float, top: float
) -> Evaluation:
    bands = [{"code": "all", "title": "All", "from": bottom, "to": top}]
    framework = small(nodes, indicators, scale={"bottom": bottom, "top": top}, bands=bands, min_coverage=0)
    return evaluate(framework, np.array(raw, dtype=float))


def first(evaluation: Evaluation) -> Mapping[str, float]:
    """The first unit's values."""
    return dict(zip(evaluation.framework.codes, evaluation.value[0].tolist(), strict=True))


def test_a_risk_index_that_rounds_every_indicator_and_every_level() -> None:
    """In the manner of INFORM Risk: 0 to 10, one decimal everywhere, other rules at other levels.

    flood 47 / 200 = 2.35, half up 2.4; quake 3 / 8 = 3.75: 3.8. Reversed geometric: y = 1 + 0.9 (10 - x) is 7.84 and
    6.58, g = sqrt(51.5872) = 7.18242, 10 (10 - 7.18242) / 9 = 3.1306: 3.1.
    doctors 10 - 2.825 = 7.175: 7.2; roads 10 - 3.65 = 6.35: 6.4; weights 2, 1: (14.4 + 6.4) / 3 = 6.933: 6.9.
    poverty 5.55: 5.6. Risk (3.1 x 5.6 x 6.9)^(1/3) = 119.784^(1/3) = 4.9294: 4.9.
    """
    one = {"round_to": 1}
    values = first(
        scored(
            [
                node("risk", "geometric", {"hazard": 1, "poverty": 1, "lack": 1}, **one),
                node("hazard", "reversed_geometric", {"flood": 1, "quake": 1}, **one),
                node("lack", "arithmetic", {"doctors": 2, "roads": 1}, **one),
            ],
            [
                leaf("flood", goalposts(0, 200), **one),
                leaf("quake", goalposts(0, 8), **one),
                leaf("doctors", goalposts(0, 4), polarity="negative", **one),
                leaf("roads", goalposts(0, 100), polarity="negative", **one),
                leaf("poverty", goalposts(0, 100), **one),
            ],
            [[47, 3, 1.13, 36.5, 55.5]],
            0,
            10,
        )
    )
    assert values == {
        "flood": 2.4,
        "quake": 3.8,
        "doctors": 7.2,
        "roads": 6.4,
        "poverty": 5.6,
        "hazard": 3.1,
        "lack": 6.9,
        "risk": 4.9,
    }


def test_rounding_at_every_level_is_not_rounding_at_the_end() -> None:
    """a 4.45: 4.5; left (4.5 + 4.4) / 2 = 4.45: 4.5; top (4.5 + 4.4) / 2 = 4.45: 4.5. Unrounded 4.4125: 4.4."""

    def top(*, each: bool) -> float:
        inside = {"round_to": 1} if each else {}
        nodes = [
            node("top", "arithmetic", {"left": 1, "c": 1}, round_to=1),
            node("left", "arithmetic", {"a": 1, "b": 1}, **inside),
        ]
        indicators = [leaf(code, goalposts(0, 10), **inside) for code in "abc"]
        return first(scored(nodes, indicators, [[4.45, 4.4, 4.4]], 0, 10))["top"]

    assert top(each=True) == 4.5
    assert top(each=False) == 4.4


def test_a_hunger_index() -> None:
    """In the manner of the Global Hunger Index: shares of 80, 70, 30 and 35, weights 1/3, 1/6, 1/6, 1/3, one decimal.

    20 / 80 = 25, 28 / 70 = 40, 9 / 30 = 30, 7 / 35 = 20: (2 x 25 + 40 + 30 + 2 x 20) / 6 = 26.667: 26.7.
    """
    ends = {"undernourished": 80, "stunted": 70, "wasted": 30, "deaths": 35}
    weights = {"undernourished": 2, "stunted": 1, "wasted": 1, "deaths": 2}
    indicators = [leaf(code, goalposts(0, end)) for code, end in ends.items()]
    nodes = [node("hunger", "arithmetic", weights, round_to=1)]
    assert first(scored(nodes, indicators, [[20, 28, 9, 7]], 0, 100))["hunger"] == 26.7


def test_a_poverty_index_with_the_power_3() -> None:
    """In the manner of the Human Poverty Index: deprivations 36, 15 and (13 + 24) / 2 = 18.5.

    (46,656 + 3,375 + 6,331.625) / 3 = 18,787.542; its cube root is 26.5842.
    """
    nodes = [
        node("poverty", "power", {"short-lives": 1, "illiterate": 1, "living": 1}, exponent=3),
        node("living", "arithmetic", {"no-water": 1, "underweight": 1}),
    ]
    found = first(scored(nodes, ["short-lives", "illiterate", "no-water", "underweight"], [[36, 15, 13, 24]], 0, 100))
    assert found["poverty"] == pytest.approx((56362.625 / 3) ** (1 / 3), rel=1e-12)
    assert round(found["poverty"], 4) == 26.5842


def test_an_index_adjusted_for_inequality() -> None:
    """In the manner of the inequality-adjusted HDI: each part times (1 - loss), then the geometric mean.

    0.8 (1 - 0.25) = 0.6; 0.5 (1 - 0.2) = 0.4; sqrt(0.6 x 0.4) = 0.4899.
    """
    adjusted = [node(f"{part}-adjusted", "mitigated", of=part, by=f"{part}-loss", max=1) for part in ("life", "income")]
    nodes = [node("index", "geometric", {"life-adjusted": 1, "income-adjusted": 1}), *adjusted]
    indicators = [leaf(code, goalposts(0, 1)) for code in ("life", "life-loss", "income", "income-loss")]
    found = first(scored(nodes, indicators, [[0.8, 0.25, 0.5, 0.2]], 0, 1))
    assert found["life-adjusted"] == pytest.approx(0.6, abs=1e-15)
    assert found["index"] == pytest.approx(0.24**0.5, rel=1e-14)


def test_a_total_of_twelve_leaves_the_scale_of_its_parts() -> None:
    """In the manner of the Fragile States Index: twelve indicators 0 to 10: 1 + 2 + ... + 9 + 10 + 10 + 10 = 75.

    With the last missing, 65 stands for 11 of 12: 65 x 12 / 11 = 70.909; at worst it is 75, at best 65.
    """
    codes = [f"i{number:02}" for number in range(12)]
    indicators = [leaf(code, goalposts(0, 10)) for code in codes]
    marks = [*range(1, 11), 10.0, 10.0]
    total = scored([node("total", "sum", dict.fromkeys(codes, 1))], indicators, [marks, [*marks[:11], NAN]], 0, 10).of(
        "total"
    )
    assert total.value == pytest.approx([75, 65 * 12 / 11], rel=1e-14)
    assert (total.lower[1], total.upper[1]) == pytest.approx((65, 75))


@pytest.mark.parametrize(("clip", "lowest", "highest"), [(True, 0, 100), (False, -5, 115)])
def test_scores_standardised_against_fixed_numbers(clip: bool, lowest: float, highest: float) -> None:
    """In the manner of the Corruption Perceptions Index: 45 + 20 (x - 5) / 2, cut at 0 and 100 or not.

    low = 5 + 2 (0 - 45) / 20 = 0.5 and high = 5 + 2 (100 - 45) / 20 = 10.5; 0, 5, 7, 12 give -5, 45, 65, 115.
    """
    sources = [leaf("a", goalposts(0.5, 10.5, clip=clip))]
    found = scored([node("top", "arithmetic", {"a": 1})], sources, [[0], [5], [7], [12], [NAN]], 0, 100).of("top")
    assert found.value[:4] == pytest.approx([lowest, 45, 65, highest])
    assert (found.lower[4], found.upper[4]) == pytest.approx((lowest, highest))


def test_governance_estimates_below_and_above_zero() -> None:
    """On -2.5 to 2.5, weights 1 and 3: (-2 + 3 x 1.2) / 4 = 0.4; the smaller of -2 and 1.2 is -2."""
    indicators = [leaf(code, goalposts(-2.5, 2.5)) for code in "ab"]
    nodes = [node("mean", "arithmetic", {"a": 1, "b": 3}), node("least", "minimum", {"a": 1, "b": 3})]
    found = first(scored(nodes, indicators, [[-2, 1.2]], -2.5, 2.5))
    assert [found["mean"], found["least"]] == pytest.approx([0.4, -2])


def test_scores_from_1_to_10_with_two_decimals() -> None:
    """Means of 15 marks on 1 to 10: ten of 5.5 and five of 6 are 85 / 15 = 5.6667: 5.67; with 5 it is 5.335: 5.34."""
    markets = [f"m{number}" for number in range(15)]
    nodes = [
        node("criminality", "arithmetic", {"markets": 1, "actors": 1}, round_to=2),
        node("markets", "arithmetic", dict.fromkeys(markets, 1), round_to=2),
    ]
    indicators = [leaf(code, goalposts(1, 10)) for code in [*markets, "actors"]]
    found = first(scored(nodes, indicators, [[*[5.5] * 10, *[6.0] * 5, 5.0]], 1, 10))
    assert (found["markets"], found["criminality"]) == (5.67, 5.34)


def test_powers_of_every_kind_in_one_framework_with_a_gap() -> None:
    """rest = power 0.5 of 16, 36: ((4 + 6) / 2)^2 = 25. worst = power 3 of 90, 0 with weights 1, 7, the 8 of the gap
    handed on: (729,000 / 8)^(1/3) = 45. top = power -2, weights 1, 3: (1 / 2,500 + 1 / 2,700)^(-1/2) = 36.029.
    """
    nodes = [
        node("top", "power", {"rest": 1, "worst": 3}, exponent=-2),
        node("rest", "power", {"a": 1, "b": 1}, exponent=0.5),
        node("worst", "power", {"c": 1, "d": 7, "e": 8}, exponent=3),
    ]
    evaluation = scored(nodes, "abcde", [[16, 36, 90, 0, NAN]], 0, 100)
    found = first(evaluation)
    assert [found["rest"], found["worst"]] == pytest.approx([25, 45], rel=1e-14)
    assert found["top"] == pytest.approx((1 / 2500 + 1 / 2700) ** -0.5, rel=1e-14)
    assert evaluation.of("worst").coverage[0] == 0.5
    assert evaluation.of("top").coverage[0] == pytest.approx((1 + 3 * 0.5) / 4)


def test_compared_units_with_gaps_and_unequal_weights() -> None:
    """a by min-max turned round: 10, 20, 50, - are 100, 75, 0, -. b by z-score 50 + 10 z: 1, -, 3, 5 have mean 3 and
    deviation 2: 40, -, 50, 60. Weights 3, 1: (300 + 40) / 4 = 85; 75; 50 / 4 = 12.5; 60.
    """
    indicators = [leaf("a", "minmax", polarity="negative"), leaf("b", {"kind": "zscore", "mean": 50, "spread": 10})]
    nodes = [node("top", "arithmetic", {"a": 3, "b": 1})]
    top = scored(nodes, indicators, [[10, 1], [20, NAN], [50, 3], [NAN, 5]], 0, 100).of("top")
    assert top.value == pytest.approx([85, 75, 12.5, 60], rel=1e-14)
    assert top.coverage.tolist() == [1, 0.75, 1, 0.25]


def test_plain_ranks() -> None:
    """On a scale from 1 to 5 the percentile rank of five units is the rank: 30, 10, 20, 20, 50 are 4, 1, 2.5, 2.5, 5.

    As a league table has it, best first and ties sharing the better place (2, 5, 3, 3, 1): turned round, ties high.
    """
    indicators = [leaf("a", "rank"), leaf("b", {"kind": "rank", "ties": "high"}, polarity="negative")]
    raw = [[x, x] for x in (30, 10, 20, 20, 50)]
    found = scored([node("top", "arithmetic", {"a": 1, "b": 1})], indicators, raw, 1, 5)
    assert found.of("a").value.tolist() == [4, 1, 2.5, 2.5, 5]
    assert found.of("b").value.tolist() == [2, 5, 3, 3, 1]


@pytest.mark.parametrize("levels", range(2, 102))
def test_the_worst_of_any_number_of_levels_turned_round_is_exactly_zero(levels: int) -> None:
    """100 / 11 x 11 is 100.00000000000001 in floating point; what that leaves below 0 has no logarithm."""
    indicators = [leaf("a", {"kind": "ordinal", "levels": levels}, polarity="negative"), leaf("b")]
    found = first(scored([node("top", "geometric", {"a": 1, "b": 1})], indicators, [[levels - 1, 50]], 0, 100))
    assert (found["a"], found["top"]) == (0.0, 0.0)


def test_hazards_that_are_all_zero_are_exactly_zero() -> None:
    """The root of 50 times 1e-15 would be 2e-7."""
    nodes = [
        node("top", "geometric", {"hazard": 1, "c": 1}),
        node("hazard", "reversed_geometric", {"a": 1, "b": 2}, k=5),
    ]
    found = first(scored(nodes, "abc", [[0, 0, 50]], 0, 100))
    assert (found["hazard"], found["top"]) == (0.0, 0.0)


def test_reversed_geometric_on_a_scale_of_5() -> None:
    """s = k = 5: y = 1 + 4 (5 - x) / 5 is 4.2 and 1.8; 5 (5 - sqrt(7.56)) / 4 = 2.8130."""
    nodes = [node("top", "reversed_geometric", {"a": 1, "b": 1}, k=5)]
    found = first(scored(nodes, [leaf(code, goalposts(0, 5)) for code in "ab"], [[1, 4]], 0, 5))
    assert found["top"] == pytest.approx(5 * (5 - 7.56**0.5) / 4, rel=1e-14)


def test_a_full_response_that_may_take_everything_leaves_exactly_nothing() -> None:
    """With weights 0.1 and 6 the mean of 100 and 100 is 100.00000000000001; what it leaves below 0 has no logarithm."""
    nodes = [
        node("top", "geometric", {"rest": 1, "d": 1}),
        node("rest", "mitigated", of="a", by="response", max=1),
        node("response", "arithmetic", {"b": 0.1, "c": 6}),
    ]
    found = first(scored(nodes, "abcd", [[80, 100, 100, 50]], 0, 100))
    assert (found["rest"], found["top"]) == (0.0, 0.0)
