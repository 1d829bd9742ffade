"""Probabilities in the words of ICD 203."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.likelihood import Likelihood, likelihood_of
from tests.scoring.small import NAN


def test_the_yardstick_is_that_of_the_directive() -> None:
    """Intelligence Community Directive 203, Analytic Standards (2015), D.6.e.(2)(a)."""
    assert [(term.value, term.lower, term.upper) for term in Likelihood] == [
        ("almost-no-chance", 1, 5),
        ("very-unlikely", 5, 20),
        ("unlikely", 20, 45),
        ("roughly-even-chance", 45, 55),
        ("likely", 55, 80),
        ("very-likely", 80, 95),
        ("almost-certain", 95, 99),
    ]


@pytest.mark.parametrize("term", Likelihood)
def test_the_middle_of_a_range_has_its_term(term: Likelihood) -> None:
    assert likelihood_of((term.lower + term.upper) / 200) is term


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (5, "very-unlikely"),
        (20, "unlikely"),
        (45, "roughly-even-chance"),
        (55, "roughly-even-chance"),
        (80, "likely"),
        (95, "very-likely"),
    ],
)
def test_a_shared_end_point_belongs_to_the_term_nearer_to_even_chance(percent: int, expected: str) -> None:
    assert likelihood_of(percent / 100).value == expected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0449, "almost-no-chance"),
        (0.045, "very-unlikely"),
        (0.1949, "very-unlikely"),
        (0.195, "unlikely"),
        (0.445, "roughly-even-chance"),
        (0.5549, "roughly-even-chance"),
        (0.555, "likely"),
        (0.8049, "likely"),
        (0.805, "very-likely"),
        (0.9549, "very-likely"),
        (0.955, "almost-certain"),
    ],
)
def test_the_word_fits_the_whole_percent_that_is_shown(probability: float, expected: str) -> None:
    assert likelihood_of(probability).value == expected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, Likelihood.ALMOST_NO_CHANCE),
        (0.004, Likelihood.ALMOST_NO_CHANCE),
        (0.01, Likelihood.ALMOST_NO_CHANCE),
        (0.99, Likelihood.ALMOST_CERTAIN),
        (0.996, Likelihood.ALMOST_CERTAIN),
        (1.0, Likelihood.ALMOST_CERTAIN),
    ],
)
def test_nothing_is_called_impossible_or_certain(probability: float, expected: Likelihood) -> None:
    assert likelihood_of(probability) is expected


@given(st.integers(0, 100))
def test_a_probability_and_its_opposite_have_opposite_terms(percent: int) -> None:
    terms = list(Likelihood)
    assert terms.index(likelihood_of(percent / 100)) == 6 - terms.index(likelihood_of(1 - percent / 100))


@pytest.mark.parametrize("number", [-0.01, 1.01, 50.0, NAN])
def test_what_is_no_probability_has_no_word(number: float) -> None:
    with pytest.raises(ValueError, match="is no probability"):
        likelihood_of(number)


def test_a_term_is_found_again_by_its_code() -> None:
    assert Likelihood("very-likely") is Likelihood.VERY_LIKELY
