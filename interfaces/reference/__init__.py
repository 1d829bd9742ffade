"""Reads, checks and loads the reference model; call `load_reference`."""

from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.loading import Report, load_reference

__all__ = ["BrokenReferenceError", "Problem", "Report", "load_reference"]
