"""Export and import give the same framework, and the same text to the byte."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import dump, framework_digest, load
from tests.scoring.small import content, leaf, node, small, text

SHIPPED = Path(__file__).parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"

EVERYTHING = content(
    [
        node("top", "arithmetic", {"m": 1, "p": 0.1, "g": 1e-7, "no": 3}, kind="risk", round_to=2),
        node("m", "mitigated", of="g", by="h", max=0.4, weights={"of": 2, "by": 1}, about={"target": "t", "role": "r"}),
        node("p", "power", {"a": 1, "b": 2}, exponent=-2.5),
        node("g", "reversed_geometric", {"c": 1, "d": 2}, k=7),
        node("h", "geometric", {"e": 1, "f": 123456789.25}),
        node("no", "maximum", {"g1": 1}),
        node("z", "sum", {"z1": 1, "o": 1, "o1": 1, "o2": 1, "u": 1, "l": 1, "z2": 1, "r": 1}),
    ],
    [
        leaf("a", "ordinal", question='What is "this"?\nSecond line: #1 \u2028 \u00e9 \U0001f600'),
        leaf("b", {"kind": "ordinal", "levels": 3}, descriptors=["none", "some", "much"]),
        leaf("c", {"kind": "ordinal", "values": [0, 10, 100]}, polarity="negative", phases=["early"]),
        leaf("d", {"kind": "goalposts", "low": 0.00001, "high": 1e20, "log": True}, unit="% of groups"),
        leaf("e", {"kind": "minmax", "log": True}),
        leaf("f", "minmax"),
        leaf("g1", "rank"),
        leaf("z1", {"kind": "zscore", "mean": 50, "spread": 10}),
        leaf("o", {"kind": "ordinal", "first": 1}),
        leaf("o1", {"kind": "ordinal", "first": -2, "values": [0, 1, 100]}),
        leaf("o2", {"kind": "ordinal", "first": 1, "levels": 7}),
        leaf("u", {"kind": "goalposts", "low": 0, "high": 9, "log": True, "plus": 1, "clip": False}),
        leaf("l", {"kind": "minmax", "log": True, "plus": 0.5}, round_to=0),
        leaf("z2", {"kind": "zscore", "clip": True}),
        leaf("r", {"kind": "rank", "ties": "low"}),
    ],
    phases=["early", "no", "1e3"],
    description="Two\nlines",
    min_coverage=0.25,
    below_min="drop",
    margins={"levels": {"high": 0.25, "medium": 0.75, "low": 1.5}, "percent": {"high": 1, "medium": 2, "low": 3}},
)


def test_it_works() -> None:
    framework = load(text(EVERYTHING))
    assert load(dump(framework)) == framework


@pytest.mark.parametrize("around", [{"mean": -5, "spread": 1}, {"mean": 0, "spread": 0.5}, {"mean": 0, "spread": 2}])
def test_z_scores_keep_what_they_are_spread_around(around: dict[str, float]) -> None:
    framework = small([node("top", "arithmetic", {"a": 1})], [leaf("a", {"kind": "zscore", **around})])
    assert load(dump(framework)) == framework


@pytest.mark.parametrize("k", [1.5, 10, 15])
def test_the_k_of_a_reversed_geometric_mean_is_kept(k: float) -> None:
    framework = small([node("top", "reversed_geometric", {"a": 1, "b": 1}, k=k)], "ab")
    assert load(dump(framework)).nodes[0].k == k


def test_the_canonical_text_comes_back_to_the_byte() -> None:
    written = dump(load(text(EVERYTHING)))
    assert dump(load(written)) == written


def test_what_is_as_usual_is_not_written() -> None:
    """A file from before a key existed keeps its canonical text, and with it its digest."""
    usual = {
        "a": {"kind": "ordinal", "first": 0, "levels": 5},
        "b": {"kind": "goalposts", "low": 1, "high": 9, "log": True, "plus": 0, "clip": True},
        "c": {"kind": "minmax", "log": False},
        "d": {"kind": "zscore", "mean": 0, "spread": 1, "clip": False},
        "e": {"kind": "rank", "ties": "mean"},
    }
    nodes = [node("top", "arithmetic", dict.fromkeys(usual, 1))]
    written = dump(small(nodes, [leaf(code, how) for code, how in usual.items()]))
    kinds = [line.split("normalisation: ")[1] for line in written.splitlines() if "normalisation" in line]
    assert kinds == ["ordinal}", "{kind: goalposts, low: 1, high: 9, log: true}}", "minmax}", "zscore}", "rank}"]


def test_the_shipped_file_is_canonical() -> None:
    assert dump(load(SHIPPED.read_text())) == SHIPPED.read_text()


def test_layout_and_comments_are_not_part_of_a_frameworks_identity() -> None:
    plain = SHIPPED.read_text()
    assert framework_digest(load("# mine\n" + plain)) == framework_digest(load(plain))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_title_survives(title: str) -> None:
    framework = small([node("top", "arithmetic", {"a": 1})], "a", description=title)
    assert load(dump(framework)).description == title


@settings(deadline=None)
@given(st.floats(0, 1e15, exclude_min=True, allow_subnormal=False))
def test_any_weight_survives(weight: float) -> None:
    framework = small([node("top", "arithmetic", {"a": weight})], "a")
    assert load(dump(framework)).node("top").weights == (weight,)


@pytest.mark.parametrize("code", ["yes", "null", "1", "1e3", "0x10", "1_000", "2024-01-01", "1.5", "NO", "a.b-c_d"])
def test_codes_that_yaml_would_misread_survive(code: str) -> None:
    framework = small([node("top", "arithmetic", {code: 1})], [leaf(code)])
    assert load(dump(framework)).indicators[0].code == code
