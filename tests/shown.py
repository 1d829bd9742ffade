"""How pages show a value, computed again by the tests, and how a test reads a page."""

from __future__ import annotations

import math
import re

# Where the bands of the shipped framework meet.
EDGES = (20, 40, 60, 80)


def half_up(number: float, decimals: int = 0) -> str:
    """Round half up, as the method says; a number within 1e-9 below the half counts as the half."""
    scaled = math.floor(abs(number) * 10**decimals + 0.5 + 1e-9)
    return f"{scaled / 10**decimals:.{decimals}f}"


def value_points(number: float, decimals: int = 0) -> str:
    """Return whole points; more decimals where rounding would otherwise lift the value into the next band."""
    text = half_up(number, decimals)
    crosses = any(number < edge - 1e-9 <= float(text) for edge in EDGES)
    return value_points(number, decimals + 1) if crosses else text


def one_line(html: str) -> str:
    """Return a page with every run of whitespace made one space, as a browser shows it."""
    return " ".join(html.split())


def tight(html: str) -> str:
    """Return a page on one line without spaces beside its tags: tests must not depend on the template's line breaks."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", one_line(html)).replace('" >', '">')
