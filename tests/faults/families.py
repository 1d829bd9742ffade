"""The families of faults: each finds its places in a module and says what stands there instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

from tests.faults.nodes import (
    Change,
    conditions,
    has_choices,
    is_named,
    is_number,
    is_text,
    is_truth,
    member_of,
    moved,
    name_of,
    named_values,
)
from tests.faults.vocabulary import Vocabulary

Family = Callable[[ast.AST, Vocabulary], Iterator[Change]]

CHECKS = re.compile(r"^_?(raise_if|require|refuse|check|validate|full_clean|clean)(_|$)")
RULES = re.compile(r"^_?(refusal|objection)_")
LOCKS = re.compile(r"^_?lock(_|$)")
LIMITS = re.compile(r"(^|_)(max|min|limit|size|per_page|seconds|minutes|hours|days|timeout|page_size)(_|$)")
REQUIRED = re.compile(r"require|login|permission|csrf|never_cache")
MARKING = re.compile(r"(^|_)marking$")
WITHHOLDS = re.compile(r"withh(e|o)ld", re.IGNORECASE)
OTHER_STATUS = {
    200: 204, 201: 200, 204: 200, 304: 200, 400: 422, 401: 403, 403: 404, 404: 403, 405: 404, 409: 422, 412: 409,
    413: 400, 422: 400, 428: 412, 429: 503, 500: 503, 503: 500,
}  # fmt: skip
BOUNDS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


def check(node: ast.AST, _known: Vocabulary) -> Iterator[Change]:
    """A check that is not made, a refusal that never refuses."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = name_of(node.value.func)
        if CHECKS.match(name) or name == "add_error":
            yield node, "pass"
    if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Raise):
        yield node.test, "False"
    if isinstance(node, ast.FunctionDef):
        yield from ((decorator, None) for decorator in node.decorator_list if REQUIRED.search(ast.unparse(decorator)))
        if RULES.match(node.name):
            has_docstring = ast.get_docstring(node) is not None and len(node.body) > 1
            yield node.body[1 if has_docstring else 0], 'return ""'


def filter_(node: ast.AST, known: Vocabulary) -> Iterator[Change]:
    """Rows that are not left out: without the filter, or without one of its conditions."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr not in known.narrowing or not _is_of_rows(node.func):
        return
    whole = ast.unparse(node.func.value)
    yield node, f"{whole}.all()"
    if len(node.args) + len(node.keywords) > 1 and node.func.attr in ("filter", "exclude"):
        for left in [*node.args, *node.keywords]:
            kept = [ast.unparse(part) for part in [*node.args, *node.keywords] if part is not left]
            yield node, f"{whole}.{node.func.attr}({', '.join(kept)})"


def _is_of_rows(method: ast.Attribute) -> bool:
    """Whether a method can be a queryset's: `Path(...).open()` and `Holdings.of(...)` are not."""
    stem = ast.unparse(method.value)
    if stem == "register":  # of template filters
        return False
    return method.attr in ("filter", "exclude") or ".objects" in stem or "." in stem or stem in ("self", "found")


def lock(node: ast.AST, _known: Vocabulary) -> Iterator[Change]:
    """A row that is not taken, steps that are no transaction."""
    if isinstance(node, ast.FunctionDef):
        yield from ((line, None) for line in node.decorator_list if "atomic" in ast.unparse(line))
    if isinstance(node, ast.With) and "atomic" in ast.unparse(node.items[0].context_expr):
        yield node.items[0].context_expr, "__import__('contextlib').nullcontext()"
    if isinstance(node, ast.Call):
        if name_of(node.func) == "select_for_update" and isinstance(node.func, ast.Attribute):
            yield node, f"{ast.unparse(node.func.value)}.all()"
        elif isinstance(node.func, ast.Name) and LOCKS.match(node.func.id) and node.args:
            yield node, ast.unparse(node.args[0])


def state(node: ast.AST, known: Vocabulary) -> Iterator[Change]:
    """Another state, deed or action than the one meant; a yes for a no."""
    if member_of(node) not in (None, "Role", "Marking"):
        yield from swapped_member(node, known)
    if isinstance(node, ast.keyword) and (node.arg or "").startswith(("is_", "has_")) and is_truth(node.value):
        yield node.value, str(not node.value.value)


