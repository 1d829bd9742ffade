"""Two to four assessments side by side: what differs, and how sure that is, from the same draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.computing.inputs import build_record, estimates_from_record
from assessments.models import Assessment, Score, State
from assessments.presentation import Axes, ShownScore, shown_summary, whole_score
from assessments.presentation.bands import ShownValue
from assessments.presentation.likelihoods import TERMS
from assessments.presentation.outside import is_outside
from assessments.scoring.arrays import Array
from assessments.scoring.likelihood import Likelihood, likelihood_of
from assessments.scoring.ranks import pairwise, rank_intervals
from missions.models import Mission
from ocpo.pages.display import points

LEAST, MOST = 2, 4
LETTERS = "ABCD"
AT_LEAST_LIKELY = (Likelihood.LIKELY, Likelihood.VERY_LIKELY, Likelihood.ALMOST_CERTAIN)


@dataclass(frozen=True)
class ComparedAssessment:
    """One assessment of the comparison, under a letter; `score` is None before there is a common one."""

    letter: str
    assessment: Assessment
    score: ShownScore | None

    def value(self, code: str) -> ShownValue | None:
        """Return a node of the score, None without a score or where its framework has no such node."""
        return self.score.value(code) if self.score and code in self.score.nodes else None

    @property
    def asked(self) -> frozenset[str]:
        """Return the codes of the indicators that its framework asks in its phase; none without a score."""
        if self.score is None:
            return frozenset()
        framework, phase = self.score.framework, self.score.score.inputs["phase"]
        codes = [indicator.code for indicator in framework.indicators]
        if phase is None:
            return frozenset(codes)
        applies = framework.applicable_in(phase)
        return frozenset(code for code, is_asked in zip(codes, applies, strict=True) if is_asked)


@dataclass(frozen=True)
class ComparedPair:
    """How often one column stands above another: `share` of the draws, 0.5 to 1."""

    above: ComparedAssessment
    below: ComparedAssessment
    share: float

    @property
    def term(self) -> Likelihood:
        return likelihood_of(self.share)

    @property
    def is_likely(self) -> bool:
        return self.term in AT_LEAST_LIKELY

    @property
    def words(self) -> str:
        whole = points(100.0 * self.share)
        facts = {"above": self.above.letter, "below": self.below.letter}
        facts["count"] = _("more than 99") if whole == "100" and self.share < 1.0 else whole
        return _("%(above)s stands above %(below)s in %(count)s of 100 draws") % facts

    @property
    def likelihood(self) -> str:
        return str(TERMS[self.term])


@dataclass(frozen=True)
class Cell:
    """One node of one column."""

    column: ComparedAssessment
    value: ShownValue | None


@dataclass(frozen=True)
class Place:
    """A column's rank by the headline (1 is the highest), with the 90% interval of that rank from `low` to `high`."""

    column: ComparedAssessment
    low: int
    place: int
    high: int


@dataclass(frozen=True)
class Row:
    """One node in all columns; `difference` says in words how they differ, "" where no difference can be claimed."""

    code: str
    title: str
    kind: str
    cells: list[Cell]
    difference: str
    url: str = ""


