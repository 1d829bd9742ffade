"""Numbers as pages show them: rounded once, half up, and a response in words of its own."""

import pytest

from interfaces.display import band_word, hundredths, percent, points, signed_tenths


@pytest.mark.parametrize(
    ("value", "shown"),
    [(62.5, "63"), (62.4, "62"), (0.5, "1"), (62.499999999999993, "63"), (62.4999, "62"), (0.0, "0"), (None, "–")],
)
def test_points_are_rounded_half_up(value, shown):
    assert points(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.999, "99%"), (0.001, "1%"), (1.0, "100%"), (0.0, "0%"), (0.505, "51%")]
)
def test_only_a_full_share_reads_100(share, shown):
    assert percent(share) == shown


def test_a_strong_response_is_never_called_critical():
    value = {"value": 88.0, "band": {"code": "critical", "title": "Critical"}}
    assert band_word(value, "threat") == "Critical"
    assert band_word(value, "response") == "Very strong"


@pytest.mark.parametrize(("value", "shown"), [(2.25, "+2.3"), (-2.25, "−2.3"), (-0.04, "0.0"), (0.05, "+0.1")])
def test_parts_of_a_score_are_rounded_half_up_to_tenths_with_their_sign(value, shown):
    assert signed_tenths(value) == shown


def test_a_coefficient_below_0_has_a_minus_sign():
    assert hundredths(-0.425) == "−0.43"
    assert hundredths(-0.001) == "0.00"
    assert hundredths(1) == "1.00"
