"""One evaluation: value, coverage and hard bounds of every indicator and node, for many units at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import DROP, Framework
from assessments.scoring.normalisation import Fitted
from assessments.scoring.waves import NEUTRAL, all_waves, coverage, is_enough, propagate_waves, reweight


@dataclass(frozen=True)
class NodeEvaluation:
    """One indicator or node for all units: arrays [units]. See `Evaluation` for their meaning."""

    value: Array
    coverage: Array
    lower: Array
    upper: Array
    is_applicable: Mask
    is_enough: Mask

    @property
    def score(self) -> Array:
        """The point score as it may be shown: NaN where the evidence is not enough."""
        return np.where(self.is_enough, self.value, np.nan)


@dataclass(frozen=True)
class Evaluation:
    """Arrays [units, positions]; the positions are `framework.codes`: indicators, then nodes.

    value      the value from what is rated; NaN where nothing is. Where `is_enough` is False it is still given,
               because it counts for the parents; `score` leaves it out there
    coverage   the share of the weight that is rated, 0 to 1
    lower      the value with every unrated indicator at its best (for a response: at its strongest, where it
               mitigates), or the value itself if that is lower
    upper      the same at its worst
    is_applicable  False where no indicator beneath applies; value, coverage and bounds are then NaN
    is_enough      coverage is at least the framework's minimum; a mitigated risk counts as not covered where the risk
                   before its mitigation has not enough
    """

    framework: Framework
    value: Array
    coverage: Array
    lower: Array
    upper: Array
    is_applicable: Mask
    is_enough: Mask

    @property
    def score(self) -> Array:
        """[units, positions]: the values that may be shown; NaN where the evidence is not enough."""
        return np.where(self.is_enough, self.value, np.nan)

    def of(self, code: str) -> NodeEvaluation:
        """The results of one indicator or node; KeyError if the framework has no such code."""
        at = self.framework.positions[code]
        return NodeEvaluation(
            self.value[:, at],
            self.coverage[:, at],
            self.lower[:, at],
            self.upper[:, at],
            self.is_applicable[:, at],
            self.is_enough[:, at],
        )


def evaluate(
    framework: Framework, raw: Array, applicable: Mask | None = None, *, fitted: Sequence[Fitted] | None = None
) -> Evaluation:
    """Score the units of `raw` [units, indicators]: levels or quantities, NaN where not rated.

    `applicable` [units, indicators], or [indicators] for all units, says which indicators apply; all do by default.
    What does not apply is left out even if it is rated. `fitted` (see `fit`) gives the indicators' normalisations where
    `raw` holds only some of the compared units; by default they are fitted to `raw`. Raises ValueError for a wrong
    shape, an infinity or a level that the indicator does not have. Method: docs/method.md, section 3.
    """
    raw, applies = checked(framework, raw, applicable)
    known = np.where(applies, raw, np.nan)
    rated = ~np.isnan(known)
    fitted = fit(framework, known) if fitted is None else fitted
    leaves = np.stack([item.apply(column) for item, column in zip(fitted, known.T, strict=True)])

    graph = all_waves(framework)
    covered = coverage(framework, graph, rated, applies)
    enough, is_applicable = is_enough(framework, covered.for_minimum), covered.applies
    counted = enough if framework.below_min == DROP else None
    reweighting = reweight(framework, graph, rated, None if counted is None else counted.T)
    values = propagate_waves(framework, graph, np.where(rated.T, leaves, NEUTRAL)[..., None], reweighting)[..., 0]
    bounds = _bounds(framework, fitted, leaves, rated, applies, counted)

    return Evaluation(
        framework=framework,
        value=_units_first(values, reweighting.present),
        coverage=_units_first(covered.ratio, is_applicable),
        lower=_units_first(
            np.where(reweighting.present, np.minimum(bounds[..., 0], values), bounds[..., 0]), is_applicable
        ),
        upper=_units_first(
            np.where(reweighting.present, np.maximum(bounds[..., 1], values), bounds[..., 1]), is_applicable
        ),
        is_applicable=np.ascontiguousarray(is_applicable.T),
        is_enough=np.ascontiguousarray((enough & is_applicable).T),
    )


def checked(framework: Framework, raw: Array, applicable: Mask | None) -> tuple[Array, Mask]:
    """Both as arrays [units, indicators]; ValueError if they cannot be scored."""
    raw = np.asarray(raw, dtype=np.float64)
    if raw.ndim != 2 or raw.shape[1] != len(framework.indicators):
        raise ValueError(f"ratings are [units, {len(framework.indicators)} indicators], not {list(raw.shape)}")
    if np.isinf(raw).any():
        raise ValueError("a rating is infinite")
    for indicator, column in zip(framework.indicators, raw.T, strict=True):
        if problem := indicator.normalisation.check(column[~np.isnan(column)]):
            raise ValueError(f"{indicator.code}: {problem}")
    if applicable is None:
        return raw, np.ones(raw.shape, dtype=np.bool_)
    applies = np.asarray(applicable, dtype=np.bool_)
    if applies.shape not in (raw.shape, raw.shape[1:]):
        raise ValueError(f"applicable is {list(raw.shape)} or {list(raw.shape[1:])}, not {list(applies.shape)}")
    return raw, np.broadcast_to(applies, raw.shape)


def fit(framework: Framework, known: Array) -> list[Fitted]:
    """Each indicator's map from raw to value, fitted to the compared units [units, indicators]."""
    columns = zip(framework.indicators, np.ascontiguousarray(known.T), strict=True)
    return [indicator.fit(column, framework.scale) for indicator, column in columns]


def counted_upward(framework: Framework, rated: Mask, applicable: Mask) -> Mask | None:
    """Which nodes count for their parents, [units, positions]; None where the framework drops none.

    `rated` and `applicable` are [units, indicators].
    """
    if framework.below_min != DROP:
        return None
    return is_enough(framework, coverage(framework, all_waves(framework), rated, applicable).for_minimum).T


def _bounds(
    framework: Framework, fitted: Sequence[Fitted], leaves: Array, rated: Mask, applies: Mask, counted: Mask | None
) -> Array:
    """Each position's (lower, upper): [positions, units, 2]. Rated indicators at their value, the others at both ends.

    The bounds are sharp unless one indicator stands on both sides of a mitigation; then they are safe but wide. They
    may miss the value itself where an unrated indicator cannot reach both ends of the scale (`evaluate` widens them).
    """
    graph = all_waves(framework)
    reweighting = reweight(framework, graph, applies)
    ends = np.array([[[item.lowest, item.highest]] for item in fitted])
    unrated_leaves = np.where(applies.T[..., None], ends, NEUTRAL)
    spans = np.where(rated.T[..., None], leaves[..., None], unrated_leaves)
    if counted is None:
        return propagate_waves(framework, graph, spans, reweighting, paired=True)
    # For its parents a dropped node is missing: it may have any value that it could have with nothing rated.
    unrated = propagate_waves(framework, graph, unrated_leaves, reweighting, paired=True)
    return propagate_waves(framework, graph, spans, reweighting, paired=True, override=(~counted, unrated))


def _units_first(values: Array, present: Mask) -> Array:
    """[units, positions], NaN where not present."""
    return np.ascontiguousarray(np.where(present, values, np.nan).T)
