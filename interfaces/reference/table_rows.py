"""A table of the reference model with the rows it should hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows a model should hold after loading.

    `key` names the fields that identify a row; a stored row with the same key is the same row, changed or not. In a
    row a foreign key holds the key of its target (a tuple if that has several fields), a many-to-many field a list.
    """

    model: type[Model]
    rows: list[Row]
    key: tuple[str, ...] = ("code",)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Number rows in the order of the file, from 1."""
    return [{**row, "position": n} for n, row in enumerate(rows, 1)]
