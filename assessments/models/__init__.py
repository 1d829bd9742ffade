"""Assessments and all that belongs to one: ratings, evidence, rounds, reviews, scores, scenarios."""

from assessments.models.act import Act, Deed
from assessments.models.assessment import Assessment, AssessmentQuerySet, State
from assessments.models.evidence import LONGEST_TITLE, Credibility, Evidence, Reliability
from assessments.models.marking import Marking
from assessments.models.rating import Answer, Confidence, Rating
from assessments.models.review import Action, Comment, Finish, ReviewStep
from assessments.models.scenario import Scenario
from assessments.models.score import Score, ScoreQuerySet

__all__ = [
    "LONGEST_TITLE",
    "Act",
    "Action",
    "Answer",
    "Assessment",
    "AssessmentQuerySet",
    "Comment",
    "Confidence",
    "Credibility",
    "Deed",
    "Evidence",
    "Finish",
    "Marking",
    "Rating",
    "Reliability",
    "ReviewStep",
    "Scenario",
    "Score",
    "ScoreQuerySet",
    "State",
]
