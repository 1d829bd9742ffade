"""How pages show a value, in the tests' own arithmetic, and how a test reads what a page shows."""

from __future__ import annotations

import math
import re

# Where the bands of the shipped framework meet.
EDGES = (20, 40, 60, 80)


def half_up(number: float, decimals: int = 0) -> str:
    """Round as the method says."""
    scaled = math.floor(abs(number) * 10**decimals + 0.5 + 1e-9)
    return f"{scaled / 10**decimals:.{decimals}f}"


def value_points(number: float, decimals: int = 0) -> str:
    """Whole points, with as many decimals as keep a value below the edge that it is below."""
    text = half_up(number, decimals)
    crosses = any(number < edge - 1e-9 <= float(text) for edge in EDGES)
    return value_points(number, decimals + 1) if crosses else text


def one_line(html: str) -> str:
    """Return a page with every run of whitespace made one space, as a browser shows it."""
    return " ".join(html.split())


def tight(html: str) -> str:
    """Return a page on one line without whitespace beside its tags, so that a test need not know how it is broken."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", one_line(html)).replace('" >', '">')
