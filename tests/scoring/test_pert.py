"""The PERT distribution against what is known of it analytically."""

import numpy as np
import pytest
from scipy import integrate, special

from assessments.scoring import draws, pert
from assessments.scoring.arrays import Array

SHAPES = [0.0, 0.04, 0.25, 1 / 3, 0.5, 0.61, 0.75, 1.0]


@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_invert_the_incomplete_beta_function(shape: float) -> None:
    found = pert.quantile_grid(shape, 10_000)
    expected = special.betaincinv(1 + 4 * shape, 5 - 4 * shape, (np.arange(10_000) + 0.5) / 10_000)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_distribution_function_reaches_from_0_to_1(shape: float) -> None:
    x = np.linspace(0, 1, 1001)
    np.testing.assert_allclose(pert.cdf(x, shape), special.betainc(1 + 4 * shape, 5 - 4 * shape, x), rtol=0, atol=1e-14)
    assert (pert.cdf(np.array([0.0, 1.0]), shape) == [0.0, 1.0]).all()


def test_the_density_integrates_to_the_distribution_function() -> None:
    area, _ = integrate.quad(lambda x: pert.density(np.array([x]), 0.3)[0], 0.0, 0.6)
    assert area == pytest.approx(pert.cdf(np.array([0.6]), 0.3)[0], abs=1e-10)


@pytest.mark.parametrize("estimate", [(0.0, 1.0, 3.0), (1.0, 1.0, 4.0), (2.0, 4.0, 4.0), (10.0, 35.0, 90.0)])
def test_a_million_draws_have_the_analytic_mean_and_variance(estimate: tuple[float, float, float]) -> None:
    drawn = draws.mixture_quantiles((estimate,), 1_000_000)
    lowest, best, highest = estimate
    mean = (lowest + 4 * best + highest) / 6
    variance = (mean - lowest) * (highest - mean) / 7
    # Independent draws would scatter by the mean's standard error; a Latin hypercube's stay far inside it.
    standard_error = np.sqrt(variance / 1e6)
    assert drawn.mean() == pytest.approx(mean, abs=standard_error / 100)
    assert drawn.var() == pytest.approx(variance, rel=1e-4)
    assert (drawn.min() >= lowest, drawn.max() <= highest) == (True, True)


def test_a_certain_estimate_is_always_the_same_number() -> None:
    assert (draws.mixture_quantiles(((2.0, 2.0, 2.0),), 100) == 2.0).all()


MIXTURES = [
    ((0.0, 1.0, 2.0), (2.0, 3.0, 4.0)),
    ((0.0, 1.0, 2.0), (0.0, 1.0, 3.0), (1.0, 2.0, 2.5)),
    ((0.0, 0.0, 1.0), (0.0, 0.0, 4.0)),
    ((0.0, 0.0, 0.5), (3.5, 4.0, 4.0)),
]


def shares_below(x: Array, estimates: tuple[tuple[float, float, float], ...]) -> Array:
    parts = []
    for lowest, best, highest in estimates:
        shape = (best - lowest) / (highest - lowest)
        inside = np.clip((x - lowest) / (highest - lowest), 0, 1)
        parts.append(special.betainc(1 + 4 * shape, 5 - 4 * shape, inside))
    return np.mean(parts, axis=0)


@pytest.mark.parametrize("estimates", MIXTURES)
def test_a_mixture_gives_every_assessor_the_same_weight(estimates: tuple[tuple[float, float, float], ...]) -> None:
    drawn = draws.mixture_quantiles(estimates, 10_000)
    np.testing.assert_allclose(shares_below(drawn, estimates), draws.quantile_shares(10_000), rtol=0, atol=1e-9)
    means = [(low + 4 * best + high) / 6 for low, best, high in estimates]
    assert drawn.mean() == pytest.approx(np.mean(means), abs=1e-3)


def test_certain_assessors_are_steps_of_the_mixture() -> None:
    assert draws.mixture_quantiles(((1.0, 1.0, 1.0), (3.0, 3.0, 3.0)), 4).tolist() == [1, 1, 3, 3]
    mixed = draws.mixture_quantiles(((2.0, 2.0, 2.0), (1.0, 2.0, 3.0)), 1000)
    assert (mixed == 2.0).sum() == 500
    assert ((mixed < 2.0).sum(), (mixed > 2.0).sum()) == (250, 250)


def test_assessors_who_agree_are_one_and_their_order_does_not_matter() -> None:
    one = draws.mixture_quantiles(((0.0, 1.0, 2.0),), 1000)
    np.testing.assert_array_equal(draws.mixture_quantiles(((0.0, 1.0, 2.0),) * 3, 1000), one)
    np.testing.assert_array_equal(
        draws.mixture_quantiles(MIXTURES[0], 1000), draws.mixture_quantiles(MIXTURES[0][::-1], 1000)
    )


def test_a_mixture_is_close_after_a_single_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "MIXTURE_STEPS", 1)
    estimates = ((0.0, 1.0, 2.0), (1.0, 2.0, 4.0))
    np.testing.assert_allclose(
        shares_below(draws.mixture_quantiles(estimates, 1000), estimates), draws.quantile_shares(1000), atol=1e-5
    )


def test_beside_a_step_the_other_assessor_is_as_if_alone() -> None:
    """PERT (1, 2, 3) has half of itself below 2, so its first half is the mixture's first quarter, and so on."""
    mixed = draws.mixture_quantiles(((2.0, 2.0, 2.0), (1.0, 2.0, 3.0)), 1000)
    alone = draws.mixture_quantiles(((1.0, 2.0, 3.0),), 500)
    np.testing.assert_allclose(np.delete(mixed, slice(250, 750)), alone, rtol=0, atol=1e-9)


def test_in_a_gap_between_assessors_the_middle_draw_is_where_the_lower_one_ends() -> None:
    """Half of the mixture lies at or below 2, the other half from 3 on: 2 is the smallest number with half below."""
    assert draws.mixture_quantiles(((0.0, 1.0, 2.0), (3.0, 4.0, 5.0)), 3)[1] == pytest.approx(2.0, abs=1e-9)
