"""Reading YAML strictly: every refusal names the place in the file and says what to do."""

import difflib
import math
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar
from unicodedata import category

import yaml

MOST_CHARACTERS = 1_000_000
T = TypeVar("T")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class FrameworkError(ValueError):
    """A framework file that cannot be used: where (`path` into the file), what is wrong, and what to do (`advice`)."""

    def __init__(self, path: str, problem: str, advice: str) -> None:
        self.path, self.problem, self.advice = path, problem, advice
        super().__init__(f"{path}: {problem}. {advice}.")


class _StrictLoader(yaml.SafeLoader):
    """Plain YAML data without duplicate keys and without aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise FrameworkError(
                _line(parent) if parent else "file", "an alias (*name) is used", "Write the content out"
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FrameworkError(_line(key), "a key is not a plain word", "Write a word before the colon")
            if key.value in seen:
                raise FrameworkError(_line(key), f"the key {key.value!r} stands twice", "Remove or rename one of them")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# YAML 1.1, which PyYAML speaks, reads 1e-5 as text; analysts and JSON mean a number.
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def _line(marked: Any) -> str:
    return f"line {marked.start_mark.line + 1}"


def parse(text: str) -> "YamlMapping":
    """The file's top-level mapping."""
    if len(text) > MOST_CHARACTERS:
        raise FrameworkError(
            "file", f"it is longer than {MOST_CHARACTERS:,} characters", "Check that it is a framework"
        )
    try:
        data = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
        raise FrameworkError(
            where, f"this is not YAML: {error.problem}", "Check indentation, quotes and brackets"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, FrameworkError):
            raise
        raise FrameworkError("file", "this is not readable YAML", "Check the file's encoding and brackets") from error
    return YamlMapping(data, "")


class YamlMapping:
    """One mapping of the file: each method reads and checks one key, and `done` refuses keys that no method read."""

    def __init__(self, data: Any, path: str) -> None:
        self.path = path
        if not isinstance(data, dict):
            raise FrameworkError(path or "file", f"a mapping is expected, not {kind_of(data)}", "Write keys and values")
        for key in data:
            if not isinstance(key, str):
                raise FrameworkError(path or "file", f"the key {key!r} is read as {kind_of(key)}", "Put it in quotes")
        self.data: dict[str, Any] = data
        self.asked: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, problem: str, advice: str) -> FrameworkError:
        """The error about one key, for the caller to raise."""

        return FrameworkError(self.at(key), problem, advice)

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.data

    def take(self, key: str) -> Any:
        if not self.has(key):
            raise self.refuse(key, "this key is missing", f"Add {key!r}")
        return self.data[key]

    def text(self, key: str, default: str | None = None) -> str:
        if default is not None and not self.has(key):
            return default
        return as_text(self.take(key), self.at(key))

    def code(self, key: str, default: str | None = None) -> str:
        if default is not None and not self.has(key):
            return default
        return as_code(self.take(key), self.at(key))

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        chosen = self.text(key, default)
        if chosen not in (known := tuple(choices)):
            raise self.refuse(
                key, f"{chosen!r} is not known here", f"{hint(chosen, known)}Use one of {', '.join(known)}"
            )
        return chosen

    def number(self, key: str, default: float | None = None) -> float:
        if default is not None and not self.has(key):
            return default
        return as_number(self.take(key), self.at(key))

    def whole(self, key: str, least: int, most: int) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.refuse(key, f"{value!r} is not a whole number from {least} to {most}", "Write such a number")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.take(key) if self.has(key) else default
        if not isinstance(value, bool):
            raise self.refuse(key, f"{value!r} is neither true nor false", "Write true or false")
        return value

    def nested(self, key: str) -> "YamlMapping":
        return YamlMapping(self.take(key), self.at(key))

    def each(self, key: str, read: Callable[[Any, str], T], default: bool = False) -> tuple[T, ...]:
        """The entries of a list, each read by `read(entry, path)`; with `default`, a missing list is empty."""
        if default and not self.has(key):
            return ()
        entries = self.take(key)
        if not isinstance(entries, list) or not (entries or default):
            raise self.refuse(
                key, f"a list is expected, not {kind_of(entries)}", "Write a list with at least one entry"
            )
        return tuple(read(entry, f"{self.at(key)}[{index}]") for index, entry in enumerate(entries))

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                known = sorted(self.asked)
                raise self.refuse(key, "this key is not known here", f"{hint(key, known)}Known are {', '.join(known)}")


def hint(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {close[0]!r}? " if close else ""


def kind_of(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
    return names.get(type(value), f"a {type(value).__name__}")


def as_text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise FrameworkError(path, f"{value!r} is read as {kind_of(value)}, not as text", "Put it in quotes")
    if any(category(character) in ("Cc", "Cs") and character not in "\n\t" for character in value):
        raise FrameworkError(path, "the text holds a character that cannot be shown", "Type it anew")
    if not value.strip():
        raise FrameworkError(path, "the text is empty", "Write it or leave the key out")
    return value


def as_code(value: Any, path: str) -> str:
    text = as_text(value, path)
    if not CODE.fullmatch(text):
        raise FrameworkError(path, f"{text!r} is not a code", "Use letters, digits, '-', '.' and '_', at most 100")
    return text


def as_number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FrameworkError(path, f"{value!r} is not a number", "Write a number such as 2 or 0.5, without quotes")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise FrameworkError(path, f"{value!r} is not a finite number", "Write a finite number")
    return number + 0.0  # no -0.0
