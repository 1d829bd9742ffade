"""Reads, validates and loads the reference model: `load_reference` is the way in."""

from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.loading import Report, load_reference

__all__ = ["BrokenReferenceError", "Problem", "Report", "load_reference"]
