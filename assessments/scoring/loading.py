"""Reading a framework file: from YAML text to a validated `Framework`, or a `FrameworkError` that says what to do."""

from assessments.scoring.checks import check_graph
from assessments.scoring.fields import FrameworkError, Table, as_code, parse
from assessments.scoring.framework import DROP, SCHEMA, SHOW_RANGE, Band, Framework, Margins, Node
from assessments.scoring.indicators import decimals, read_indicator
from assessments.scoring.normalisation import Scale
from assessments.scoring.rules import RULES

# A power mean nearer to 0 or further out than this loses its digits in floating point.
LEAST_EXPONENT, MOST_EXPONENT = 0.01, 50.0


def load(text: str) -> Framework:
    """Read and validate the text of a framework file; docs/framework-format.md describes it.

    Raises FrameworkError at the first fault, with its place in the file and what to do about it.
    """
    return read_framework(parse(text))


def read_framework(table: Table) -> Framework:
    """What a framework file holds, once it is parsed; FrameworkError as `load` raises it."""
    table.choice("schema", [SCHEMA])
    scale = _scale(table.table("scale"))
    phases = table.each("phases", as_code, default=True)
    indicators = table.each("indicators", lambda data, path: read_indicator(Table(data, path), scale, phases))
    nodes = table.each("nodes", lambda data, path: _node(Table(data, path)))
    margins = table.table("margins") if table.has("margins") else None
    least = table.number("min_coverage", 0.5)
    if not 0.0 <= least <= 1.0:
        raise table.refuse("min_coverage", f"{least:g} is not a share", "Write a number from 0 to 1")
    framework = Framework(
        code=table.code("code"),
        version=table.text("version"),
        title=table.text("title"),
        description=table.text("description", ""),
        headline=table.code("headline"),
        scale=scale,
        bands=_bands(table, scale),
        min_coverage=least,
        below_min=table.choice("below_min", [SHOW_RANGE, DROP], SHOW_RANGE),
        phases=phases,
        level_margins=_margins(margins, "levels", Framework.level_margins),
        percent_margins=_margins(margins, "percent", Framework.percent_margins),
        indicators=indicators,
        nodes=check_graph(indicators, nodes, scale),
        file_order=tuple(node.code for node in nodes),
    )
    if margins:
        margins.done()
    table.done()
    if framework.headline not in framework.file_order:
        raise table.refuse("headline", f"no node is called {framework.headline!r}", "Name the node shown first")
    return framework


def _scale(table: Table) -> Scale:
    bottom, top = table.number("bottom"), table.number("top")
    table.done()
    if bottom >= top:
        raise table.refuse("top", f"{top:g} is not above the bottom, {bottom:g}", "Write the lower end as bottom")
    return Scale(bottom, top)


def _bands(table: Table, scale: Scale) -> tuple[Band, ...]:
    bands = table.each("bands", lambda data, path: _band(Table(data, path)))
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


def _band(table: Table) -> Band:
    band = Band(table.code("code"), table.text("title"), table.number("from"), table.number("to"))
    table.done()
    return band


def _margins(margins: Table | None, key: str, default: Margins) -> Margins:
    if margins is None or not margins.has(key):
        return default
    table = margins.table(key)
    read = Margins(table.number("high"), table.number("medium"), table.number("low"))
    table.done()
    if not 0.0 <= read.high <= read.medium <= read.low:
        raise margins.refuse(
            key, "less confidence has the narrower margin", "Let high be the smallest, low the largest"
        )
    return read


def _node(table: Table) -> Node:
    code, title, rule = table.code("code"), table.text("title"), table.choice("rule", RULES)
    children, weights = _mitigation(table) if rule == "mitigated" else _children(table)
    about = table.table("about") if table.has("about") else Table({}, "")
    node = Node(
        code=code,
        title=title,
        kind=table.code("kind", ""),
        **{key: about.code(key, "") for key in ("interface", "mechanism", "target", "role")},
        rule=rule,
        children=children,
        weights=weights,
        exponent=_exponent(table) if rule == "power" else None,
        k=table.number("k", Node.k) if rule == "reversed_geometric" else Node.k,
        max_mitigation=table.number("max", Node.max_mitigation) if rule == "mitigated" else Node.max_mitigation,
        round_to=decimals(table),
    )
    about.done()
    table.done()
    if node.k <= 1.0:
        raise table.refuse("k", f"{node.k:g} is not above 1", "Write a number above 1, usually 10")
    if not 0.0 <= node.max_mitigation <= 1.0:
        raise table.refuse("max", f"{node.max_mitigation:g} is not a share", "Write a number from 0 to 1")
    return node


def _children(table: Table) -> tuple[tuple[str, ...], tuple[float, ...]]:
    children = table.table("children")
    codes = tuple(as_code(code, children.at(code)) for code in children.data)
    if not codes:
        raise FrameworkError(children.path, "the node has no children", "Write at least one as code: weight")
    weights = tuple(_weight(children, code) for code in codes)
    if not any(weights):
        raise FrameworkError(children.path, "every weight is 0", "Give at least one child a positive weight")
    return codes, weights


def _mitigation(table: Table) -> tuple[tuple[str, ...], tuple[float, ...]]:
    codes = (table.code("of"), table.code("by"))
    if codes[0] == codes[1]:
        raise table.refuse("by", "a node cannot mitigate itself", "Name the response that lowers the risk")
    if not table.has("weights"):
        return codes, (1.0, 1.0)
    weights = table.table("weights")
    read = (_weight(weights, "of"), _weight(weights, "by"))
    weights.done()
    if not any(read):
        raise table.refuse("weights", "every weight is 0", "Give 'of' or 'by' a positive weight")
    return codes, read


def _weight(table: Table, key: str) -> float:
    weight = table.number(key)
    if weight < 0.0:
        raise table.refuse(key, f"the weight {weight:g} is negative", "Write 0 or more; polarity reverses an indicator")
    return weight


def _exponent(table: Table) -> float:
    if not table.has("exponent"):
        raise table.refuse("exponent", "a power mean needs its exponent", "Add exponent: 2, or another number but 0")
    exponent = table.number("exponent")
    if not LEAST_EXPONENT <= abs(exponent) <= MOST_EXPONENT:
        advice = (
            f"Stay in {LEAST_EXPONENT:g} to {MOST_EXPONENT:g} or its negative; or use geometric, minimum or maximum"
        )
        raise table.refuse("exponent", f"{exponent:g} is 0 or out of range", advice)
    return exponent
