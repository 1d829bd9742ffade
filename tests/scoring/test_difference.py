"""A scenario's difference: the same draws, subtracted one by one."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from assessments.scoring import Framework, Simulation, estimates, simulate
from assessments.scoring.difference import difference
from tests.scoring.random_graphs import rated
from tests.scoring.small import NAN, leaf, node, small

PAIR = small([node("top", "arithmetic", {"a": 1, "b": 3})], [leaf(code, "ordinal") for code in "ab"])


def run(framework: Framework, best: Any, draws: int = 1000, seed: int = 0, **more: Any) -> Simulation:
    return simulate(framework, estimates(framework, np.atleast_2d(best).astype(float), **more), draws=draws, seed=seed)


def test_a_rating_moved_between_certainties_moves_every_draw_by_the_same() -> None:
    # a from level 4 to level 0, both certain, weighs 1/4: 100 x 1/4 = 25 points less whatever b is.
    ends = {"lowest": np.array([[4.0, NAN]]), "highest": np.array([[4.0, NAN]])}
    base = run(PAIR, [4, NAN], **ends)
    changed = run(PAIR, [0, NAN], lowest=np.array([[0.0, NAN]]), highest=np.array([[0.0, NAN]]))
    found = difference(changed, base)
    for quantile in (found.p5, found.median, found.p95):
        assert quantile.tolist() == pytest.approx([-25])
    assert (found.lower.tolist(), found.higher.tolist()) == ([1.0], [0.0])
    assert base.p95[0, -1] - base.p5[0, -1] > 60


def test_its_interval_is_that_of_the_change_and_not_of_two_separate_scores() -> None:
    # b stays at level 2 with low confidence. a goes from 4 (certain) to a PERT over 0 to 4 around 2: a beta(3, 3).
    given = {"lowest": [4.0, 0.0], "highest": [4.0, 4.0]}
    base = run(PAIR, [4, 2], **{name: np.array([end]) for name, end in given.items()})
    changed = run(PAIR, [2, 2], confidence="low")
    found = difference(changed, base)
    expected = 25 * (special.betaincinv(3, 3, [0.05, 0.5, 0.95]) - 1)
    np.testing.assert_allclose([found.p5[0], found.median[0], found.p95[0]], expected, atol=0.05)


def test_quantiles_and_shares_of_four_draws_worked_by_hand() -> None:
    # a unrated, so at the shares 0.125, 0.375, 0.625, 0.875 of its scale, against a certain 50, weighs 1/4: gaps of
    # -9.375, -3.125, 3.125, 9.375. The 5% quantile lies 0.15 of the way from the first to the second.
    certain = {"lowest": np.array([[2.0, 2.0]]), "highest": np.array([[2.0, 2.0]])}
    unknown = {"lowest": np.array([[NAN, 2.0]]), "highest": np.array([[NAN, 2.0]])}
    found = difference(run(PAIR, [NAN, 2], draws=4, **unknown), run(PAIR, [2, 2], draws=4, **certain))
    assert found.p5.tolist() == pytest.approx([-9.375 + 0.15 * 6.25])
    assert found.median.tolist() == pytest.approx([0])
    assert found.p95.tolist() == pytest.approx([9.375 - 0.15 * 6.25])
    assert (found.lower.tolist(), found.higher.tolist()) == ([0.5], [0.5])


def test_a_run_less_itself_is_nothing() -> None:
    base = run(PAIR, [3, NAN])
    found = difference(base, base)
    assert [found.p5[0], found.median[0], found.p95[0], found.lower[0], found.higher[0]] == [0, 0, 0, 0, 0]


def test_the_last_binary_digits_are_no_difference() -> None:
    base = run(PAIR, [3, NAN])
    moved = Simulation(**{**vars(base), "headline": base.headline + 1e-12})
    assert difference(moved, base).higher.tolist() == [0.0]


def test_a_headline_that_does_not_apply_has_no_difference() -> None:
    nothing = run(PAIR, [[NAN, NAN], [1, 1]], applicable=np.array([[False, False], [True, True]]))
    found = difference(run(PAIR, [[4, 4], [2, 2]]), nothing)
    for array in (found.p5, found.median, found.p95, found.lower, found.higher):
        assert np.isnan(array).tolist() == [True, False]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (run(PAIR, [1, 1], draws=999), "draws"),
        (run(PAIR, [1, 1], seed=1), "seed"),
        (run(PAIR, [[1, 1], [2, 2]]), "2 units cannot be compared with 1"),
        (run(small([node("top", "quadratic", {"a": 1, "b": 3})], "ab"), [1, 1]), "frameworks"),
    ],
)
def test_runs_that_do_not_share_their_draws_are_refused(other: Simulation, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        difference(other, run(PAIR, [1, 1]))


@settings(max_examples=40, deadline=None)
@given(case=rated(), level=st.floats(0, 100))
def test_there_and_back_are_opposites(case: tuple[Framework, Any], level: float) -> None:
    framework, raw = case
    other = np.where(np.arange(raw.shape[1]) == 0, level, raw)
    one, two = run(framework, raw, draws=64), run(framework, other, draws=64)
    there, back = difference(two, one), difference(one, two)
    np.testing.assert_allclose(there.median, -back.median, atol=1e-9)
    np.testing.assert_allclose(there.p5, -back.p95, atol=1e-9)
    np.testing.assert_array_equal(there.lower, back.higher)
    assert ((there.lower + there.higher <= 1) | np.isnan(there.lower)).all()
