"""Rounding half up, the only rounding of the engine."""

import numpy as np

from assessments.scoring.arrays import Array

# Arithmetic on decimals leaves noise in the last digits: (3.3 + 3.4) / 2 is 3.3499999999999996. A number this close to
# a half, as a share of its own size, is taken for the half, as a spreadsheet does.
NOISE = 1e-13


def half_up(values: Array | float, decimals: int) -> Array:
    """Round to `decimals` places, halves away from zero: 1.625 is 1.63, -1.625 is -1.63, 2.675 is 2.68.

    A number is read as the decimal that its digits show and not as its binary neighbour (see `NOISE`). NaN stays NaN.
    """
    factor = 10.0**decimals
    numbers = np.asarray(values, dtype=np.float64)
    magnitude = np.abs(numbers) * factor * (1.0 + NOISE)
    return np.asarray(np.copysign(np.floor(magnitude + 0.5) / factor, numbers) + 0.0)
