"""Rounding half up, the only rounding of the engine."""

import numpy as np

from assessments.scoring.arrays import Array

# Arithmetic on decimals leaves noise in the last digits: (3.3 + 3.4) / 2 is 3.3499999999999996. So a number that is
# below a half by at most NOISE, as a share of its own size, counts as the half. The gap allowed is at least LEAST and
# at most MOST of the last place kept: a difference of two numbers ((47.01 - 47) / 2) carries the noise of both.
NOISE, LEAST, MOST = 1e-13, 5e-11, 1e-6
# From here on a number has no digits after the point.
WHOLE = 2.0**52


def half_up(values: Array | float, decimals: int) -> Array:
    """Round to `decimals` places, halves away from zero: 1.625 is 1.63, -1.625 is -1.63, 2.675 is 2.68.

    A number is read as the decimal that its digits show and not as its binary neighbour (see `NOISE`). NaN stays NaN.
    """
    factor = 10.0**decimals
    numbers = np.asarray(values, dtype=np.float64)
    magnitude = np.abs(numbers) * factor
    rounded = np.floor(magnitude + np.clip(magnitude * NOISE, LEAST, MOST) + 0.5) / factor
    return np.asarray(np.where(magnitude < WHOLE, np.copysign(rounded, numbers) + 0.0, numbers))
