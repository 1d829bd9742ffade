"""Loads the reference model and the shipped frameworks from a folder: all of it, or nothing."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from interfaces.models import Framework, ReferenceEdition
from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.frameworks import load_frameworks
from interfaces.reference.layout import FILES
from interfaces.reference.reading import read_document
from interfaces.reference.rows import tables
from interfaces.reference.syncing import synchronize
from interfaces.reference.validation import validate

# Raise it when the same files give other rows than before, so that installations load them again.
EDITION_FORMAT = 3


@dataclass(frozen=True)
class Report:
    """What a load did: `changes` rows and links of the model, and the framework versions it added."""

    changes: int = 0
    frameworks: list[Framework] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not self.changes and not self.frameworks


def load_reference(folder: Path, force: bool = False) -> Report:
    """Load `folder`/reference/*.yaml and `folder`/frameworks/*.yaml in one transaction.

    Files that were loaded before are not read again unless `force`. Raises BrokenReferenceError, with the file, the
    path in it and what to do, and then changes nothing.
    """
    texts = _texts(folder, "reference", list(FILES))
    framework_files = [path.name for path in sorted((folder / "frameworks").glob("*.yaml"))]
    frameworks = _texts(folder, "frameworks", framework_files)
    digest = _digest(texts)
    with transaction.atomic():
        _one_load_at_a_time()
        changes = 0
        if force or not ReferenceEdition.objects.filter(digest=digest).exists():
            contents = validate({name: read_document(text, _file(folder, name)) for name, text in texts.items()})
            changes = synchronize(tables(contents))
            ReferenceEdition.objects.all().delete()
            ReferenceEdition.objects.create(digest=digest)
        added = load_frameworks({_file(folder, name, "frameworks"): text for name, text in frameworks.items()})
    return Report(changes, added)


def _texts(folder: Path, part: str, names: list[str]) -> dict[str, str]:
    """Return file name -> text. Raises BrokenReferenceError with every file that cannot be read."""
    texts, problems = {}, []
    for name in names:
        try:
            texts[name] = (folder / part / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            problems.append(Problem(_file(folder, name, part), "", "the file is missing; restore it"))
        except OSError as error:
            problems.append(Problem(_file(folder, name, part), "", f"cannot be read: {error.strerror}"))
        except UnicodeDecodeError:
            problems.append(Problem(_file(folder, name, part), "", "is not UTF-8 text; save it as UTF-8"))
    if problems:
        raise BrokenReferenceError(problems)
    return texts


def _file(folder: Path, name: str, part: str = "reference") -> str:
    return f"{folder.name}/{part}/{name}"


def _digest(texts: dict[str, str]) -> str:
    """Return one SHA-256 for all files and the way they are read."""
    total = hashlib.sha256(str(EDITION_FORMAT).encode())
    for name, text in sorted(texts.items()):
        total.update(f"\0{name}\0{text}".encode())
    return total.hexdigest()


def _one_load_at_a_time() -> None:
    """Let a second load wait for the first. SQLite's write transactions wait for each other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ReferenceEdition._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
