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


def test_levels_may_start_elsewhere() -> None:
    assert values({"kind": "ordinal", "first": 1}, [1, 2, 3.5, 5]) == [0, 25, 62.5, 100]
    assert values({"kind": "ordinal", "first": -1, "values": [0, 10, 90]}, [-1, 0, 0.5, 1]) == [0, 10, 50, 90]
    with pytest.raises(ValueError, match="a: a level lies outside 1 to 5"):
        values({"kind": "ordinal", "first": 1}, [0])


def test_goalposts_need_not_cut() -> None:
    """(x - 20) / 40: 10 lies a quarter below, 80 half of the way above; turned round about the middle."""
    uncut = {"kind": "goalposts", "low": 20, "high": 60, "clip": False}
    assert values(uncut, [10, 40, 80]) == [-25, 50, 150]
    assert values(uncut, [10, 40, 80], polarity="negative") == [125, 50, -50]


def test_uncut_log_goalposts_refuse_what_has_no_logarithm() -> None:
    uncut = {"kind": "goalposts", "low": 1, "high": 10, "log": True, "clip": False}
    assert values(uncut, [0.1, 100]) == pytest.approx([-100, 200])
    with pytest.raises(ValueError, match="a value at or below 0 has no logarithm"):
        values(uncut, [0])


def test_a_logarithm_may_count_from_one() -> None:
    """log (x + 1) from 0 to 99: 9 is half-way, 0 the bottom; min-max over 0, 9, 99 is the same."""
    counts = {"low": 0, "high": 99, "log": True, "plus": 1}
    assert values({"kind": "goalposts", **counts}, [0, 9, 99, -1]) == pytest.approx([0, 50, 100, 0])
    assert values({"kind": "minmax", "log": True, "plus": 1}, [0, 9, 99]) == pytest.approx([0, 50, 100])
    with pytest.raises(ValueError, match="a value at or below -1 has no logarithm"):
        values({"kind": "minmax", "log": True, "plus": 1}, [-1, 9])


def test_z_scores_may_be_cut_after_polarity() -> None:
    """1, 2, 3 with 10 + 20 z: -10, 10, 30, cut 0, 10, 30; turned round 30, 10, -10, cut 30, 10, 0."""
    cut = {"kind": "zscore", "mean": 10, "spread": 20, "clip": True}
    assert values(cut, [1, 2, 3]) == [0, 10, 30]
    assert values(cut, [1, 2, 3], polarity="negative") == [30, 10, 0]


def test_cut_z_scores_may_stand_beneath_a_root() -> None:
    """1, 2, 3 with 50 + 10 z and 40, 50, 60: the geometric means of equal numbers."""
    leaves = [leaf("a", {"kind": "zscore", "mean": 50, "spread": 10, "clip": True}), leaf("b")]
    framework = small([node("top", "geometric", {"a": 1, "b": 1})], leaves)
    top = evaluate(framework, np.array([[1.0, 40], [2, 50], [3, 60]])).of("top")
    assert top.value == pytest.approx([40, 50, 60])


def test_tied_ranks_may_share_the_smallest_or_the_largest() -> None:
    """Ranks 1, 2 to 3, 4 of 4."""
    assert values({"kind": "rank", "ties": "low"}, [3, 8, 8, 20]) == pytest.approx([0, 100 / 3, 100 / 3, 100])
    assert values({"kind": "rank", "ties": "high"}, [3, 8, 8, 20]) == pytest.approx([0, 200 / 3, 200 / 3, 100])


def test_a_value_may_be_rounded_before_any_node_sees_it() -> None:
    """100 / 3 to one decimal; 2.675 of 100 to two; turned round first: 100 - 0.25 = 99.75 to one is 99.8."""
    assert values({"kind": "goalposts", "low": 0, "high": 3}, [1, NAN], round_to=1)[0] == 33.3
    assert values(None, [2.675], round_to=2) == [2.68]
    assert values(None, [0.25], polarity="negative", round_to=1) == [99.8]


@pytest.mark.parametrize(
    ("normalisation", "more", "ends"),
    [
        ({"kind": "goalposts", "low": 20, "high": 60, "clip": False}, {}, (-25, 150)),
        ({"kind": "goalposts", "low": 20, "high": 60, "clip": False}, {"polarity": "negative"}, (-50, 125)),
        ({"kind": "goalposts", "low": 0, "high": 100, "clip": False}, {}, (0, 100)),
        ({"kind": "zscore", "mean": 30, "spread": 60, "clip": True}, {}, (0, 72.4)),
        ({"kind": "ordinal", "values": [10.06, 40, 89.95], "first": 10}, {"round_to": 1}, (10.1, 90)),
    ],
)
def test_what_was_not_measured_may_be_anywhere_that_it_can(
    normalisation: dict[str, object], more: dict[str, object], ends: tuple[float, float]
) -> None:
    """10 and 80 uncut reach -25 and 150. 10, 80 (z -0.7071, 0.7071) with 30 + 60 z reach -12.4, cut 0, and 72.4."""
    framework = small([node("top", "arithmetic", {"a": 1})], [leaf("a", normalisation, **more)])
    raw = [10.0, 12.0] if "first" in normalisation else [10.0, 80.0]
    found = evaluate(framework, np.array([*raw, NAN])[:, None]).of("a")
    assert (round(found.lower[2], 1), round(found.upper[2], 1)) == ends
