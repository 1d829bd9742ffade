"""The rows that a table of the reference model should hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

Row = dict[str, Any]


@dataclass(frozen=True)
class TableRows:
    """The rows that a database table should hold after loading.

    `key` names the fields that identify a row: a stored row with the same key is updated, not replaced. In `rows` a
    foreign key is given by the key of its target (a tuple if that has several fields), a many-to-many field by a list
    of keys.
    """

    model: type[Model]
    rows: list[Row]
    key: tuple[str, ...] = ("code",)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Number rows in the order of the file, from 1."""
    return [{**row, "position": n} for n, row in enumerate(rows, 1)]