class Comparison:
    """Assessments with what the tables, the chart and the sentences about them need; scores are read once."""

    def __init__(self, assessments: Sequence[Assessment], axes: Axes) -> None:
        self.axes = axes
        self.columns = [
            ComparedAssessment(letter, assessment, _shown(assessment, axes))
            for letter, assessment in zip(LETTERS, assessments, strict=False)
        ]

    @cached_property
    def scored(self) -> list[ComparedAssessment]:
        return [column for column in self.columns if column.score]

    @cached_property
    def framework(self) -> scoring.Framework | None:
        """Return the framework whose nodes are the rows: that of the first column with a score."""
        return self.scored[0].score.framework if self.scored else None  # type: ignore[union-attr]

    @cached_property
    def obstacle(self) -> str:
        """Return in words why the draws cannot be compared, "" where they can."""
        scores = [column.score.score for column in self.scored if column.score]
        if len(scores) < LEAST:
            return _("Fewer than two of them have a score.")
        if len({score.framework_id for score in scores}) > 1:
            return _("They were scored under different versions of the framework.")
        if {score.engine_version for score in scores} != {scoring.ENGINE_VERSION}:
            return _("They were not all scored by the present version of the engine.")
        if len({(score.seed, score.result["draws"]) for score in scores}) > 1:
            return _("They were scored with different draws.")
        return ""

    @cached_property
    def draws(self) -> Mapping[str, Array]:
        """Return the draws of each compared node by its code, as an array [scored columns, draws].

        They are NaN where the evidence is not enough; with an obstacle there are none. Each score is simulated again
        from its stored inputs and seed, so these are the same draws that its numbers came from.
        """
        if self.obstacle or self.framework is None:
            return {}
        codes = [code for code, *_more in self._listed()]
        scores = [column.score.score for column in self.scored if column.score]
        runs = [_simulated(self.framework, score, codes) for score in scores]
        return {
            code: np.stack([self._drawn(code, *each) for each in zip(self.scored, runs, strict=True)]) for code in codes
        }

    def _drawn(self, code: str, column: ComparedAssessment, run: Mapping[str, Array]) -> Array:
        value = column.value(code)
        return run[code][0] if value and value["is_enough"] else np.full_like(run[code][0], np.nan)

    def pairs(self, code: str) -> list[ComparedPair]:
        """Return each pair of columns that both have a value; `above` is higher in at least half of the draws."""
        if code not in self.draws:
            return []
        shares = pairwise(self.draws[code])
        found = []
        for one, other in combinations(range(len(self.scored)), 2):
            share = float(shares[one, other])
            if share != share:  # NaN: one of the two has no value
                continue
            above, below = (one, other) if share >= 0.5 else (other, one)
            found.append(ComparedPair(self.scored[above], self.scored[below], max(share, 1.0 - share)))
        return found

    @property
    def headline_pairs(self) -> list[ComparedPair]:
        return self.pairs(self.framework.headline) if self.framework else []

    @property
    def shared_words(self) -> list[str]:
        """Say how many indicators each assessment asks and how many they share.

        One sentence where all ask the same indicators, else one for each pair.
        """
        asked = {column.letter: column.asked for column in self.scored}
        if len(set(asked.values())) == 1:
            return [_("All are asked the same %(count)s indicators.") % {"count": len(self.scored[0].asked)}]
        text = _("%(one)s is asked %(of_one)s indicators, %(other)s %(of_other)s; %(shared)s are asked of both.")
        return [
            text
            % {
                "one": one,
                "other": other,
                "of_one": len(asked[one]),
                "of_other": len(asked[other]),
                "shared": len(asked[one] & asked[other]),
            }
            for one, other in combinations(asked, 2)
        ]

    @property
    def has_phases(self) -> bool:
        """Say whether they are in different phases and therefore ask different indicators."""
        phases = {column.score.score.inputs["phase"] for column in self.scored if column.score}
        return len(phases) > 1 and len({column.asked for column in self.scored}) > 1

    @property
    def has_outside(self) -> bool:
        """Say whether a value in the tables stands outside its own 90% interval."""
        return any(cell.value and is_outside(cell.value) for row in self._rows for cell in row.cells)

    @property
    def places(self) -> list[Place]:
        """Return each column's rank by the headline; none for two columns, where their pair says the same."""
        if self.framework is None or len(self.scored) <= LEAST or not self.draws:
            return []
        low, middle, high = rank_intervals(self.draws[self.framework.headline])
        return [
            Place(column, low=int(low[at]), place=int(middle[at]), high=int(high[at]))
            for at, column in enumerate(self.scored)
            if middle[at] == middle[at]  # not NaN: the column has a value
        ]

    @cached_property
    def outputs(self) -> list[Row]:
        return [row for row in self._rows if row.kind == "output"]

    @cached_property
    def interfaces(self) -> list[Row]:
        return [row for row in self._rows if row.kind in ("threat", "response")]

    @cached_property
    def cells(self) -> list[Row]:
        return [row for row in self._rows if row.kind == "cell"]

    @cached_property
    def _rows(self) -> list[Row]:
        return [
            Row(code, title, kind, [Cell(each, each.value(code)) for each in self.columns], self._difference(code), url)
            for code, title, kind, url in self._listed()
        ]

    def _listed(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield code, title, kind and address of each row: mission risk, targets, interfaces, cells."""
        framework = self.framework
        if framework is None:
            return
        yield framework.headline, _("Mission risk"), "output", ""
        for target in self.axes.targets:
            yield framework.find(kind="target", target=target.code)[0].code, target.title, "output", ""
        for interface in self.axes.interfaces:
            code = framework.find(kind="interface", interface=interface.code)[0].code
            yield code, interface.short_title, interface.role, interface.get_absolute_url()
        for interface in self.axes.threats:
            for target in self.axes.targets:
                for node in framework.find(kind="cell", interface=interface.code, target=target.code):
                    yield node.code, f"{interface.short_title} · {target.title}", "cell", ""

    def _difference(self, code: str) -> str:
        pairs = [pair for pair in self.pairs(code) if pair.is_likely]
        if len(self.scored) > LEAST and pairs:
            return _order(pairs)
        if pairs:
            return pairs[0].words
        values = [column.value(code) for column in self.scored]
        bands = {value["band"]["code"] for value in values if value and value["band"]}
        return _("Bands differ, the order is open") if len(bands) > 1 else ""


def _order(pairs: Sequence[ComparedPair]) -> str:
    """Say which columns stand above which, where that is at least likely: "D above A, B, C; A above C".

    The column that stands above most others comes first.
    """
    below: dict[str, list[str]] = {}
    for pair in pairs:
        below.setdefault(pair.above.letter, []).append(pair.below.letter)
    ranked = sorted(below.items(), key=lambda row: (-len(row[1]), row[0]))
    text = _("%(above)s above %(below)s")
    return "; ".join(text % {"above": above, "below": ", ".join(sorted(letters))} for above, letters in ranked)


def _shown(assessment: Assessment, axes: Axes) -> ShownScore | None:
    score = assessment.current_score
    if score is None:
        return None
    return whole_score(assessment, score, axes)


def _simulated(framework: scoring.Framework, score: Score, codes: Sequence[str]) -> Mapping[str, Array]:
    record = build_record(score.inputs["phase"], score.inputs["ratings"])
    estimates = estimates_from_record(framework, record)
    return scoring.simulate(framework, estimates, draws=score.result["draws"], seed=score.seed, of=codes).drawn


def trend_columns(mission: Mission, axes: Axes) -> list[ComparedAssessment]:
    """Return the published assessments whose score can be read, the oldest first; archived ones are left out."""
    published = (
        mission.assessments.filter(state=State.PUBLISHED, archived_at=None).scored().for_lists().order_by("as_of", "pk")
    )
    read = ((assessment, shown_summary(assessment, axes)) for assessment in published)
    return [ComparedAssessment("", assessment, score) for assessment, score in read if score is not None]
