"""Nothing misses an end of the scale by a last digit: what is at the top reads 100, not 99.99999999999999."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Framework, estimates, evaluate, simulate
from assessments.scoring.contributions import contributions
from assessments.scoring.normalisation import Scale
from assessments.scoring.robustness import robustness
from assessments.scoring.tornado import tornado
from tests.scoring.random_graphs import LEAVES, frameworks
from tests.scoring.settings import MANY
from tests.scoring.small import NAN, node, small

# Three thirds of 100 sum to 99.99999999999999 in a float's digits.
FRAMEWORK = small([node("all", "arithmetic", dict.fromkeys("abc", 1))], "abc")


def no_sums(framework: Framework) -> list[bool]:
    """Which positions stay within the scale: a sum has no end there."""
    return [getattr(item, "rule", "") != "sum" for item in framework.by_code.values()]


def is_within(values: np.ndarray, bottom: float, top: float) -> bool:
    """Whether no number lies beyond an end, nor so close below the top that it means the top."""
    known = values[~np.isnan(values)]
    missed = (known < top) & (known > top - 1e-12 * top)
    return bool(((known >= bottom) & (known <= top) & ~missed).all())


@pytest.mark.parametrize("end", [0.0, 100.0])
def test_it_works(end):
    result = evaluate(FRAMEWORK, np.array([[end] * 3])).of("all")
    assert (result.value.item(), result.lower.item(), result.upper.item()) == (end, end, end)


def test_the_hard_bounds_of_what_nobody_rated_are_the_scale():
    result = evaluate(FRAMEWORK, np.array([[NAN] * 3])).of("all")
    assert (result.lower.item(), result.upper.item()) == (0.0, 100.0)


@MANY
@given(frameworks(), st.data())
def test_values_bounds_and_coverage_stay_within_their_ends(framework: Framework, data: st.DataObject) -> None:
    bottom, top = framework.scale.bottom, framework.scale.top
    rating = st.sampled_from([NAN, bottom, top, top])
    row = st.lists(rating, min_size=len(LEAVES), max_size=len(LEAVES))
    found = evaluate(framework, np.array(data.draw(st.lists(row, min_size=1, max_size=4))))
    for array in (found.value, found.lower, found.upper):
        assert is_within(array[:, no_sums(framework)], bottom, top)
    known = found.coverage[~np.isnan(found.coverage)]
    assert ((known >= 0.0) & (known <= 1.0)).all()


@MANY
@given(frameworks(), st.booleans())
def test_draws_variants_and_swings_stay_within_the_scale(framework: Framework, is_rated: bool) -> None:
    bottom, top = framework.scale.bottom, framework.scale.top
    raw = np.full((1, len(LEAVES)), top if is_rated else NAN)
    given_ = estimates(framework, best=raw, lowest=raw, highest=raw, confidence=np.full(raw.shape, "high"))
    kept = no_sums(framework)
    drawn = simulate(framework, given_, draws=50)
    for array in (drawn.mean, drawn.median, drawn.p5, drawn.p95):
        assert is_within(array[:, kept], bottom, top)
    outputs = [code for code, keeps in zip(framework.codes, kept, strict=True) if keeps][len(LEAVES) :]
    swings = tornado(framework, given_, of=outputs)
    varied = robustness(framework, raw, variants=20, of=outputs)
    for array in (swings.low, swings.high, varied.p5, varied.p95):
        assert is_within(array, bottom, top)


def test_contributions_sum_to_a_value_at_the_end():
    found = contributions(FRAMEWORK, np.array([[100.0] * 3]), of=["all"])
    assert found.baseline.item() + found.points.sum() == pytest.approx(100.0, abs=1e-11)


@pytest.mark.parametrize(
    ("value", "met"),
    [
        (99.99999999999999, 100.0),
        (100.00000000000001, 100.0),
        (-1e-14, 0.0),
        (1e-14, 1e-14),
        (99.9999, 99.9999),
        (100.0001, 100.0001),
        (-0.0001, -0.0001),
    ],
)
def test_only_the_last_digits_are_rounding(value, met):
    """A sum or a z-score lies beyond the scale and stays there; a small number is no noise."""
    assert Scale(0.0, 100.0).snap_to_ends(np.array([value])).tolist() == [met]


def test_what_is_unknown_stays_unknown():
    assert np.isnan(Scale(0.0, 100.0).snap_to_ends(np.array([NAN]))).all()
