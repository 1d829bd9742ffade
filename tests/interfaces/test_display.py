"""Numbers as pages show them: rounded once, half up, and a response in words of its own."""

import pytest

from interfaces.display import band_word, percent, points


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
