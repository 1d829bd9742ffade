"""Reading a framework file: what is refused, where, and what to do about it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from assessments.scoring import FrameworkError, load
from tests.scoring.small import content, leaf, node, text

Change = Callable[[dict[str, Any]], Any]


def sound() -> dict[str, Any]:
    return content(
        [
            node("top", "arithmetic", {"left": 1, "right": 1}),
            node("left", "quadratic", {"a": 3, "b": 1}),
            node("right", "mitigated", of="left", by="c"),
        ],
        phases=["early", "late"],
    )


def refused(data: Any) -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        load(text(data))
    return caught.value


def put(*keys: Any, value: Any) -> Change:
    def change(data: Any) -> None:
        for key in keys[:-1]:
            data = data[key]
        data[keys[-1]] = value

    return change


def drop(*keys: Any) -> Change:
    def change(data: Any) -> None:
        for key in keys[:-1]:
            data = data[key]
        del data[keys[-1]]

    return change


def test_it_works() -> None:
    framework = load(text(sound()))
    assert framework.codes == ("a", "b", "c", "left", "right", "top")
    assert framework.file_order == ("top", "left", "right")


BAND = {"code": "x", "title": "X"}
REFUSALS: list[tuple[str, Change, str, str]] = [
    (
        "a circle",
        put("nodes", 1, "children", value={"a": 1, "b": 1, "top": 1}),
        "nodes[1].children.top",
        "top > left > top",
    ),
    (
        "a node above itself",
        put("nodes", 1, "children", value={"a": 1, "b": 1, "left": 1}),
        "nodes[1].children.left",
        "left > left",
    ),
    ("a dangling code", put("nodes", 1, "children", value={"a": 1, "leftt": 1}), "nodes[1].children.leftt", "Did you"),
    ("a dangling response", put("nodes", 2, "by", value="nobody"), "nodes[2].by", "no indicator or node is called"),
    ("a code twice", put("nodes", 2, "code", value="left"), "nodes[2].code", "already that of nodes[1]"),
    ("an indicator's code", put("nodes", 2, "code", value="a"), "nodes[2].code", "already that of indicators[0]"),
    ("a negative weight", put("nodes", 0, "children", "left", value=-1), "nodes[0].children.left", "negative"),
    ("an infinite weight", put("nodes", 0, "children", "left", value=float("inf")), "nodes[0].children.left", "number"),
    ("text as weight", put("nodes", 0, "children", "left", value="3"), "nodes[0].children.left", "without quotes"),
    ("true as weight", put("nodes", 0, "children", "left", value=True), "nodes[0].children.left", "not a number"),
    ("all weights 0", put("nodes", 0, "children", value={"left": 0, "right": 0}), "nodes[0].children", "every weight"),
    ("no children", put("nodes", 0, "children", value={}), "nodes[0].children", "no children"),
    ("children as a list", put("nodes", 0, "children", value=["left"]), "nodes[0].children", "a mapping is expected"),
    ("an unknown rule", put("nodes", 1, "rule", value="quadratc"), "nodes[1].rule", "Did you mean 'quadratic'"),
    ("an unknown key", put("nodes", 1, "childen", value={}), "nodes[1].childen", "Did you mean 'children'"),
    ("an unknown key at the top", put("indicater", value=[]), "indicater", "Did you mean 'indicators'"),
    ("an exponent elsewhere", put("nodes", 1, "exponent", value=2), "nodes[1].exponent", "not known here"),
    ("no exponent", put("nodes", 1, "rule", value="power"), "nodes[1].exponent", "needs its exponent"),
    (
        "exponent 0",
        put("nodes", 1, value=node("left", "power", {"a": 1, "b": 1}, exponent=0)),
        "nodes[1].exponent",
        "0",
    ),
    ("k of 1", put("nodes", 1, value=node("left", "reversed_geometric", {"a": 1, "b": 1}, k=1)), "nodes[1].k", "above"),
    (
        "k below 1",
        put("nodes", 1, value=node("left", "reversed_geometric", {"a": 1, "b": 1}, k=0.5)),
        "nodes[1].k",
        "0.5 is not above 1",
    ),
    ("a mitigation above 1", put("nodes", 2, "max", value=1.5), "nodes[2].max", "not a share"),
    ("self-mitigation", put("nodes", 2, "by", value="left"), "nodes[2].by", "cannot mitigate itself"),
    ("no mitigated node", drop("nodes", 2, "of"), "nodes[2].of", "missing"),
    ("rounding to -1", put("nodes", 1, "round_to", value=-1), "nodes[1].round_to", "whole number from 0"),
    ("a scale upside down", put("scale", value={"bottom": 100, "top": 0}), "scale.top", "not above the bottom"),
    ("a scale without length", put("scale", value={"bottom": 7, "top": 7}), "scale.top", "not above the bottom"),
    ("k elsewhere", put("nodes", 1, "k", value=10), "nodes[1].k", "not known here"),
    (
        "a mean of what can be negative beneath a root",
        lambda data: data.update(
            content(
                [node("top", "quadratic", {"m": 1}), node("m", "arithmetic", {"a": 1, "b": 1})],
                ["a", leaf("b", "zscore")],
            )
        ),
        "nodes[0].children.m",
        "can be negative",
    ),
    ("bands that overlap", put("bands", 1, "from", value=10), "bands[1].from", "overlaps"),
    ("bands out of order", lambda data: data["bands"].reverse(), "bands[0].from", "nothing covers 0 to 80"),
    ("bands with a gap", put("bands", 1, "from", value=25), "bands[1].from", "nothing covers 20 to 25"),
    ("a band without width", put("bands", 1, "to", value=20), "bands[1].to", "ends where it starts"),
    ("bands short of the top", put("bands", 4, "to", value=99), "bands[4].to", "the scale at 100"),
    ("a band's code twice", put("bands", 1, "code", value="low"), "bands[1].code", "stands twice"),
    ("no bands", put("bands", value=[]), "bands", "at least one entry"),
    ("a minimum above 1", put("min_coverage", value=50), "min_coverage", "not a share"),
    ("an unknown way below it", put("below_min", value="hide"), "below_min", "show_range, drop"),
    ("another schema", put("schema", value="ocpo-framework/9"), "schema", "ocpo-framework/1"),
    ("a number as version", put("version", value=1.0), "version", "Put it in quotes"),
    ("no title", put("title", value=" "), "title", "empty"),
    ("a code with a blank", put("code", value="my code"), "code", "is not a code"),
    ("a headline nobody has", put("headline", value="a"), "headline", "no node is called 'a'"),
    ("an unused indicator", lambda data: data["indicators"].append(leaf("z")), "indicators[3]", "no node uses 'z'"),
    ("no indicators", put("indicators", value=[]), "indicators", "at least one entry"),
    ("an unknown phase", put("indicators", 0, "phases", value=["late", "end"]), "indicators[0].phases[1]", "'end'"),
    ("an unknown polarity", put("indicators", 0, "polarity", value="down"), "indicators[0].polarity", "negative"),
    (
        "an unknown normalisation",
        put("indicators", 0, "normalisation", value={"kind": "sigmoid"}),
        "indicators[0].normalisation.kind",
        "goalposts",
    ),
    (
        "goalposts without numbers",
        put("indicators", 0, "normalisation", value="goalposts"),
        "indicators[0].normalisation",
        "not known here",
    ),
    (
        "goalposts reversed",
        put("indicators", 0, "normalisation", "high", value=0),
        "indicators[0].normalisation.high",
        "polarity: negative",
    ),
    (
        "a log goalpost at 0",
        put("indicators", 0, "normalisation", "log", value=True),
        "indicators[0].normalisation.low",
        "no logarithm",
    ),
    (
        "falling level values",
        put("indicators", 0, "normalisation", value={"kind": "ordinal", "values": [0, 50, 40]}),
        "indicators[0].normalisation.values",
        "fall",
    ),
    (
        "a level value off the scale",
        put("indicators", 0, "normalisation", value={"kind": "ordinal", "values": [0, 50, 140]}),
        "indicators[0].normalisation.values",
        "outside the scale",
    ),
    (
        "one level",
        put("indicators", 0, "normalisation", value={"kind": "ordinal", "levels": 1}),
        "indicators[0].normalisation.levels",
        "from 2",
    ),
    (
        "a spread of 0",
        put("indicators", 0, "normalisation", value={"kind": "zscore", "spread": 0}),
        "indicators[0].normalisation.spread",
        "not above 0",
    ),
    (
        "descriptors short of a level",
        put("indicators", 0, value=leaf("a", "ordinal", descriptors=["none", "some"])),
        "indicators[0].descriptors",
        "2 descriptors for 5 levels",
    ),
    (
        "squares of z-scores",
        put("indicators", 0, "normalisation", value="zscore"),
        "nodes[1].children.a",
        "can be negative",
    ),
    (
        "a mitigated sum",
        put("nodes", 1, "rule", value="sum"),
        "nodes[2].of",
        "can leave the scale",
    ),
    (
        "a number added before no logarithm",
        put("indicators", 0, "normalisation", value={"kind": "goalposts", "low": 0, "high": 9, "plus": 1}),
        "indicators[0].normalisation.plus",
        "only a logarithm",
    ),
    (
        "a number added before no logarithm of min-max",
        put("indicators", 0, "normalisation", value={"kind": "minmax", "plus": 1}),
        "indicators[0].normalisation.plus",
        "only a logarithm",
    ),
    (
        "text added before a logarithm",
        put("indicators", 0, "normalisation", value={"kind": "minmax", "log": True, "plus": "1"}),
        "indicators[0].normalisation.plus",
        "not a number",
    ),
    (
        "a goalpost that stays below 0 with what is added",
        put(
            "indicators", 0, "normalisation", value={"kind": "goalposts", "low": -3, "high": 9, "log": True, "plus": 1}
        ),
        "indicators[0].normalisation.low",
        "-2 has no logarithm",
    ),
    (
        "levels from a half",
        put("indicators", 0, "normalisation", value={"kind": "ordinal", "first": 0.5}),
        "indicators[0].normalisation.first",
        "whole number from -100 to 100",
    ),
    (
        "another way with ties",
        put("indicators", 0, "normalisation", value={"kind": "rank", "ties": "min"}),
        "indicators[0].normalisation.ties",
        "mean, low, high",
    ),
    (
        "clipping that is neither true nor false",
        put("indicators", 0, "normalisation", value={"kind": "zscore", "clip": 1}),
        "indicators[0].normalisation.clip",
        "neither true nor false",
    ),
    (
        "clipping of what is always cut",
        put("indicators", 0, "normalisation", value={"kind": "minmax", "clip": False}),
        "indicators[0].normalisation.clip",
        "not known here",
    ),
    (
        "rounding a value to 13 decimals",
        put("indicators", 0, "round_to", value=13),
        "indicators[0].round_to",
        "0 to 12",
    ),
    (
        "squares of uncut goalposts",
        put("indicators", 0, "normalisation", "clip", value=False),
        "nodes[1].children.a",
        "can be negative",
    ),
    (
        "a weight beyond all numbers",
        put("nodes", 0, "children", "left", value=10**400),
        "nodes[0].children.left",
        "not a finite number",
    ),
    (
        "a sum above a scale of 1 beneath a mitigation",
        lambda data: data.update(
            content(
                [node("top", "mitigated", of="s", by="b"), node("s", "sum", {"a": 2})],
                "ab",
                scale={"bottom": 0, "top": 1},
                bands=[{"code": "all", "title": "All", "from": 0, "to": 1}],
            )
        ),
        "nodes[0].of",
        "can leave the scale",
    ),
    (
        "a mitigation whose weights are 0",
        put("nodes", 2, "weights", value={"of": 0, "by": 0}),
        "nodes[2].weights",
        "every weight is 0",
    ),
    (
        "descriptors of a quantity",
        put("indicators", 0, "descriptors", value=["little", "much"]),
        "indicators[0].descriptors",
        "only an ordinal indicator",
    ),
    (
        "a single level value",
        put("indicators", 0, "normalisation", value={"kind": "ordinal", "values": [50]}),
        "indicators[0].normalisation.values",
        "tells nothing apart",
    ),
    (
        "a narrower margin for medium than for high confidence",
        put("margins", value={"levels": {"high": 2, "medium": 1, "low": 3}}),
        "margins.levels",
        "narrower margin",
    ),
    (
        "a narrower margin for low than for medium confidence",
        put("margins", value={"levels": {"high": 1, "medium": 3, "low": 2}}),
        "margins.levels",
        "narrower margin",
    ),
    (
        "margins upside down",
        put("margins", value={"levels": {"high": 2, "medium": 1, "low": 0.5}}),
        "margins.levels",
        "narrower",
    ),
]


@pytest.mark.parametrize(("change", "path", "says"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_fault_is_refused_with_its_place_and_advice(change: Change, path: str, says: str) -> None:
    data = copy.deepcopy(sound())
    change(data)
    error = refused(data)
    assert error.path == path
    assert says in str(error)
    assert error.advice


@pytest.mark.parametrize(
    ("words", "path", "says"),
    [
        ("schema: a\nschema: b\n", "line 2", "stands twice"),
        ("nodes:\n  - {code: x, children: {a: 1, a: 2}}\n", "line 2", "'a' stands twice"),
        ("a: &x [1]\nb: *x\n", "line", "alias"),
        ("a: [1\n", "line 2, column 1", "not YAML"),
        ("a: !!python/object:os.system {}\n", "line 1, column 4", "not YAML"),
        ("- 1\n", "file", "a mapping is expected"),
        ("", "file", "nothing"),
        ("yes: 1\n", "file", "read as true or false"),
        ("{[1]: 2}\n", "line 1", "not a plain word"),
        ("a: \x00\n", "file", "not readable YAML"),
        ('schema: "\\ud83d"\n', "schema", "cannot be shown"),
        ("[" * 5000, "file", "not readable YAML"),
        ("a: 2024-02-30\n", "file", "not readable YAML"),
        ("#" * 1_000_001, "file", "longer than"),
    ],
)
def test_text_that_is_no_plain_yaml_is_refused(words: str, path: str, says: str) -> None:
    with pytest.raises(FrameworkError, match=says) as caught:
        load(words)
    assert caught.value.path.startswith(path)


def test_every_required_key_is_asked_for() -> None:
    for key in ("schema", "code", "version", "title", "headline", "scale", "bands", "indicators", "nodes"):
        data = sound()
        del data[key]
        error = refused(data)
        assert (error.path, error.problem) == (key, "this key is missing")


def test_defaults_are_those_of_the_method() -> None:
    framework = load(text(sound()))
    assert (framework.min_coverage, framework.below_min) == (0.5, "show_range")
    assert framework.node("right").max_mitigation == 0.5
    margins = framework.level_margins
    assert (margins.high, margins.medium, margins.low) == (0.5, 1, 2)


def test_yaml_and_json_read_alike() -> None:
    assert load(yaml.safe_dump(sound())) == load(text(sound()))


def test_a_deep_chain_of_nodes_is_no_problem() -> None:
    chain = [node(f"n{i}", "arithmetic", {f"n{i + 1}": 1}) for i in range(1500)]
    framework = load(text(content([*chain, node("n1500", "arithmetic", {"a": 1})], "a")))
    assert framework.nodes[0].code == "n1500"


def test_rounding_that_leaves_the_scale_is_refused_where_the_scale_matters() -> None:
    """-2.5 to 2.5 without decimals is -3 to 3; with one decimal it is as it was."""

    def data(decimals: int) -> dict[str, Any]:
        ends = {"bottom": -2.5, "top": 2.5}
        bands = [{"code": "all", "title": "All", "from": -2.5, "to": 2.5}]
        nodes = [node("top", "mitigated", of="mean", by="b"), node("mean", "arithmetic", {"a": 1}, round_to=decimals)]
        return content(nodes, "ab", scale=ends, bands=bands)

    assert refused(data(0)).path == "nodes[0].of"
    assert load(text(data(1))).headline == "top"
