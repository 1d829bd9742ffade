"""One evaluation: value, coverage and hard bounds of every indicator and node, for many units at once."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import DROP, Framework
from assessments.scoring.normalisation import Fitted
from assessments.scoring.propagation import NEUTRAL, Override, propagate, share_out

# Coverage is a ratio of sums of weights; a share that is exactly the minimum must not miss it by its last digit.
COVERAGE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Result:
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

    value      the value from what is rated; NaN where nothing is. It is there, and counts upward, even where
               `is_enough` is False; `score` leaves it out there
    coverage   the share of the weight that is rated, 0 to 1
    lower      the value with every unrated indicator at its best (for a response: at its strongest, where it mitigates)
    upper      the same at its worst
    is_applicable  False where no indicator beneath applies; value, coverage and bounds are then NaN
    is_enough      coverage is at least the framework's minimum
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

    def of(self, code: str) -> Result:
        """The results of one indicator or node; KeyError if the framework has no such code."""
        at = self.framework.positions[code]
        return Result(
            self.value[:, at],
            self.coverage[:, at],
            self.lower[:, at],
            self.upper[:, at],
            self.is_applicable[:, at],
            self.is_enough[:, at],
        )


def evaluate(framework: Framework, raw: Array, applicable: Mask | None = None) -> Evaluation:
    """Score the units of `raw` [units, indicators]: levels or quantities, NaN where not rated.

    `applicable` [units, indicators], or [indicators] for all units, says which indicators apply; all do by default.
    What does not apply is left out even if it is rated. Raises ValueError for a wrong shape, an infinity or a
    level that the indicator does not have. Method: docs/method, section 3.
    """
    raw, applies = checked(framework, raw, applicable)
    known = np.where(applies, raw, np.nan)
    fitted = fit(framework, known)
    applies_to = list(np.ascontiguousarray(applies.T))
    rated = list(np.ascontiguousarray(~np.isnan(known.T)))
    leaves = [_filled(item.apply(column)) for item, column in zip(fitted, np.ascontiguousarray(known.T), strict=True)]

    coverage, applicable_nodes = _coverage(framework, rated, applies_to)
    is_enough = [share >= framework.min_coverage - COVERAGE_TOLERANCE for share in coverage]
    counted = is_enough if framework.below_min == DROP else None
    shares = share_out(framework, rated, counted)
    values = propagate(framework, leaves, shares, override=_dropping(counted))
    bounds = _bounds(framework, fitted, leaves, rated, applies_to, counted)

    return Evaluation(
        framework=framework,
        value=_columns(values, shares.present),
        coverage=_columns(coverage, applicable_nodes),
        lower=_columns([pair[0] for pair in bounds], applicable_nodes),
        upper=_columns([pair[1] for pair in bounds], applicable_nodes),
        is_applicable=np.stack(applicable_nodes, axis=-1),
        is_enough=np.stack(is_enough, axis=-1) & np.stack(applicable_nodes, axis=-1),
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


def _coverage(framework: Framework, rated: list[Mask], applies: list[Mask]) -> tuple[list[Array], list[Mask]]:
    """The weighted mean of the children's coverage over those that apply; a leaf's is 1 or 0."""
    coverage: list[Array] = [leaf.astype(np.float64) for leaf in rated]
    applicable = list(applies)
    for node in framework.nodes:
        positions = [framework.positions[child] for child in node.children]
        shared = total = np.zeros(applies[0].shape)
        for position, weight in zip(positions, node.weights, strict=True):
            mine = weight * applicable[position]
            shared, total = shared + mine * coverage[position], total + mine
        here = total > 0.0
        if node.rule == "mitigated":
            here = applicable[positions[0]] & applicable[positions[1]]
        applicable.append(here)
        coverage.append(shared / np.where(total > 0.0, total, 1.0))
    return coverage, applicable


def _bounds(
    framework: Framework,
    fitted: list[Fitted],
    leaves: list[Array],
    rated: list[Mask],
    applies: list[Mask],
    counted: list[Mask] | None,
) -> list[Array]:
    """Each position's (lower, upper): arrays [2, units]. Rated indicators at their value, the others at both ends.

    The bounds are sharp unless one indicator stands on both sides of a mitigation; then they are safe but wide.
    """
    shares = share_out(framework, applies)
    ends = [np.array([[item.lowest], [item.highest]]) for item in fitted]
    spans = [np.where(here, leaf, end) for here, leaf, end in zip(rated, leaves, ends, strict=True)]
    spans = [np.where(here, span, NEUTRAL) for here, span in zip(applies, spans, strict=True)]
    if counted is None:
        return propagate(framework, spans, shares, paired=True)
    # A dropped node is missing for its parents: to them it may be anything that it could be with nothing rated.
    open_leaves = [np.where(here, end, NEUTRAL) for here, end in zip(applies, ends, strict=True)]
    unrated = propagate(framework, open_leaves, shares, paired=True)
    return propagate(
        framework, spans, shares, paired=True, override=lambda at, span: np.where(counted[at], span, unrated[at])
    )


def _dropping(counted: list[Mask] | None) -> Override | None:
    """A dropped node hands its parents the neutral value, as an absent one does."""
    if counted is None:
        return None
    return lambda at, value: np.where(counted[at], value, NEUTRAL)


def _filled(values: Array) -> Array:
    return np.where(np.isnan(values), NEUTRAL, values)


def _columns(arrays: list[Array], present: list[Mask]) -> Array:
    """[units, positions], NaN where not present."""
    return np.stack([np.where(here, array, np.nan) for array, here in zip(arrays, present, strict=True)], axis=-1)
