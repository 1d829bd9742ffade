"""Random frameworks and ratings for hypothesis: every rule at its extremes, shared children, any depth."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from assessments.scoring import Framework
from tests.scoring.small import leaf, node, small

LEAVES = "abcdef"
MEANS: list[tuple[str, dict[str, float]]] = [
    ("arithmetic", {}),
    ("quadratic", {}),
    ("geometric", {}),
    ("harmonic", {}),
    ("minimum", {}),
    ("maximum", {}),
    *(("reversed_geometric", {"k": k}) for k in (1.1, 10, 1000)),
    *(("power", {"exponent": p}) for p in (0.01, 0.5, 1.3, 3, 50, -0.01, -2, -50)),
]
weights = st.one_of(st.just(1.0), st.floats(0.01, 5))


@st.composite
def means(draw: st.DrawFn, code: str, below: list[str]) -> dict[str, Any]:
    rule, more = draw(st.sampled_from(MEANS))
    children = draw(st.lists(st.sampled_from(below), min_size=1, max_size=4, unique=True))
    return node(code, rule, {child: draw(weights) for child in children}, **more)


@st.composite
def mitigations(draw: st.DrawFn, code: str, below: list[str]) -> dict[str, Any]:
    of, by = draw(st.lists(st.sampled_from(below), min_size=2, max_size=2, unique=True))
    return node(code, "mitigated", of=of, by=by, max=draw(st.sampled_from([0, 0.5, 1])))


@st.composite
def frameworks(draw: st.DrawFn, rounding: bool = True) -> Framework:
    """On scales from 0 and from 1; the headline is a sum over whatever is beneath it."""
    bottom, top = draw(st.sampled_from([(0, 100), (0, 1), (1, 10)]))
    below, made = list(LEAVES), []
    for number in range(draw(st.integers(1, 6))):
        made.append(
            draw(st.one_of(means(f"n{number}", below), means(f"n{number}", below), mitigations(f"n{number}", below)))
        )
        below.append(f"n{number}")
    made.append(node("total", "sum", {code: draw(weights) for code in below}))
    if rounding and draw(st.integers(0, 4)) == 0:
        made = [{**item, "round_to": draw(st.integers(0, 3))} for item in made]
    return small(
        made[::-1],
        [leaf(code, {"kind": "goalposts", "low": bottom, "high": top}) for code in LEAVES],
        scale={"bottom": bottom, "top": top},
        bands=[{"code": "any", "title": "Any", "from": bottom, "to": top}],
        below_min=draw(st.sampled_from(["show_range", "drop"])),
    )


@st.composite
def rated(draw: st.DrawFn, rounding: bool = True) -> tuple[Framework, np.ndarray]:
    """A framework and the ratings of one to three units, some missing, some at the ends of the scale."""
    framework = draw(frameworks(rounding))
    bottom, top = framework.scale.bottom, framework.scale.top
    rating = st.one_of(st.sampled_from([np.nan, bottom, top]), st.floats(bottom, top), st.floats(bottom, top))
    row = st.lists(rating, min_size=len(LEAVES), max_size=len(LEAVES))
    return framework, np.array(draw(st.lists(row, min_size=1, max_size=3)))
