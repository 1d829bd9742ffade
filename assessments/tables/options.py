"""How a table is to be read: what whoever calls can say about it."""

from dataclasses import dataclass, field

from assessments.tables.cells import Notation


@dataclass(frozen=True)
class Reading:
    """Everything but the path. None means what the file itself shows.

    `id` and `group` are titles of columns, `sheet` that of a workbook's sheet, `encoding` Python's name of one.
    """

    id: str | None = None
    group: str | None = None
    ignores_others: bool = False
    notation: Notation = field(default_factory=Notation)
    encoding: str | None = None
    sheet: str | None = None
