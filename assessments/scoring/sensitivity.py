"""What to find out next: how much of a result's variance each uncertain input explains by itself."""

import numpy as np
import numpy.typing as npt

from assessments.scoring.arrays import Array

MOST_CLASSES = 64


def first_order(outcome: Array, orders: npt.NDArray[np.intp]) -> Array:
    """Sobol's first-order index of each input, V(E(Y | X_i)) / V(Y), from the draws of a run: [inputs].

    `outcome` [draws] holds Y; `orders` [inputs, draws] holds the indices of the draws in rising order of each input.
    The inputs are independent of each other. The draws are sorted by X_i into classes of equal size. The index is the
    variance between the classes' means, less what chance alone would give, divided by the whole variance. An outcome
    that does not vary has indices 0. Source: Plischke, Borgonovo and Smith, European Journal of Operational Research
    226 (2013), with the correction of epsilon squared (Kelley, PNAS 21, 1935).
    """
    draws = outcome.size
    centred = outcome - outcome.mean()
    total = float(centred @ centred)
    classes = max(1, min(MOST_CLASSES, int(np.sqrt(draws) / 3.0)))
    if total <= 0.0 or classes < 2:
        return np.zeros(len(orders))
    starts = np.arange(classes) * draws // classes
    sizes = np.diff(np.append(starts, draws))
    sums = np.add.reduceat(centred[orders], starts, axis=1)
    between = (sums * sums / sizes).sum(axis=1)
    by_chance = (classes - 1) * (total - between) / (draws - classes)
    return np.asarray(np.clip((between - by_chance) / total, 0.0, 1.0))
