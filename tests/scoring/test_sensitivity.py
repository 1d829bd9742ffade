"""First-order indices against functions whose indices are known analytically."""

import numpy as np
import pytest

from assessments.scoring import draws
from assessments.scoring.arrays import Array
from assessments.scoring.sensitivity import first_order

NAMES = tuple("abcdefgh")


def sample(inputs: int, points: int, seed: int = 0) -> tuple[Array, np.ndarray]:
    """Uniform inputs on 0 to 1, [inputs, points], and their orders."""
    columns = [draws.random_order(name, points, seed) for name in NAMES[:inputs]]
    uniform = np.stack([draws.quantile_shares(points)[column.rank] for column in columns])
    return uniform, np.stack([column.order for column in columns])


@pytest.mark.parametrize("points", [10_000, 65_536])
def test_the_ishigami_function_has_its_known_indices(points: int) -> None:
    # sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on -pi to pi. V1 = (1 + 0.1 pi^4 / 5)^2 / 2, V2 = 49 / 8, V3 = 0,
    # V = 49 / 8 + 0.1 pi^4 / 5 + 0.01 pi^8 / 18 + 1 / 2 (Ishigami and Homma, 1990; Saltelli et al., 2008).
    uniform, orders = sample(3, points)
    x = np.pi * (2 * uniform - 1)
    outcome = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    whole = 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
    expected = [0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2 / whole, 49 / 8 / whole, 0.0]
    np.testing.assert_allclose(first_order(outcome, orders), expected, atol=0.01)


def test_the_g_function_has_its_known_indices() -> None:
    # prod (|4 x_i - 2| + a_i) / (1 + a_i): V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1 (Sobol, 1993).
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    uniform, orders = sample(8, 65_536)
    outcome = np.prod((np.abs(4 * uniform - 2) + a[:, None]) / (1 + a[:, None]), axis=0)
    parts = 1 / (3 * (1 + a) ** 2)
    np.testing.assert_allclose(first_order(outcome, orders), parts / (np.prod(1 + parts) - 1), atol=0.01)


def test_a_weighted_sum_shares_its_variance_by_the_squared_weights() -> None:
    uniform, orders = sample(2, 10_000)
    np.testing.assert_allclose(first_order(3 * uniform[0] + 4 * uniform[1], orders), [0.36, 0.64], atol=0.01)


def test_what_does_not_vary_is_explained_by_nothing() -> None:
    _, orders = sample(2, 100)
    assert first_order(np.full(100, 7.0), orders).tolist() == [0, 0]


def test_too_few_draws_tell_nothing() -> None:
    uniform, orders = sample(1, 5)
    assert first_order(uniform[0], orders).tolist() == [0]


def test_an_index_is_a_share() -> None:
    uniform, orders = sample(3, 200)
    found = first_order(uniform[0], orders)
    assert found[0] == pytest.approx(1, abs=0.1)
    assert ((found >= 0) & (found <= 1)).all()


def test_what_chance_puts_between_two_classes_is_taken_off() -> None:
    """36 draws make sqrt(36) / 3 = 2 classes of 18. 6 ones in the lower class and 12 in the upper: means 1/3 and 2/3.

    Around the mean of 1/2 the whole is 36 / 4 = 9 and 2 * 18 / 36 = 1 lies between the classes; chance puts
    (2 - 1) (9 - 1) / (36 - 2) = 4/17 there, so that (1 - 4/17) / 9 = 13/153 is explained.
    """
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [6, 12, 12, 6])
    assert first_order(outcome, np.arange(36)[None]).tolist() == pytest.approx([13 / 153])
