"""Stores the shipped scoring frameworks, one row for each version. Their mathematics is not checked here."""

import re

from interfaces.models import Framework
from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.reading import read_document

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = {"code": 80, "version": 20, "title": 200}
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


def load_frameworks(texts: dict[str, str]) -> list[Framework]:
    """Store each text (file name -> YAML) that is not stored yet; return the new rows.

    Must run in a transaction. The highest version of a code becomes the current one. Raises BrokenReferenceError when
    a file has no code, version or title, or when its version is already stored with another text.
    """
    known = set(Framework.objects.values_list("digest", flat=True))
    new = []
    for file, text in sorted(texts.items()):
        if Framework.digest_of(text) not in known:
            new.append(_added(file, text))
    for code in sorted({framework.code for framework in new}):
        _make_highest_current(code)
    return new


def _added(file: str, text: str) -> Framework:
    content = read_document(text, file).content
    if not isinstance(content, dict):
        raise BrokenReferenceError([Problem(file, "", "must be an entry with code, version and title")])
    problems = [
        Problem(file, key, f"must be {meaning}, not {content.get(key)!r}")
        for key, pattern, meaning in (
            ("code", CODE, "lower-case words with hyphens"),
            ("version", VERSION, 'numbers with dots in quotation marks, such as "1.0"'),
            ("title", re.compile(r"\S[^\0\n]*"), "a line of text"),
        )
        if not isinstance(content.get(key), str) or not pattern.fullmatch(content[key])
    ]
    problems += [
        Problem(file, key, f"has {len(content[key])} characters, at most {longest} fit; shorten it")
        for key, longest in LONGEST.items()
        if isinstance(content.get(key), str) and len(content[key]) > longest
    ]
    if problems:
        raise BrokenReferenceError(problems)
    code, version = content["code"], content["version"]
    if Framework.objects.filter(code=code, version=version).exists():
        reason = f"{code} {version} is already stored with another text and never changes; raise the version"
        raise BrokenReferenceError([Problem(file, "version", reason)])
    return Framework.objects.create(
        code=code, version=version, title=content["title"], text=text, digest=Framework.digest_of(text)
    )


def _make_highest_current(code: str) -> None:
    """Make the highest version current. The old one is changed first: the database allows only one current version."""
    versions = Framework.objects.filter(code=code)
    highest = max(versions, key=lambda framework: [int(part) for part in framework.version.split(".")])
    versions.exclude(pk=highest.pk).update(is_current=False)
    versions.filter(pk=highest.pk).update(is_current=True)
