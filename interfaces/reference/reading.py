"""Reads YAML strictly: duplicate keys are refused, and every value's path and line are known."""

from dataclasses import dataclass
from typing import Any

import yaml

from interfaces.reference.findings import BrokenReferenceError, Problem

# The C parser takes a fifth of the time; the Python one gives the same nodes where libyaml is missing.
PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's content, and the line on which each path starts."""

    file: str
    content: Any
    lines: dict[str, int]


def read_document(text: str, file: str) -> Document:
    """Parse one YAML document. Raises BrokenReferenceError if the text is not valid YAML or repeats a key."""
    try:
        root = yaml.compose(text, Loader=PARSER)
        if root is None:
            raise BrokenReferenceError([Problem(file, "", "the file is empty; restore its content")])
        lines: dict[str, int] = {}
        problems = _repeated_keys(root, file, "", lines)
        if problems:
            raise BrokenReferenceError(problems)
        return Document(file, yaml.constructor.SafeConstructor().construct_document(root), lines)
    except RecursionError as error:
        reason = "is nested without end: an entry holds itself, or brackets stay open; mend it"
        raise BrokenReferenceError([Problem(file, "", reason)]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise BrokenReferenceError([_not_yaml(error, file)]) from error


def _repeated_keys(node: yaml.Node, file: str, path: str, lines: dict[str, int]) -> list[Problem]:
    """Return a problem for each repeated key. Fills `lines`: the line on which each path starts."""
    lines[path] = node.start_mark.line + 1
    problems = []
    if isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            problems += _repeated_keys(item, file, f"{path}[{n}]", lines)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                problems.append(Problem(file, path, "has a list or an entry for a key; use a text", line))
                continue
            here = f"{path}.{key.value}" if path else str(key.value)
            if key.value in seen:
                problems.append(Problem(file, here, "the key stands twice in one entry; keep one of them", line))
            seen.add(key.value)
            problems += _repeated_keys(value, file, here, lines)
    return problems


def _not_yaml(error: Exception, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(file, "", f"is not valid YAML: {reason}; mend the line", mark.line + 1 if mark else 0)
