"""Numbers as pages show them: rounded once, half up, and a response in words of its own."""

import pytest

from ocpo.pages.display import (
    band_word,
    bar_display,
    hundredths,
    percent,
    points,
    signed_tenths,
    value_display,
    value_points,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(62.5, "63"), (62.4, "62"), (0.5, "1"), (62.499999999999993, "63"), (62.4999, "62"), (0.0, "0"), (None, "–")],
)
def test_points_are_rounded_half_up(value, shown):
    assert points(value) == shown


SUBSTANTIAL = {"code": "substantial", "title": "Substantial", "start": 40.0, "end": 60.0, "step": 3}
HIGH = {"code": "high", "title": "High", "start": 60.0, "end": 80.0}
CRITICAL = {"code": "critical", "title": "Critical", "start": 80.0, "end": None}


@pytest.mark.parametrize(
    ("value", "band", "shown"),
    [
        (59.71, SUBSTANTIAL, "59.7"),
        (59.4, SUBSTANTIAL, "59"),
        (59.96, SUBSTANTIAL, "59.96"),
        (60.0, HIGH, "60"),
        (59.9999999995, HIGH, "60"),  # the engine meets an edge within 1e-9
        (60.4, HIGH, "60"),
        (99.8, CRITICAL, "100"),
        (12.6, {"code": "low", "title": "Low", "start": None, "end": 12.7}, "12.6"),
        (12.4, {"code": "high", "title": "High", "start": 12.3, "end": None}, "12.4"),
        (59.71, None, "60"),
        (None, SUBSTANTIAL, "–"),
    ],
)
def test_a_number_never_contradicts_the_band_beside_it(value, band, shown):
    assert value_points({"value": value, "band": band}) == shown


def test_more_decimals_still_keep_the_band():
    assert value_points({"value": 59.96, "band": SUBSTANTIAL}, 1) == "59.96"
    assert value_points({"value": 59.94, "band": SUBSTANTIAL}, 1) == "59.9"


def test_the_chip_and_the_sentence_follow_the_rule():
    shown = value_display({"value": 59.71, "band": SUBSTANTIAL, "coverage": 1.0}, "threat")
    assert (shown["points"], shown["band"], shown["step"]) == ("59.7", "Substantial", 3)
    assert shown["text"].startswith("59.7 points, substantial")


@pytest.mark.parametrize(
    ("share", "shown"), [(0.999, "99%"), (0.001, "1%"), (1.0, "100%"), (0.0, "0%"), (0.505, "51%")]
)
def test_only_a_full_share_reads_100(share, shown):
    assert percent(share) == shown


def test_a_strong_response_is_never_called_critical():
    value = {"value": 88.0, "band": {"code": "critical", "title": "Critical", "step": 5}}
    assert band_word(value, "threat") == "Critical"
    assert band_word(value, "response") == "Very strong"


@pytest.mark.parametrize(("value", "shown"), [(2.25, "+2.3"), (-2.25, "−2.3"), (-0.04, "0.0"), (0.05, "+0.1")])
def test_parts_of_a_score_are_rounded_half_up_to_tenths_with_their_sign(value, shown):
    assert signed_tenths(value) == shown


def test_a_coefficient_below_0_has_a_minus_sign():
    assert hundredths(-0.425) == "−0.43"
    assert hundredths(-0.001) == "0.00"
    assert hundredths(1) == "1.00"


def test_bars_and_colours_follow_the_bands_of_a_framework_on_its_own_scale():
    """Three bands on a scale from 1 to 9: the middle one has the middle colour and half of the ground."""
    middle = {"code": "some", "title": "Some", "start": 3.0, "end": 7.0, "step": 3}
    value = {"value": 5.0, "lower": 1.0, "upper": 9.0, "coverage": 0.5, "band": middle, "edges": [1.0, 3.0, 7.0, 9.0]}
    shown = bar_display({**value, "is_enough": True}, "threat")
    assert [(part["class"], part["x"], part["width"]) for part in shown["segments"]] == [
        ("threat-1", "0.00%", "25.00%"),
        ("threat-3", "25.00%", "50.00%"),
        ("threat-5", "75.00%", "25.00%"),
    ]
    assert [edge["label"] for edge in shown["edges"]] == ["1", "3", "7", "9"]
    assert (shown["x"], shown["x_lower"], shown["x_upper"], shown["step"]) == ("50.00%", "0.00%", "100.00%", 3)
