"""From a value to its band."""

import numpy as np
import numpy.typing as npt

from assessments.scoring.arrays import Array
from assessments.scoring.framework import Framework
from assessments.scoring.tolerance import TOLERANCE

NO_BAND = -1


def band_indices(framework: Framework, values: Array | float) -> npt.NDArray[np.intp]:
    """The index of each value's band in `framework.bands`; NO_BAND (-1) where the value is NaN.

    A value on an edge belongs to the band above it; the scale's top belongs to the top band. A value beyond an end of
    the scale (possible for a sum or a z-score) belongs to the band at that end. A value below an edge by at most
    TOLERANCE counts as on it.
    """
    numbers = np.asarray(values, dtype=np.float64)
    edges = np.array([band.start for band in framework.bands[1:]])
    indices = np.searchsorted(edges - TOLERANCE, numbers, side="right")
    return np.asarray(np.where(np.isnan(numbers), NO_BAND, indices))
