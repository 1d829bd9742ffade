"""The draws of single indicators: each distinct estimate once, then shared by all units that have it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from assessments.scoring import draws as common
from assessments.scoring.arrays import Array
from assessments.scoring.framework import Framework
from assessments.scoring.normalisation import Fitted, Goalposts, Ordinal
from assessments.scoring.statistics import statistics

# Draws that are kept to be used by further units, all together.
KEPT_BYTES = 64 * 2**20

# (lowest, best, highest) of each assessor of one indicator; empty where nobody rated it.
EstimateTriples = tuple[common.Triple, ...]
UNRATED: EstimateTriples = ()


@dataclass(frozen=True)
class Drawn:
    """The draws [draws] of one indicator, in its random order, and their `statistics`."""

    draws: Array
    numbers: Array


@dataclass
class LeafDraws:
    """A framework's indicators, drawn on demand; when too many are kept, all are cleared together."""

    framework: Framework
    fitted: Sequence[Fitted]
    draws: int
    seed: int
    kept: dict[tuple[int, EstimateTriples], Drawn] = field(default_factory=dict)

    def of(self, wanted: Sequence[tuple[int, EstimateTriples]]) -> list[Drawn]:
        """The draws of some indicators, each given by its position and its estimates."""
        # Another thread may clear `kept` at any time, so this call holds what it needs itself.
        known = {key: found for key in wanted if (found := self.kept.get(key)) is not None}
        new = [key for key in dict.fromkeys(wanted) if key not in known]
        if new:
            if len(self.kept) * self.draws * 8 > KEPT_BYTES:
                self.kept.clear()
            made = dict(zip(new, self._made(new), strict=True))
            self.kept.update(made)
            known |= made
        return [known[key] for key in wanted]

    def _made(self, keys: Sequence[tuple[int, EstimateTriples]]) -> list[Drawn]:
        rising = np.stack([self._rising(*key) for key in keys])
        ascending = np.where(rising[:, :1] <= rising[:, -1:], rising, rising[:, ::-1])
        orders = [common.random_order(self.framework.indicators[at].code, self.draws, self.seed) for at, _ in keys]
        shuffled = [row.take(order.rank) for row, order in zip(rising, orders, strict=True)]
        return [Drawn(*pair) for pair in zip(shuffled, statistics(self.framework, ascending), strict=True)]

    def _rising(self, at: int, triples: EstimateTriples) -> Array:
        """The values in the order of the levels or quantities drawn, before they are shuffled."""
        if triples == UNRATED:
            return self._unrated(at)
        return self.fitted[at].apply(common.mixture_quantiles(triples, self.draws))

    def _unrated(self, at: int) -> Array:
        """Any level of an ordinal indicator, any value of a quantity, is as plausible as any other."""
        shares, fitted = common.quantile_shares(self.draws), self.fitted[at]
        normalisation = self.framework.indicators[at].normalisation
        if isinstance(normalisation, Ordinal):
            return fitted.apply(normalisation.first + (normalisation.last - normalisation.first) * shares)
        return fitted.lowest + (fitted.highest - fitted.lowest) * shares


def leaf_draws(framework: Framework, fitted: Sequence[Fitted], draws: int, seed: int) -> LeafDraws:
    """The draws of a run; kept from run to run unless a normalisation looks at the compared units."""
    if all(isinstance(indicator.normalisation, Ordinal | Goalposts) for indicator in framework.indicators):
        return _lasting(framework, draws, seed)
    return LeafDraws(framework, fitted, draws, seed)


@lru_cache(maxsize=1)
def _lasting(framework: Framework, draws: int, seed: int) -> LeafDraws:
    nothing = np.empty(0)
    fitted = [indicator.fit(nothing, framework.scale) for indicator in framework.indicators]
    return LeafDraws(framework, fitted, draws, seed)