def marking(node: ast.AST, known: Vocabulary) -> Iterator[Change]:
    """A marking that is too low; a number, a text or a round shown that is withheld."""
    yield from (
        (value, '"unclassified"')
        for name, value in named_values(node)
        if MARKING.search(name) and isinstance(value, ast.Call | ast.Subscript) and not has_choices(value)
    )
    if member_of(node) == "Marking":
        yield from swapped_member(node, known)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and WITHHOLDS.search(node.func.id) and node.args:
        yield node, ast.unparse(node.args[0])
    if isinstance(node, ast.Assign) and WITHHOLDS.search(ast.unparse(node.targets[0])):
        yield from (change for inner in ast.walk(node.value) for change in _one_less(inner))
    yield from (change for tested in conditions(node) for inner in ast.walk(tested) for change in _opened(inner))


def _one_less(node: ast.AST) -> Iterator[Change]:
    """What is withheld, but for one thing."""
    if isinstance(node, ast.Tuple):
        for left in node.elts:
            kept = ", ".join(ast.unparse(part) for part in node.elts if part is not left)
            yield node, f"({kept},)"


def _opened(node: ast.AST) -> Iterator[Change]:
    """A round that is not private, evidence that is enough."""
    if isinstance(node, ast.Attribute) and node.attr == "is_private":
        yield node, "False"
    if is_named(node, "is_enough"):
        yield node, "True"


def enqueue(node: ast.AST, known: Vocabulary) -> Iterator[Change]:
    """Work that is not asked for."""
    value = node.value if isinstance(node, ast.Expr | ast.Return) else None
    if isinstance(value, ast.Call) and name_of(value.func) in known.asking:
        yield value, "None"


def bound(node: ast.AST, _known: Vocabulary) -> Iterator[Change]:
    """A limit, date, age, pause, number of tries or page size that is off by one; a bound that is in or out."""
    if isinstance(node, ast.Compare) and not any(map(is_text, node.comparators)):
        for at, (sign, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            if type(sign) in BOUNDS:
                signs = [*node.ops]
                signs[at] = BOUNDS[type(sign)]()
                yield node, ast.unparse(ast.Compare(node.left, signs, node.comparators))
            if not isinstance(sign, ast.Is | ast.IsNot) and is_number(right):
                yield from moved(right)
    if isinstance(node, ast.Assign) and all(isinstance(to, ast.Name) and to.id.isupper() for to in node.targets):
        yield from moved(node.value)
    if isinstance(node, ast.Call) and not has_choices(node):
        yield from (change for part in node.keywords if LIMITS.search(part.arg or "") for change in moved(part.value))
    if isinstance(node, ast.Slice):
        yield from (change for end in (node.lower, node.upper) if is_number(end) for change in moved(end))


def role(node: ast.AST, known: Vocabulary) -> Iterator[Change]:
    """Another role than the one meant, or one more."""
    if member_of(node) == "Role":
        yield from swapped_member(node, known)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in known.role_sets:
        others = [value for member, value in known.role_values.items() if member not in known.role_sets[node.id]]
        yield from ((node, f'(*{node.id}, "{value}")') for value in others)


def status(node: ast.AST, _known: Vocabulary) -> Iterator[Change]:
    """Another status of an answer than the one meant."""
    for name, value in named_values(node):
        if "status" in name:
            for inner in ast.walk(value):
                if is_number(inner) and inner.value in OTHER_STATUS:
                    yield inner, str(OTHER_STATUS[inner.value])
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "HTTPStatus":
        yield node, f"HTTPStatus({OTHER_STATUS.get(HTTPStatus[node.attr], 200)})"


def swapped_member(node: ast.Attribute, known: Vocabulary) -> Iterator[Change]:
    """The next member of an enumeration."""
    enumeration = member_of(node)
    if other := known.neighbour(enumeration, node.attr):
        yield node, f"{enumeration}.{other}"


FAMILIES: dict[str, Family] = {
    "check": check,
    "filter": filter_,
    "lock": lock,
    "state": state,
    "marking": marking,
    "enqueue": enqueue,
    "bound": bound,
    "role": role,
    "status": status,
}
