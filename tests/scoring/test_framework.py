"""What a framework says of its parts."""

from assessments.scoring.framework import Framework
from assessments.scoring.normalisation import Goalposts, MinMax, Ordinal, Rank, ZScore
from tests.scoring.small import leaf, node, small


def test_a_node_rests_on_the_indicators_beneath_it_that_have_weight() -> None:
    framework = small([node("top", "arithmetic", {"m": 1, "a": 0}), node("m", "maximum", {"b": 1, "c": 0.5})])
    assert framework.leaves_of("top") == ("b", "c")
    assert framework.leaves_of("a") == ("a",)


def test_a_mitigation_rests_on_both_its_parts_whatever_they_weigh_in_the_coverage() -> None:
    framework = small([node("top", "mitigated", of="c", by="a", weights={"of": 1, "by": 0})], "ac")
    assert framework.leaves_of("top") == ("a", "c")


def test_what_a_file_leaves_out_is_as_the_types_have_it() -> None:
    kinds = [
        {"kind": "goalposts", "low": 0, "high": 9},
        "minmax",
        "zscore",
        "rank",
        {"kind": "ordinal", "values": [0, 100]},
    ]
    framework = small(
        [node("top", "arithmetic", dict.fromkeys("abcde", 1))],
        [leaf(code, kind) for code, kind in zip("abcde", kinds, strict=True)],
    )
    found = [indicator.normalisation for indicator in framework.indicators]
    assert found == [Goalposts(0.0, 9.0), MinMax(), ZScore(), Rank(), Ordinal((0.0, 100.0))]
    assert framework.min_coverage == Framework.min_coverage == 0.5
