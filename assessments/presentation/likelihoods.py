"""How likely each band is, in words: of a hundred draws, and by the published yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import scoring
from assessments.presentation.bands import ShownValue, shown_band
from assessments.scoring.likelihood import Likelihood, likelihood_of
from ocpo.pages.display import band_word, points, value_points

TERMS = {
    Likelihood.ALMOST_NO_CHANCE: gettext_lazy("Almost no chance"),
    Likelihood.VERY_UNLIKELY: gettext_lazy("Very unlikely"),
    Likelihood.UNLIKELY: gettext_lazy("Unlikely"),
    Likelihood.ROUGHLY_EVEN_CHANCE: gettext_lazy("Roughly even chance"),
    Likelihood.LIKELY: gettext_lazy("Likely"),
    Likelihood.VERY_LIKELY: gettext_lazy("Very likely"),
    Likelihood.ALMOST_CERTAIN: gettext_lazy("Almost certain"),
}
CLAIMS = {
    Likelihood.LIKELY: gettext_lazy("Likely %(bands)s"),
    Likelihood.VERY_LIKELY: gettext_lazy("Very likely %(bands)s"),
    Likelihood.ALMOST_CERTAIN: gettext_lazy("Almost certainly %(bands)s"),
}


@dataclass(frozen=True)
class ShownLikelihood:
    """`claim`: "Very likely high"; `draws`: "High in 93 of 100 draws; substantial in 7".

    `contrast` names the best estimate where its band is not the likeliest: "Best estimate 61, high; in the draws
    another band is likelier".
    """

    claim: str
    draws: str
    contrast: str = ""


def shown_likelihood(framework: scoring.Framework, node: ShownValue, kind: str = "threat") -> ShownLikelihood | None:
    """Return a node's band probabilities in words; None without enough evidence or where no draws were made.

    `kind` is "threat" or "response": the bands of a response have other words.
    """
    found = node.get("bands")
    if not node["is_enough"] or not found:
        return None
    titles = [band_word({"band": shown_band(framework, band.code)}, kind) for band in framework.bands]
    probabilities = [found[band.code] for band in framework.bands]
    return ShownLikelihood(_claim(titles, probabilities), _draws(titles, probabilities), _contrast(node, kind))


def _claim(titles: Sequence[str], probabilities: Sequence[float]) -> str:
    run = likeliest_run(probabilities)
    if run is None:
        return ""
    term = likelihood_of(_run_probability(probabilities, run))
    return str(CLAIMS[term]) % {"bands": _bands([titles[at].lower() for at in run])}


def _contrast(node: ShownValue, kind: str) -> str:
    if not node.get("likelier"):
        return ""
    own = {"points": value_points(node), "band": band_word(node, kind).lower()}
    return _("Best estimate %(points)s, %(band)s; in the draws another band is likelier") % own


def likeliest_run(probabilities: Sequence[float]) -> range | None:
    """Return the positions of the fewest neighbouring bands that together are at least likely.

    Of equally many the most probable ones. None where it takes all bands, because that says nothing.
    """
    count = len(probabilities)
    for length in range(1, count):
        runs = [range(start, start + length) for start in range(count - length + 1)]
        best = max(runs, key=lambda run: _run_probability(probabilities, run))
        if likelihood_of(_run_probability(probabilities, best)) in CLAIMS:
            return best
    return None


@dataclass(frozen=True)
class Term:
    """A term of the yardstick with its range in percent."""

    title: str
    lower: int
    upper: int


def yardstick() -> list[Term]:
    """Return the terms with their ranges, the least likely first."""
    return [Term(str(title), term.lower, term.upper) for term, title in TERMS.items()]


def _run_probability(probabilities: Sequence[float], run: range) -> float:
    return min(sum(probabilities[at] for at in run), 1.0)


def _bands(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    ends = {"first": names[0], "last": names[-1]}
    return _("%(first)s or %(last)s") % ends if len(names) == 2 else _("%(first)s to %(last)s") % ends


def _draws(titles: Sequence[str], probabilities: Sequence[float]) -> str:
    """Name the bands from the most to the least probable, without those that round to 0 of 100 draws."""
    ranked = sorted(zip(probabilities, titles, strict=True), key=lambda pair: -pair[0])
    (most, title), *others = [(of_100(probability), title) for probability, title in ranked]
    parts = [_("%(band)s in %(count)s of 100 draws") % {"band": title, "count": most}]
    parts += [_("%(band)s in %(count)s") % {"band": band.lower(), "count": n} for n, band in others if n != "0"]
    return "; ".join(parts)


def of_100(probability: float) -> str:
    """Return how many of 100 draws a probability (0 to 1) is, rounded half up; only a certainty is "100"."""
    whole = points(100.0 * probability)
    return _("more than 99") if whole == "100" and probability < 1.0 else whole
