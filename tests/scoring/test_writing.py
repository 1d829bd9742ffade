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
        node("z", "sum", {"z1": 1}),
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


def test_the_canonical_text_comes_back_to_the_byte() -> None:
    written = dump(load(text(EVERYTHING)))
    assert dump(load(written)) == written


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
