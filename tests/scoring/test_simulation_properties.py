"""What must hold for the uncertainty of every framework and every set of ratings."""

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import special

from assessments.scoring import digest, estimates, evaluate, load, simulate
from assessments.scoring.arrays import Array
from tests.scoring.random_graphs import rated
from tests.scoring.settings import FACTOR, MANY
from tests.scoring.small import leaf, node, small

SHIPPED = load(
    (Path(__file__).resolve().parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml").read_text("utf-8")
)
DRAWS = 200
FEW = settings(MANY, max_examples=100 * FACTOR, suppress_health_check=[HealthCheck.too_slow])
levels = st.floats(0, 4)


@st.composite
def plausible(draw: st.DrawFn) -> tuple[float, float, float]:
    low, best, high = sorted((draw(levels), draw(levels), draw(levels)))
    return low, best, high


def quantile_width(estimate: tuple[float, float, float]) -> float:
    low, best, high = estimate
    if high - low < 1e-9:
        return 0.0
    shape = (best - low) / (high - low)
    at = special.betaincinv(1 + 4 * shape, 5 - 4 * shape, [0.05, 0.95])
    return float((high - low) * (at[1] - at[0]))


@FEW
@given(rated())
def test_every_quantile_lies_within_what_is_possible(pair: tuple[Any, Array]) -> None:
    framework, raw = pair
    scale = framework.scale
    everywhere = [np.where(np.isnan(raw), np.nan, end) for end in (scale.bottom, scale.top)]
    found = simulate(framework, estimates(framework, raw, lowest=everywhere[0], highest=everywhere[1]), draws=DRAWS)
    possible = evaluate(framework, raw * np.nan)
    # A node that rounds rounds its draws and its bounds alike.
    slack = 1e-7 * (scale.top - scale.bottom) * max(1.0, float(np.nanmax(np.abs(possible.upper))))
    present = ~np.isnan(found.p5)
    assert (found.p5[present] >= possible.lower[present] - slack).all()
    assert (found.p95[present] <= possible.upper[present] + slack).all()
    assert (found.p5[present] <= found.p95[present]).all()
    np.testing.assert_allclose(found.bands[present].sum(axis=-1), 1)


@FEW
@given(st.lists(plausible(), min_size=49, max_size=49), st.integers(0, 48), st.floats(0, 1))
def test_a_worse_judgement_never_lowers_a_quantile_of_the_risk(
    judged: list[tuple[float, float, float]], at: int, step: float
) -> None:
    better = np.array(judged).T[:, None]
    worse = better.copy()
    worse[:, 0, at] += (4 - worse[:, 0, at]) * step
    first, second = (
        simulate(SHIPPED, estimates(SHIPPED, best, lowest=low, highest=high), draws=DRAWS)
        for low, best, high in (better, worse)
    )
    risk = SHIPPED.positions["mission-risk"]
    is_response = SHIPPED.indicators[at].code.startswith("i7-")
    for name in ("p5", "median", "p95", "mean"):
        change = getattr(second, name)[0, risk] - getattr(first, name)[0, risk]
        assert (change <= 1e-9) if is_response else (change >= -1e-9)


@MANY
@given(plausible(), st.floats(0, 1), st.floats(0, 1))
def test_a_widened_range_never_narrows_an_indicators_interval(
    estimate: tuple[float, float, float], down: float, up: float
) -> None:
    low, best, high = estimate
    wider = (low - low * down, best, high + (4 - high) * up)
    assert quantile_width(wider) >= quantile_width(estimate) - 1e-9
    own = small([node("top", "arithmetic", {"a": 1})], [leaf("a", "ordinal")])
    widths = []
    for lowest, most, highest in (estimate, wider):
        given = estimates(own, np.array([[most]]), lowest=np.array([[lowest]]), highest=np.array([[highest]]))
        found = simulate(own, given, draws=2000)
        widths.append(found.p95[0, 1] - found.p5[0, 1])
    assert widths[1] >= widths[0] - 0.05


@FEW
@given(st.integers(0, 2**32), st.integers(0, 48))
def test_a_widened_range_never_narrows_the_risks_interval_beyond_sampling_error(seed: int, at: int) -> None:
    random = np.random.default_rng(seed)
    best = random.integers(0, 5, (1, 49)).astype(float)
    given = estimates(SHIPPED, best, confidence=random.choice(["high", "medium", "low"], best.shape))
    lowest, highest = given.lowest[0].copy(), given.highest[0].copy()
    lowest[0, at] *= random.random()
    highest[0, at] += (4 - highest[0, at]) * random.random()
    draws = 2000
    narrow = simulate(SHIPPED, given, draws=draws)
    wide = simulate(SHIPPED, estimates(SHIPPED, best, lowest=lowest, highest=highest), draws=draws)
    risk = SHIPPED.positions["mission-risk"]
    widths = [run.p95[0, risk] - run.p5[0, risk] for run in (narrow, wide)]
    # The 5% quantile of independent draws has the standard error sqrt(0.05 x 0.95 / draws) / density: near the normal
    # distribution 2.1 standard deviations / sqrt(draws), so the width has 3, and a width is 3.3 standard deviations.
    sampling_error = 3.0 / np.sqrt(draws) / 3.3
    assert widths[1] >= widths[0] * (1 - 2 * sampling_error)


@FEW
@given(st.lists(plausible(), min_size=4, max_size=4), st.permutations(range(4)), st.floats(0.01, 100))
def test_another_order_and_scaled_weights_change_nothing(
    judged: list[tuple[float, float, float]], order: list[int], factor: float
) -> None:
    weights = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 0.5}
    turned = ["abcd"[at] for at in order]
    one = small([node("top", "quadratic", weights)], [leaf(code, "ordinal") for code in "abcd"])
    other = small(
        [node("top", "quadratic", {code: weights[code] * factor for code in turned})],
        [leaf(code, "ordinal") for code in turned],
    )
    results = []
    for framework, columns in ((one, range(4)), (other, order)):
        low, best, high = (np.array([[judged[at][part] for at in columns]]) for part in range(3))
        results.append(simulate(framework, estimates(framework, best, lowest=low, highest=high), draws=DRAWS))
    for name in ("mean", "median", "p5", "p95"):
        np.testing.assert_allclose(getattr(results[1], name)[0, 4], getattr(results[0], name)[0, 4], rtol=1e-9)
    np.testing.assert_allclose(results[1].first_order[0, np.argsort(order)], results[0].first_order[0], atol=1e-9)


@FEW
@given(rated(), st.integers(0, 2**62))
def test_equal_inputs_give_equal_digests_and_the_same_bits(pair: tuple[Any, Array], seed: int) -> None:
    framework, raw = pair
    copy = np.asfortranarray(raw.copy())
    digests = [digest(framework, {"raw": array}, seed=seed) for array in (raw, copy)]
    assert digests[0] == digests[1]
    assert digest(framework, {"raw": raw}, seed=seed + 1) != digests[0]
    runs = [simulate(framework, estimates(framework, array), draws=50, seed=seed) for array in (raw, copy)]
    for name in ("mean", "median", "p5", "p95", "bands", "headline"):
        np.testing.assert_array_equal(getattr(runs[0], name), getattr(runs[1], name), err_msg=name)
