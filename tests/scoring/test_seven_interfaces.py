"""The shipped framework against the method, computed a second time in plain Python."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from assessments.scoring import Indicator, evaluate, load

FILE = Path(__file__).parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"
FRAMEWORK = load(FILE.read_text())
TARGETS = ("peace-operation", "mandate-implementation", "host-nation-stability")
THREATS = [item.interface for item in FRAMEWORK.find(kind="interface", role="threat")]
LEVELS = np.random.default_rng(3).integers(0, 5, (1, 49)).astype(float)


def mean_of_power(pairs: list[tuple[float, float]], p: float) -> float:
    return (sum(w * x**p for x, w in pairs) / sum(w for _, w in pairs)) ** (1 / p)


def by_hand(level: dict[str, float]) -> dict[str, float]:
    """Section 3 of the method, one formula after the other."""
    x = {}
    for mechanism in FRAMEWORK.find(kind="mechanism"):
        values = [25 * level[code] for code in mechanism.children]
        x[mechanism.code] = max(values) if mechanism.code == "personnel-involvement" else sum(values) / len(values)
    response = FRAMEWORK.node("operations-combat-oc")
    c = mean_of_power([(x[j], 1) for j in response.children], 0.5)
    result = {"operations-combat-oc": c}
    for k in THREATS:
        result[k] = mean_of_power([(x[j], 1) for j in FRAMEWORK.node(k).children], 2)
    for t in TARGETS:
        cells, inherent = [], FRAMEWORK.node(f"inherent-{t}")
        for k in THREATS:
            cell = FRAMEWORK.node(f"{k}.{t}")
            result[cell.code] = mean_of_power([(x[j], w) for j, w in zip(cell.children, cell.weights, strict=True)], 2)
            relevance = dict(zip(inherent.children, inherent.weights, strict=True))
            cells.append((result[cell.code], relevance[cell.code]))
        result[f"inherent-{t}"] = mean_of_power(cells, 2)
        result[f"residual-{t}"] = result[f"inherent-{t}"] * (1 - 0.5 * c / 100)
    result["inherent-risk"] = mean_of_power([(result[f"inherent-{t}"], 1) for t in TARGETS], 2)
    result["mission-risk"] = mean_of_power([(result[f"residual-{t}"], 1) for t in TARGETS], 2)
    return result


def test_it_works() -> None:
    assert FRAMEWORK.headline == "mission-risk"
    assert (len(FRAMEWORK.indicators), len(FRAMEWORK.nodes)) == (49, 58)
    assert len(FRAMEWORK.find(kind="mechanism")) == 25
    assert len(FRAMEWORK.find(kind="cell")) == 18
    assert [len(FRAMEWORK.find(kind=kind)) for kind in ("risk", "inherent", "target", "interface")] == [1, 4, 3, 7]
    assert [band.code for band in FRAMEWORK.bands] == ["low", "moderate", "substantial", "high", "critical"]


def test_every_score_is_that_of_the_method() -> None:
    level = dict(zip((item.code for item in FRAMEWORK.indicators), LEVELS[0], strict=True))
    evaluation = evaluate(FRAMEWORK, LEVELS)
    for code, expected in by_hand(level).items():
        assert evaluation.of(code).value[0] == pytest.approx(expected, rel=1e-12), code


def test_the_worst_threat_without_response_is_100_and_with_full_response_50() -> None:
    is_response = [item.code.startswith("i7-") for item in FRAMEWORK.indicators]
    raw = np.where(is_response, np.array([[0.0], [4.0]]), 4.0)
    assert evaluate(FRAMEWORK, raw).of("mission-risk").value == pytest.approx([100, 50])
    assert evaluate(FRAMEWORK, raw).of("inherent-risk").value == pytest.approx([100, 100])


def test_a_single_case_of_involvement_is_not_averaged_away() -> None:
    raw = np.zeros((1, 49))
    raw[0, FRAMEWORK.positions["i3-unit-involvement"]] = 4
    evaluation = evaluate(FRAMEWORK, raw)
    assert evaluation.of("personnel-involvement").value[0] == 100
    assert evaluation.of("peacekeepers-participate").value[0] == pytest.approx(100 * sqrt(1 / 3))


def test_relevance_and_bearing_are_those_of_the_reference() -> None:
    cells = FRAMEWORK.node("inherent-peace-operation")
    assert cells.weights == (1, 3, 3, 2, 2, 2)
    assert FRAMEWORK.node("inherent-mandate-implementation").weights == (3, 3, 2, 2, 3, 3)
    assert FRAMEWORK.node("inherent-host-nation-stability").weights == (3, 3, 1, 3, 3, 3)
    cell = FRAMEWORK.find(kind="cell", interface="fuels-conflict", target="peace-operation")[0]
    assert dict(zip(cell.children, cell.weights, strict=True)) == {"armed-group-funding": 2, "economic-spoilers": 1}


def test_each_phase_asks_its_own_indicators() -> None:
    counts = [int(FRAMEWORK.applicable_in(phase).sum()) for phase in FRAMEWORK.phases]
    assert FRAMEWORK.phases == ("planning", "start-up", "implementation", "drawdown")
    assert counts == [32, 41, 46, 41]


def test_every_interface_has_its_indicators() -> None:
    counts = [len(FRAMEWORK.leaves_of(item.code)) for item in FRAMEWORK.find(kind="interface")]
    assert counts == [6, 7, 6, 8, 6, 8, 8]
    assert FRAMEWORK.leaves_of("mission-risk") == tuple(item.code for item in FRAMEWORK.indicators)


def test_every_title_is_unique_within_its_kind() -> None:
    for kind in {item.kind for item in FRAMEWORK.nodes}:
        titles = [item.title for item in FRAMEWORK.find(kind=kind)]
        assert len(set(titles)) == len(titles)


def test_an_indicator_is_found_by_its_code() -> None:
    assert isinstance(FRAMEWORK.by_code["i1-profit-as-aim"], Indicator)
    with pytest.raises(KeyError, match="an indicator, not a node"):
        FRAMEWORK.node("i1-profit-as-aim")
    with pytest.raises(KeyError, match="no phase"):
        FRAMEWORK.applicable_in("peace")
