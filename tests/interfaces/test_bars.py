"""Bars of a page: contributions laid end to end up to the score, swings on one scale."""

from ocpo.pages.bars import cascade, spans


def places(rows: list[dict]) -> list[tuple[str, str]]:
    return [(row["x"], row["width"]) for row in rows]


def test_contributions_lie_end_to_end_and_end_at_the_total():
    """30 and 20 reach 50, of which the response takes 10: on a scale of 50 points 1 point is 2%."""
    laid, total = cascade([{"points": 30.0}, {"points": 20.0}, {"points": -10.0}], 40.0)
    assert places(laid) == [("0.00%", "60.00%"), ("60.00%", "40.00%"), ("80.00%", "20.00%")]
    assert (total["x"], total["width"]) == ("0.00%", "80.00%")
    assert [row["text"] for row in laid] == ["+30.0", "+20.0", "−10.0"]


def test_the_parts_of_a_contribution_fill_its_own_stretch():
    parts = [{"points": 5.0}, {"points": 15.0, "children": [{"points": 15.0}]}]
    laid, _total = cascade([{"points": 20.0}, {"points": 20.0, "children": parts}], 40.0)
    assert places(laid[1]["children"]) == [("50.00%", "12.50%"), ("62.50%", "37.50%")]
    assert places(laid[1]["children"][1]["children"]) == [("62.50%", "37.50%")]


def test_a_score_of_0_has_bars_without_length():
    laid, total = cascade([{"points": 0.0}], 0.0)
    assert places([*laid, total]) == [("0.00%", "0.00%")] * 2
    assert laid[0]["text"] == "0.0"


def test_swings_share_a_scale_that_holds_todays_value():
    """From 40 to 60; a swing that runs from high to low is drawn like any other."""
    laid, place = spans([{"low": 60.0, "high": 40.0}, {"low": 45.0, "high": 50.0}], 55.0)
    assert places(laid) == [("0.00%", "100.00%"), ("25.00%", "25.00%")]
    assert place == "75.00%"
