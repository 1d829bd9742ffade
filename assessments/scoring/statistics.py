"""What a run's draws say about a node: mean, quantiles and the probability of each band."""

import numpy as np

from assessments.scoring.arrays import Array
from assessments.scoring.framework import Framework
from assessments.scoring.tolerance import TOLERANCE

QUANTILES = (0.05, 0.5, 0.95)
MEAN, P5, MEDIAN, P95, BANDS = 0, 1, 2, 3, slice(4, None)


def statistics(framework: Framework, ascending: Array) -> Array:
    """Mean, the quantiles at 5, 50 and 95%, and the probability of each band: [rows, 4 + bands].

    `ascending` is [rows, draws], each row already sorted.

    Quantiles are interpolated between neighbours (definition 7 of Hyndman and Fan, American Statistician 50, 1996).
    """
    draws = ascending.shape[-1]
    places = np.array(QUANTILES) * (draws - 1)
    below = np.floor(places).astype(np.intp)
    low, high = ascending[:, below], ascending[:, np.minimum(below + 1, draws - 1)]
    edges = np.array([band.start for band in framework.bands[1:]]) - TOLERANCE
    numbers = np.empty((len(ascending), 4 + len(framework.bands)))
    numbers[:, MEAN] = ascending.mean(axis=-1)
    numbers[:, 1:4] = low + (high - low) * (places - below)
    numbers[:, :4] = framework.scale.snap_to_ends(numbers[:, :4])
    counts = np.full((len(ascending), len(framework.bands) + 1), draws)
    counts[:, 0] = 0
    for row, below_edges in zip(ascending, counts, strict=True):
        below_edges[1:-1] = row.searchsorted(edges, side="left")
    numbers[:, BANDS] = np.diff(counts, axis=1) / draws
    return numbers
