"""The pure scoring core: numbers in, numbers out; no Django, no clock, no files."""

from assessments.scoring.bands import NO_BAND, band_indices
from assessments.scoring.digest import digest, framework_digest
from assessments.scoring.estimates import Estimates, estimates
from assessments.scoring.evaluate import Evaluation, NodeEvaluation, evaluate
from assessments.scoring.fields import FrameworkError
from assessments.scoring.framework import Band, Framework, Indicator, Margins, Node
from assessments.scoring.loading import load
from assessments.scoring.rounding import half_up
from assessments.scoring.simulation import DRAWS, Simulation, simulate
from assessments.scoring.version import ENGINE_VERSION
from assessments.scoring.writing import dump

__all__ = [
    "DRAWS",
    "ENGINE_VERSION",
    "NO_BAND",
    "Band",
    "Estimates",
    "Evaluation",
    "Framework",
    "FrameworkError",
    "Indicator",
    "Margins",
    "Node",
    "NodeEvaluation",
    "Simulation",
    "band_indices",
    "digest",
    "dump",
    "estimates",
    "evaluate",
    "framework_digest",
    "half_up",
    "load",
    "simulate",
]
