"""Questions about a piece of syntax, and small changes of one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# What stands in place of a node, or None to take a decorator off.
Change = tuple[ast.AST, str | None]


def called(node: ast.AST) -> set[str]:
    """Return the names of all functions and methods that are called in a piece of source."""
    return {name_of(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}


def name_of(function: ast.expr) -> str:
    """Return the last part of a name with dots."""
    return getattr(function, "attr", getattr(function, "id", ""))


def named_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give each value of an argument, an assignment or a dictionary with the name that it goes by."""
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        yield node.targets[0].id, node.value
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        values = node.value.elts if isinstance(node.value, ast.Tuple) else []
        yield from ((ast.unparse(to), value) for to, value in zip(node.targets[0].elts, values, strict=False))
    elif isinstance(node, ast.Dict):
        yield from ((key.value, value) for key, value in zip(node.keys, node.values, strict=True) if is_text(key))


def conditions(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.If | ast.IfExp):
        yield node.test
    elif isinstance(node, ast.BoolOp):
        yield from (value for value in node.values if isinstance(value, ast.Attribute | ast.Subscript | ast.UnaryOp))


def is_named(node: ast.AST, name: str) -> bool:
    return getattr(node, "attr", None) == name or (isinstance(node, ast.Subscript) and is_text(node.slice, name))


def is_text(node: ast.AST | None, text: str | None = None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and text in (None, node.value)


def is_number(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not is_truth(node)


def is_truth(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def member_of(node: ast.AST) -> str | None:
    """Return the name that an attribute is asked of, None for what is no attribute of a plain name."""
    return node.value.id if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else None


def has_choices(node: ast.expr) -> bool:
    """Whether this declares a field that takes one of some codes: how long those are is no limit."""
    return isinstance(node, ast.Call) and any(part.arg == "choices" for part in node.keywords)


def moved(value: ast.expr) -> Iterator[Change]:
    """A number, or one that a call such as timedelta takes, by one more and one less; a fraction doubled and halved."""
    parts = [value, *value.args, *(part.value for part in value.keywords)] if isinstance(value, ast.Call) else [value]
    for part in filter(is_number, parts):
        others = [part.value * 2, part.value / 2] if isinstance(part.value, float) else [part.value + 1, part.value - 1]
        # There is no day or month before the first
        yield from ((part, str(other)) for other in others if part is value or other > 0)
