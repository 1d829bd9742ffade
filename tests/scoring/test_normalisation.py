"""From ratings and measurements to values, worked by hand."""

import numpy as np
import pytest

from assessments.scoring import evaluate
from tests.scoring.small import NAN, leaf, node, small


def values(normalisation: object, raw: list[float], **more: object) -> list[float]:
    framework = small([node("top", "arithmetic", {"a": 1})], [leaf("a", normalisation, **more)])
    return evaluate(framework, np.array(raw, dtype=float)[:, None]).of("a").value.tolist()


def test_a_level_is_worth_25() -> None:
    assert values("ordinal", [0, 1, 2, 3, 4]) == [0, 25, 50, 75, 100]


def test_eleven_levels_share_the_scale() -> None:
    assert values({"kind": "ordinal", "levels": 11}, [0, 3, 10]) == pytest.approx([0, 30, 100])


def test_levels_may_have_their_own_values() -> None:
    own = {"kind": "ordinal", "values": [0, 10, 30, 60, 90]}
    assert values(own, [0, 1, 2, 3, 4]) == [0, 10, 30, 60, 90]
    assert values(own, [2.5]) == [45]  # half-way from 30 to 60


def test_negative_polarity_reverses() -> None:
    assert values("ordinal", [0, 1, 4], polarity="negative") == [100, 75, 0]


def test_goalposts_clip() -> None:
    """(x - 20) / (85 - 20): 52.5 is half-way."""
    assert values({"kind": "goalposts", "low": 20, "high": 85}, [10, 20, 52.5, 85, 99]) == [0, 0, 50, 100, 100]


def test_log_goalposts() -> None:
    """log x from 100 to 10,000: 1,000 is half-way; what has no logarithm is the bottom."""
    posts = {"kind": "goalposts", "low": 100, "high": 10000, "log": True}
    assert values(posts, [100, 1000, 10000, 0, -5, 50]) == pytest.approx([0, 50, 100, 0, 0, 0])


def test_min_max_over_the_compared_units() -> None:
    assert values("minmax", [5, 10, 25]) == [0, 25, 100]
    assert values("minmax", [5, 10, 25], polarity="negative") == [100, 75, 0]


def test_units_that_are_all_alike_stand_in_the_middle() -> None:
    assert values("minmax", [7, 7]) == [50, 50]
    assert values("rank", [7]) == [50]
    assert values({"kind": "zscore", "mean": 50, "spread": 10}, [7, 7]) == [50, 50]


def test_log_min_max() -> None:
    assert values({"kind": "minmax", "log": True}, [1, 10, 100]) == pytest.approx([0, 50, 100])


def test_z_score_with_the_sample_deviation_unclipped() -> None:
    """1, 2, 3 have mean 2 and sample deviation 1: -1, 0, 1; spread 40 around 50 leaves the scale for 100, 200, 450."""
    assert values("zscore", [1, 2, 3]) == [-1, 0, 1]
    wide = values({"kind": "zscore", "mean": 50, "spread": 40}, [0, 0, 0, 0, 0, 100])
    deviation = np.std([0, 0, 0, 0, 0, 100], ddof=1)
    assert wide[-1] == pytest.approx(50 + 40 * (100 - 100 / 6) / deviation)
    assert wide[-1] > 100


def test_negative_z_score_turns_round_its_mean() -> None:
    assert values({"kind": "zscore", "mean": 50, "spread": 10}, [1, 2, 3], polarity="negative") == [60, 50, 40]


def test_percentile_rank_shares_ties() -> None:
    """Ranks 1, 2.5, 2.5, 4 of 4: (r - 1) / 3."""
    assert values("rank", [3, 8, 8, 20]) == pytest.approx([0, 50, 50, 100])
    assert values("rank", [20, 3, 8, 9, 10]) == pytest.approx([100, 0, 25, 50, 75])


def test_a_unit_that_was_not_measured_moves_nobody() -> None:
    assert values("minmax", [5, 10, 25, NAN])[:3] == [0, 25, 100]
    assert values("rank", [3, 8, 8, 20, NAN])[:3] == pytest.approx([0, 50, 50])


def test_a_unit_to_which_the_indicator_does_not_apply_moves_nobody() -> None:
    framework = small([node("top", "arithmetic", {"a": 1})], [leaf("a", "minmax")])
    applies = np.array([[True], [True], [False]])
    value = evaluate(framework, np.array([[5.0], [10.0], [1000.0]]), applies).of("a").value
    np.testing.assert_array_equal(value, [0, 100, NAN])


@pytest.mark.parametrize("level", [-1, 4.5, 5])
def test_a_level_that_does_not_exist_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="a: a level lies outside 0 to 4"):
        values("ordinal", [0, level])


def test_an_infinite_measurement_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        values("minmax", [0, np.inf])


def test_log_min_max_refuses_what_has_no_logarithm() -> None:
    with pytest.raises(ValueError, match="no logarithm"):
        values({"kind": "minmax", "log": True}, [0, 10])
