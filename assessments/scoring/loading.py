"""Reading a framework file: from YAML text to a validated `Framework`, or a `FrameworkError` that says what to do."""

from assessments.scoring.checks import check_graph
from assessments.scoring.fields import FrameworkError, YamlMapping, as_code, parse
from assessments.scoring.framework import DROP, SCHEMA, SHOW_RANGE, Band, Framework, Margins, Node
from assessments.scoring.indicators import decimals, read_indicator
from assessments.scoring.normalisation import Scale
from assessments.scoring.rules import RULES

# With an exponent nearer to 0 or further from it, a power mean loses its digits in floating point.
LEAST_EXPONENT, MOST_EXPONENT = 0.01, 50.0


def load(text: str) -> Framework:
    """Read and validate the text of a framework file; docs/framework-format.md describes it.

    Raises FrameworkError at the first fault, with its place in the file and what to do about it.
    """
    return read_framework(parse(text))


def read_framework(mapping: YamlMapping) -> Framework:
    """What a framework file holds, once it is parsed; FrameworkError as `load` raises it."""
    mapping.choice("schema", [SCHEMA])
    scale = _scale(mapping.nested("scale"))
    phases = mapping.each("phases", as_code, default=True)
    indicators = mapping.each("indicators", lambda data, path: read_indicator(YamlMapping(data, path), scale, phases))
    nodes = mapping.each("nodes", lambda data, path: _node(YamlMapping(data, path)))
    margins = mapping.nested("margins") if mapping.has("margins") else None
    least = mapping.number("min_coverage", 0.5)
    if not 0.0 <= least <= 1.0:
        raise mapping.refuse("min_coverage", f"{least:g} is not a share", "Write a number from 0 to 1")
    framework = Framework(
        code=mapping.code("code"),
        version=mapping.text("version"),
        title=mapping.text("title"),
        description=mapping.text("description", ""),
        headline=mapping.code("headline"),
        scale=scale,
        bands=_bands(mapping, scale),
        min_coverage=least,
        below_min=mapping.choice("below_min", [SHOW_RANGE, DROP], SHOW_RANGE),
        phases=phases,
        level_margins=_margins(margins, "levels", Framework.level_margins),
        percent_margins=_margins(margins, "percent", Framework.percent_margins),
        indicators=indicators,
        nodes=check_graph(indicators, nodes, scale),
        file_order=tuple(node.code for node in nodes),
    )
    if margins:
        margins.done()
    mapping.done()
    if framework.headline not in framework.file_order:
        raise mapping.refuse("headline", f"no node is called {framework.headline!r}", "Name the node shown first")
    return framework


def _scale(mapping: YamlMapping) -> Scale:
    bottom, top = mapping.number("bottom"), mapping.number("top")
    mapping.done()
    if bottom >= top:
        raise mapping.refuse("top", f"{top:g} is not above the bottom, {bottom:g}", "Write the lower end as bottom")
    return Scale(bottom, top)


def _bands(mapping: YamlMapping, scale: Scale) -> tuple[Band, ...]:
    bands = mapping.each("bands", lambda data, path: _band(YamlMapping(data, path)))
    expected = scale.bottom
    for index, band in enumerate(bands):
        start = f"bands[{index}].from"
        if band.code in {other.code for other in bands[:index]}:
            raise FrameworkError(f"bands[{index}].code", f"the code {band.code!r} stands twice", "Rename one of them")
        if band.start < expected:
            problem = f"{band.start:g} overlaps or stands before what ends at {expected:g}"
            raise FrameworkError(start, problem, "List the bands from low to high, each from where the last one ends")
        if band.start > expected:
            problem = f"nothing covers {expected:g} to {band.start:g}"
            raise FrameworkError(start, problem, f"Let this band start at {expected:g}")
        if band.end <= band.start:
            raise FrameworkError(f"bands[{index}].to", "the band ends where it starts or before", "Write a higher end")
        expected = band.end
    if expected != scale.top:
        problem = f"the last band ends at {expected:g}, the scale at {scale.top:g}"
        raise FrameworkError(f"bands[{len(bands) - 1}].to", problem, f"Let it end at {scale.top:g}")
    return bands


