"""The published words for a probability."""

from enum import Enum

from assessments.scoring.rounding import half_up


class Likelihood(Enum):
    """A term of the likelihood yardstick: its code is the `value`, its range `lower` to `upper` in percent.

    Source: Intelligence Community Directive 203, Analytic Standards (2015), D.6.e.(2)(a), first row of terms.
    """

    lower: int
    upper: int

    ALMOST_NO_CHANCE = "almost-no-chance", 1, 5
    VERY_UNLIKELY = "very-unlikely", 5, 20
    UNLIKELY = "unlikely", 20, 45
    ROUGHLY_EVEN_CHANCE = "roughly-even-chance", 45, 55
    LIKELY = "likely", 55, 80
    VERY_LIKELY = "very-likely", 80, 95
    ALMOST_CERTAIN = "almost-certain", 95, 99

    def __new__(cls, code: str, lower: int, upper: int) -> "Likelihood":
        term = object.__new__(cls)
        term._value_ = code
        term.lower, term.upper = lower, upper
        return term


def likelihood_of(probability: float) -> Likelihood:
    """The term for a probability from 0 to 1; ValueError for any other number or NaN.

    The probability is first rounded to whole percent, half up, as it is shown. An end point that two ranges share
    belongs to the term nearer to even chance, the more cautious one: 5 is very unlikely, 20 unlikely, 45 and 55 roughly
    even chance, 80 likely, 95 very likely. The yardstick ends at 1 and at 99; beyond them its outermost terms hold,
    because a computed 0 or 100 means neither impossible nor certain.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is no probability")
    percent = half_up(100.0 * probability, 0)
    reached = (term for term in Likelihood if percent < term.upper or (percent == term.upper and term.upper > 50))
    return next(reached, Likelihood.ALMOST_CERTAIN)
