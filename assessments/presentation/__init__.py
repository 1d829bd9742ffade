"""Shapes stored scores, their explanations and ratings for pages."""

from assessments.presentation.badges import Badge, badges
from assessments.presentation.changes import Changes, shown_changes
from assessments.presentation.checklist import Gap, Place, checklist, lacks_rationale
from assessments.presentation.explanations import SHOWN_FIRST, Explanation, explained
from assessments.presentation.likelihoods import yardstick
from assessments.presentation.markings import highest_marking, markings_by_assessment, offered_marking
from assessments.presentation.ratings import (
    answer_words,
    evidence_uses,
    next_unrated,
    ratings_by_interface,
    sheet_tabs,
)
from assessments.presentation.review import ShownReview, shown_review
from assessments.presentation.rounds import ShownRound, is_behind, shown_round
from assessments.presentation.scenarios import ShownScenario, shown_scenario, shown_scenarios
from assessments.presentation.scores import (
    Axes,
    ShownScore,
    shown_score,
    shown_summary,
    whole_score,
)
from assessments.presentation.sources import Sources
from assessments.presentation.spread import SpreadPage, shown_spread
from assessments.presentation.standing import Standing, lacks_worker, standing
from assessments.presentation.working import ShownNode

__all__ = [
    "SHOWN_FIRST",
    "Axes",
    "Badge",
    "Changes",
    "Explanation",
    "Gap",
    "Place",
    "ShownNode",
    "ShownReview",
    "ShownRound",
    "ShownScenario",
    "ShownScore",
    "Sources",
    "SpreadPage",
    "Standing",
    "answer_words",
    "badges",
    "checklist",
    "evidence_uses",
    "explained",
    "highest_marking",
    "is_behind",
    "lacks_rationale",
    "lacks_worker",
    "markings_by_assessment",
    "next_unrated",
    "offered_marking",
    "ratings_by_interface",
    "sheet_tabs",
    "shown_changes",
    "shown_review",
    "shown_round",
    "shown_scenario",
    "shown_scenarios",
    "shown_score",
    "shown_spread",
    "shown_summary",
    "standing",
    "whole_score",
    "yardstick",
]
