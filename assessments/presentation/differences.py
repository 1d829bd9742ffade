"""A difference of two scores as pages show it: in words, and as a bar on a scale around zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.computing.scenarios import shown_headline
from assessments.models.stored import HeadlineDifference
from assessments.presentation.likelihoods import of_100
from ocpo.pages import bars
from ocpo.pages.display import points


@dataclass(frozen=True)
class ShownDifference:
    """A headline's difference, in points, on a scale that reaches from -`reach` to `reach` points.

    `x`, `x_p5` and `x_p95` are SVG positions on it in percent, None where there is no number. `is_outside` says that
    the difference lies beyond its own 90% interval.
    """

    value: float | None
    words: str
    reach: float
    x: str | None
    x_p5: str | None
    x_p95: str | None
    is_outside: bool


def laid_differences(headlines: Iterable[HeadlineDifference], framework: scoring.Framework) -> list[ShownDifference]:
    """Return differences of the headline as they may be shown, all on the same scale."""
    found = [shown_headline(headline) for headline in headlines]
    rows, reach = bars.gaps(found, framework.scale.top - framework.scale.bottom)
    return [
        ShownDifference(
            value=difference["value"],
            words=difference_words(difference),
            reach=reach,
            x=row["x"],
            x_p5=row["x_p5"],
            x_p95=row["x_p95"],
            is_outside=_is_outside(difference),
        )
        for difference, row in zip(found, rows, strict=True)
    ]


def _is_outside(difference: HeadlineDifference) -> bool:
    """Say whether a difference lies beyond its own 90% interval."""
    value, p5, p95 = difference["value"], difference["p5"], difference["p95"]
    return not (value is None or p5 is None or p95 is None or p5 <= value <= p95)


def difference_words(gap: HeadlineDifference) -> str:
    """Return a difference in words, such as "Lower in 97 of 100 draws: by 4 to 11 points".

    The points are the ends of its 90% interval, rounded to whole points. Without enough evidence the words say that no
    difference is claimed.
    """
    p5, p95, lower, higher = gap["p5"], gap["p95"], gap["lower"], gap["higher"]
    if p5 is None or p95 is None or lower is None or higher is None:
        return _("No difference is claimed: not enough evidence")
    if not (lower or higher):
        return _("The same in every draw")
    is_lower = lower >= higher
    draws = {"count": of_100(lower if is_lower else higher)}
    text = _("Lower in %(count)s of 100 draws") if is_lower else _("Higher in %(count)s of 100 draws")
    return _("%(draws)s: %(points)s") % {"draws": text % draws, "points": _points(p5, p95)}


def _points(p5: float, p95: float) -> str:
    near, far = sorted((points(abs(p5)), points(abs(p95))), key=int)
    if p5 < 0 < p95 and "0" not in (near, far):
        ends = {"lower": points(-p5), "higher": points(p95)}
        return _("between %(lower)s lower and %(higher)s higher, in points") % ends
    if far == "0":
        return _("by less than 1 point")
    if near == "0":
        return ngettext("by up to %(points)s point", "by up to %(points)s points", int(far)) % {"points": far}
    if near == far:
        return ngettext("by %(points)s point", "by %(points)s points", int(far)) % {"points": far}
    return _("by %(near)s to %(far)s points") % {"near": near, "far": far}
