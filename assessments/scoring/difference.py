"""What a change does to a score: two runs of the same draws, subtracted draw by draw."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array
from assessments.scoring.simulation import Simulation
from assessments.scoring.statistics import QUANTILES
from assessments.scoring.tolerance import TOLERANCE


@dataclass(frozen=True)
class Difference:
    """A changed headline less the one it began from; each array is [units], NaN where either does not apply.

    p5, median, p95   points of the framework's scale; p5 to p95 is the 90% interval
    lower, higher     the probability that the change lowers or raises the headline; in the rest it stays the same
    """

    p5: Array
    median: Array
    p95: Array
    lower: Array
    higher: Array


def difference(changed: Simulation, base: Simulation) -> Difference:
    """The headline of `changed` less that of `base`, unit by unit and draw by draw.

    With common random numbers what did not change cancels out, so the interval is that of the change and not that of
    two separate guesses. Raises ValueError unless both runs have the same framework, number of draws, seed and number
    of units: only then do their draws belong together. Method: docs/method.md, section 6.
    """
    if (changed.draws, changed.seed) != (base.draws, base.seed):
        raise ValueError("runs with other draws or another seed cannot be subtracted draw by draw")
    if changed.framework != base.framework:
        raise ValueError("runs under different frameworks cannot be subtracted")
    if changed.headline.shape != base.headline.shape:
        raise ValueError(f"{len(changed.headline)} units cannot be compared with {len(base.headline)}")
    gaps = changed.headline - base.headline
    p5, median, p95 = np.quantile(gaps, QUANTILES, axis=1)
    applies = ~np.isnan(median)
    lower, higher = (np.where(applies, side.mean(axis=1), np.nan) for side in (gaps < -TOLERANCE, gaps > TOLERANCE))
    return Difference(p5, median, p95, lower, higher)
