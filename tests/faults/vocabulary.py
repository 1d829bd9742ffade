"""What the project calls its own: read from its source, so that the faults follow a name when it changes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.nodes import called, name_of

CHOICES = re.compile(r"Choices$|Enum$")
ASKS = {"enqueue", "wake", "on_commit"}
NARROWS = {"filter", "exclude"}


@dataclass(frozen=True)
class Vocabulary:
    members: dict[str, list[list[str]]]  # the members of each enumeration, in order, by its name
    role_values: dict[str, str]  # the stored value of each role by its member
    role_sets: dict[str, set[str]]  # the members that each constant holds which names several roles
    narrowing: set[str]  # methods of querysets that leave rows out
    asking: set[str]  # functions that ask for work to be done later

    def neighbour(self, enumeration: str, member: str) -> str | None:
        """Return the member that follows, of whichever enumeration of that name has this one."""
        for names in self.members.get(enumeration, ()):
            if member in names and len(names) > 1:
                return names[(names.index(member) + 1) % len(names)]
        return None


def vocabulary(sources: dict[str, str]) -> Vocabulary:
    found = Vocabulary({}, {}, {}, set(NARROWS), set(ASKS))
    trees = [ast.parse(source) for source in sources.values()]
    # Twice: a method that narrows by another one may stand before it
    for tree in trees * 2:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                _learn(node, found)
    for tree in trees:
        found.role_sets.update(_role_sets(tree))
        found.asking.update(_that_ask(tree))
    return found


def _learn(node: ast.ClassDef, found: Vocabulary) -> None:
    bases = [ast.unparse(base) for base in node.bases]
    if any(CHOICES.search(base) for base in bases):
        values = {
            target.id: line.value
            for line in node.body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name)
        }
        known = found.members.setdefault(node.name, [])
        known += [names for names in [list(values)] if names not in known]
        if "LEAD" in values:
            found.role_values.update({name: ast.unparse(value).split("'")[1] for name, value in values.items()})
    if any("QuerySet" in base for base in bases) or node.name.endswith("QuerySet"):
        found.narrowing.update(
            method.name for method in node.body if isinstance(method, ast.FunctionDef) and _narrows(method, found)
        )


def _narrows(method: ast.FunctionDef, found: Vocabulary) -> bool:
    """Whether a method leaves rows out and adds nothing to them that others read."""
    gives = ast.unparse(method.returns) if method.returns else ""
    calls = called(method)
    return bool(found.narrowing & calls) and "annotate" not in calls and ("QuerySet" in gives or gives == "Any")


def _role_sets(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple | ast.List | ast.Set):
            parts = [ast.unparse(part) for part in line.value.elts]
            if parts and all(part.startswith("Role.") for part in parts):
                members = {part.removeprefix("Role.") for part in parts}
                yield from ((target.id, members) for target in line.targets if isinstance(target, ast.Name))


def _that_ask(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(line, ast.Expr) and isinstance(line.value, ast.Call) and name_of(line.value.func) == "enqueue"
            for line in node.body
        ):
            yield node.name
