"""The glossary: terms of the workbench, each explained in one or two sentences. Pages link to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    """A term with its explanation. `method` is the id of the part of the method page that says more, or ""."""

    code: str
    title: Any
    text: Any
    method: str = ""


GROUPS: tuple[tuple[Any, tuple[Term, ...]], ...] = (
    (
        _("What is looked at"),
        (
            Term(
                "interface",
                _("Interface"),
                _(
                    "One of the seven ways in which organized crime and a peace operation meet. "
                    "Six are threats; the seventh, operations combat organized crime, is the response."
                ),
            ),
            Term(
                "mechanism",
                _("Mechanism"),
                _("A way in which an interface works. Its indicators measure it; it bears on one target or more."),
            ),
            Term(
                "indicator",
                _("Indicator"),
                _("A question with five written descriptors, from level 0 to 4: the smallest thing that is rated."),
                "values",
            ),
            Term(
                "target",
                _("Target"),
                _("What is at risk: the peace operation itself, its mandate, or the stability of the host nation."),
            ),
            Term(
                "threat-matrix",
                _("Threat matrix"),
                _("Six interfaces by three targets: which interface hits which target, how hard, before the response."),
                "aggregation",
            ),
            Term(
                "response",
                _("Response"),
                _(
                    "Interface 7, what the mission does against organized crime. It lowers risk by at most half, "
                    "a figure of this method's own, and is never added to it; here more is better."
                ),
                "formula-residual",
            ),
            Term(
                "inherent-risk",
                _("Inherent and residual risk"),
                _("Inherent is the risk before the response, residual what the response leaves of it."),
                "formula-residual",
            ),
            Term(
                "measure", _("Measure"), _("Something that a mission can do, from the catalogue of the paper's annex.")
            ),
            Term("precedent", _("Precedent"), _("A mission that used a measure.")),
            Term("phase", _("Phase"), _("Planning, start-up, implementation or drawdown; it decides what is asked.")),
        ),
    ),
    (
        _("Rating and evidence"),
        (
            Term(
                "assessment",
                _("Assessment"),
                _("A mission's ratings at one time, with a state: draft, submitted for review, published."),
            ),
            Term(
                "values",
                _("Rating"),
                _(
                    "What one assessor says about one indicator: a level, “not known” or “not applicable”, "
                    "with confidence, plausible range, rationale and evidence."
                ),
                "values",
            ),
            Term(
                "not-known",
                _("Not known"),
                _(
                    "An answer of its own: looked for, but what was found allows no level. It is never read as zero. "
                    "What nobody has looked for yet has no answer and stays not yet rated."
                ),
                "missing",
            ),
            Term(
                "not-yet-rated",
                _("Not yet rated"),
                _("No answer so far. It is never read as zero; what it leaves open is shown."),
                "missing",
            ),
            Term(
                "not-applicable",
                _("Not applicable"),
                _("An answer of its own: the question does not arise in this mission. It takes no part in the score."),
            ),
            Term(
                "plausible",
                _("Lowest and highest plausible"),
                _("The levels between which the truth lies, as the assessor sees it. Without them confidence decides."),
                "uncertainty",
            ),
            Term(
                "confidence",
                _("Confidence"),
                _(
                    "How well founded a rating is: low, medium or high. It speaks about the evidence, not about how "
                    "likely something is, and widens or narrows the interval."
                ),
                "uncertainty",
            ),
            Term("rationale", _("Rationale"), _("Why this level: the reasons, in a few sentences.")),
            Term(
                "evidence",
                _("Evidence"),
                _("What a rating rests on: a document, a report, an observation, with source, date and grade."),
            ),
            Term(
                "admiralty",
                _("Admiralty code"),
                _(
                    "A letter for the reliability of the source and a number for the credibility of the information, "
                    "judged apart: B2 is a usually reliable source, probably true."
                ),
            ),
            Term(
                "marking",
                _("Marking"),
                _("How far a page or a piece of evidence may be shared. It stands at the top and the bottom."),
            ),
            Term(
                "round",
                _("Round"),
                _(
                    "In a private first round everyone rates alone. After the reveal all see how far they differ, "
                    "talk, and rate again; both rounds are kept."
                ),
            ),
            Term(
                "agreement",
                _("Agreement (alpha)"),
                _("Krippendorff's alpha: 1 is full agreement, 0 what chance would give, below 0 worse than chance."),
                "agreement",
            ),
        ),
    ),
    (
        _("The score"),
        (
            Term(
                "score",
                _("Score"),
                _("The computed result of an assessment. It never changes; a new rating makes a new score beside it."),
            ),
            Term(
                "points",
                _("Points"),
                _("Values run from 0 to 100. More is more threat; for the response, more is a stronger response."),
                "values",
            ),
            Term(
                "band",
                _("Band"),
                _("A stretch of the scale with a name. A value on an edge belongs to the band above it."),
            ),
            Term(
                "coverage",
                _("Coverage"),
                _("The share of the weight that is rated. Under the framework's minimum only a range is shown."),
                "missing",
            ),
            Term(
                "interval",
                _("90% interval"),
                _("From the 5th to the 95th percentile of the draws: in 90 of 100 draws the value lies in it."),
                "uncertainty",
            ),
            Term(
                "draw",
                _("Draw"),
                _("One computation of the whole score with one of the values that each rating leaves possible."),
                "uncertainty",
            ),
            Term(
                "bounds",
                _("What the unrated leaves open"),
                _(
                    "The value with everything unrated at its best, and at its worst, the ratings given taken at their "
                    "best estimates. It says nothing about errors in those ratings, as the 90% interval does."
                ),
                "missing",
            ),
            Term(
                "likelihood",
                _("Likelihood terms"),
                _("Words for probabilities as the yardstick of ICD 203 fixes them."),
                "likelihood",
            ),
            Term(
                "contribution",
                _("Contribution"),
                _("How many of the points an indicator, mechanism or interface accounts for. They sum to the score."),
                "contributions",
            ),
            Term(
                "tornado",
                _("Tornado"),
                _("The result with one indicator at its lowest and highest plausible value, the widest swing on top."),
                "tornado",
            ),
            Term(
                "collection-plan",
                _("Collection plan"),
                _("What to find out next: indicators by how much knowing them would narrow the result."),
                "collection-plan",
            ),
            Term(
                "robustness",
                _("Robustness"),
                _("How far the result depends on the choices of the method, and not on the evidence."),
                "robustness",
            ),
            Term(
                "scenario",
                _("Scenario"),
                _("A planner's own changes to an assessment, scored beside it. It never overwrites anything."),
            ),
            Term(
                "framework",
                _("Framework"),
                _("Indicators, weights and rules as a versioned file. A new version never changes an old score."),
            ),
            Term(
                "digest",
                _("Digest"),
                _("A fingerprint of all that a score was computed from. The same inputs give the same digest."),
                "same-answer",
            ),
        ),
    ),
)

TERMS = {term.code: term for _title, terms in GROUPS for term in terms}