def _band(mapping: YamlMapping) -> Band:
    band = Band(mapping.code("code"), mapping.text("title"), mapping.number("from"), mapping.number("to"))
    mapping.done()
    return band


def _margins(margins: YamlMapping | None, key: str, default: Margins) -> Margins:
    if margins is None or not margins.has(key):
        return default
    mapping = margins.nested(key)
    read = Margins(mapping.number("high"), mapping.number("medium"), mapping.number("low"))
    mapping.done()
    if not 0.0 <= read.high <= read.medium <= read.low:
        raise margins.refuse(
            key, "less confidence has the narrower margin", "Let high be the smallest, low the largest"
        )
    return read


def _node(mapping: YamlMapping) -> Node:
    code, title, rule = mapping.code("code"), mapping.text("title"), mapping.choice("rule", RULES)
    children, weights = _mitigation(mapping) if rule == "mitigated" else _children(mapping)
    about = mapping.nested("about") if mapping.has("about") else YamlMapping({}, "")
    node = Node(
        code=code,
        title=title,
        kind=mapping.code("kind", ""),
        **{key: about.code(key, "") for key in ("interface", "mechanism", "target", "role")},
        rule=rule,
        children=children,
        weights=weights,
        exponent=_exponent(mapping) if rule == "power" else None,
        k=mapping.number("k", Node.k) if rule == "reversed_geometric" else Node.k,
        max_mitigation=mapping.number("max", Node.max_mitigation) if rule == "mitigated" else Node.max_mitigation,
        round_to=decimals(mapping),
    )
    about.done()
    mapping.done()
    if node.k <= 1.0:
        raise mapping.refuse("k", f"{node.k:g} is not above 1", "Write a number above 1, usually 10")
    if not 0.0 <= node.max_mitigation <= 1.0:
        raise mapping.refuse("max", f"{node.max_mitigation:g} is not a share", "Write a number from 0 to 1")
    return node


def _children(mapping: YamlMapping) -> tuple[tuple[str, ...], tuple[float, ...]]:
    children = mapping.nested("children")
    codes = tuple(as_code(code, children.at(code)) for code in children.data)
    if not codes:
        raise FrameworkError(children.path, "the node has no children", "Write at least one as code: weight")
    weights = tuple(_weight(children, code) for code in codes)
    if not any(weights):
        raise FrameworkError(children.path, "every weight is 0", "Give at least one child a positive weight")
    return codes, weights


def _mitigation(mapping: YamlMapping) -> tuple[tuple[str, ...], tuple[float, ...]]:
    codes = (mapping.code("of"), mapping.code("by"))
    if codes[0] == codes[1]:
        raise mapping.refuse("by", "a node cannot mitigate itself", "Name the response that lowers the risk")
    if not mapping.has("weights"):
        return codes, (1.0, 1.0)
    weights = mapping.nested("weights")
    read = (_weight(weights, "of"), _weight(weights, "by"))
    weights.done()
    if not any(read):
        raise mapping.refuse("weights", "every weight is 0", "Give 'of' or 'by' a positive weight")
    return codes, read


def _weight(mapping: YamlMapping, key: str) -> float:
    weight = mapping.number(key)
    if weight < 0.0:
        raise mapping.refuse(
            key, f"the weight {weight:g} is negative", "Write 0 or more; polarity reverses an indicator"
        )
    return weight


def _exponent(mapping: YamlMapping) -> float:
    if not mapping.has("exponent"):
        raise mapping.refuse("exponent", "a power mean needs its exponent", "Add exponent: 2, or another number but 0")
    exponent = mapping.number("exponent")
    if not LEAST_EXPONENT <= abs(exponent) <= MOST_EXPONENT:
        advice = (
            f"Stay in {LEAST_EXPONENT:g} to {MOST_EXPONENT:g} or its negative; or use geometric, minimum or maximum"
        )
        raise mapping.refuse("exponent", f"{exponent:g} is 0 or out of range", advice)
    return exponent
