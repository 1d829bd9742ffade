"""The faults of a module: where each stands, what becomes of the source, and which lines a test of it reaches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.families import FAMILIES
from tests.faults.vocabulary import Vocabulary
from tests.mutation.mutants import Mutant, made

PACKAGES = ("ocpo", "interfaces", "missions", "assessments")
# The core has mutants of its own; what keeps processes running is tried by the kill drills, which do not take part.
LEFT_OUT = ("migrations/", "assessments/scoring/", "ocpo/serving/", "management/commands/start.py")
# Pixels and invented figures are no rules.
LEFT_OUT_OF = {"bound": ("assessments/charts/", "assessments/samples/"), "state": ("assessments/samples/",)}
# Whom a decorator turns away never reaches its function: tests that name this walk over all addresses.
ALL_ADDRESSES = "all_routes"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Fault(Mutant):
    family: str
    lines: range  # those that run when the faulty one does; empty where that is only at import
    names: tuple[str, ...]  # what the faulty line gives a name to


def modules(root: Path) -> dict[str, str]:
    """Return the source of every module outside the core by its path."""
    found = {
        str(path.relative_to(root)): path.read_text()
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    }
    return {path: source for path, source in found.items() if not any(part in path for part in LEFT_OUT)}


def faults(path: str, source: str, known: Vocabulary) -> Iterator[Fault]:
    """Give every fault that a module can hold, each change once."""
    tree, seen = ast.parse(source), {source}
    families = {name: of for name, of in FAMILIES.items() if not path.startswith(LEFT_OUT_OF.get(name, ("/",)))}
    for above, node in walk(tree, ()):
        for family, places in families.items():
            for changed, becomes in places(node, known):
                mutated = spliced(source, changed, becomes)
                if mutated not in seen:
                    seen.add(mutated)
                    mutant = made(path, source, mutated)
                    yield Fault(**vars(mutant), family=family, **where((*above, node), changed))


def walk(node: ast.AST, above: tuple[ast.AST, ...]) -> Iterator[tuple[tuple[ast.AST, ...], ast.AST]]:
    """Give every node with those that hold it, outermost first."""
    yield above, node
    for inner in ast.iter_child_nodes(node):
        yield from walk(inner, (*above, node))


def spliced(source: str, changed: ast.AST, becomes: str | None) -> str:
    """Return the source with another text in place of a node, or without the lines of a decorator."""
    lines = source.encode().splitlines(keepends=True)
    first, last = changed.lineno - 1, changed.end_lineno - 1
    if becomes is None:
        return b"".join([*lines[:first], *lines[last + 1 :]]).decode()
    head, tail = lines[first][: changed.col_offset], lines[last][changed.end_col_offset :]
    return b"".join([*lines[:first], head + becomes.encode() + tail, *lines[last + 1 :]]).decode()


def where(path: tuple[ast.AST, ...], changed: ast.AST) -> dict[str, object]:
    """Say which lines run when this node does, and what it belongs to by name."""
    function = next((node for node in reversed(path) if isinstance(node, Function)), None)
    if function is None:
        return {"lines": range(0), "names": names(path)}
    body = range(function.body[0].lineno, function.end_lineno + 1)
    if changed in function.decorator_list:
        return {"lines": body, "names": (function.name, ALL_ADDRESSES)}
    if path[-1] is function:
        return {"lines": body, "names": (function.name,)}
    inside = path[path.index(function) + 1 :]
    statement = next((node for node in reversed(inside) if isinstance(node, ast.stmt)), None)
    if statement is None:  # a default or an annotation
        return {"lines": range(0), "names": (function.name,)}
    last = statement.body[0].lineno - 1 if hasattr(statement, "body") else statement.end_lineno
    return {"lines": range(statement.lineno, max(statement.lineno, last) + 1), "names": (function.name,)}


def names(path: tuple[ast.AST, ...]) -> tuple[str, ...]:
    """Return what an assignment at import gives its value to, else the class that it stands in."""
    for node in reversed(path):
        if isinstance(node, ast.Assign):
            return tuple(target.id for target in node.targets if isinstance(target, ast.Name))
        if isinstance(node, ast.AnnAssign):
            return (ast.unparse(node.target),)
        if isinstance(node, ast.ClassDef):
            return (node.name,)
    return ()
