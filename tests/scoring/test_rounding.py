"""Half up, on the decimals that a reader sees."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1.625, 2, 1.63),
        (1.624999, 2, 1.62),
        (2.675, 2, 2.68),  # the binary number is a little less; the decimal is a half
        (1.005, 2, 1.01),
        ((3.3 + 3.4) / 2, 1, 3.4),  # 3.3499999999999996 by noise
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),  # not half to even
        (-1.625, 2, -1.63),  # a difference and its reverse have the same size
        (10 * (40.01 - 40) / 2, 1, 0.1),  # 0.04999999999999005: the difference has the noise of 40.01
        (0.4999999, 0, 0.0),
        (279.5839831784519, 12, 279.583983178452),  # noise is never more than the last digits
        (4503599627370497.0, 0, 4503599627370497.0),  # 2^52 + 1: to add a half would round to the even number
        (0.1 + 0.2, 12, 0.3),
        (57.0, 0, 57.0),
        (0.0, 2, 0.0),
    ],
)
def test_halves_go_up(value: float, decimals: int, expected: float) -> None:
    assert half_up(value, decimals) == expected


def test_it_works_on_arrays_and_keeps_what_is_missing() -> None:
    np.testing.assert_array_equal(half_up(np.array([[0.25, np.nan]]), 1), [[0.3, np.nan]])


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_a_number_with_few_decimals_is_left_alone(units: int, decimals: int) -> None:
    number = units / 10**decimals
    assert half_up(number, decimals) == number


@given(st.integers(0, 10**7), st.integers(0, 4))
def test_every_written_half_goes_up(units: int, decimals: int) -> None:
    half = float(f"{units}5") / 10 ** (decimals + 1)
    assert half_up(half, decimals) == (units + 1) / 10**decimals


@settings(max_examples=1000)
@given(st.decimals(-1000, 1000, places=7), st.integers(0, 6))
def test_a_number_is_read_as_the_decimal_that_its_digits_show(number: Decimal, decimals: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up(float(number), decimals) == float(expected)
