"""How a table is to be read: the choices that a caller has."""

from dataclasses import dataclass, field

from assessments.tables.cells import Notation


@dataclass(frozen=True)
class ReadOptions:
    """Everything but the path. Where a choice is None, the file decides.

    `id` and `group` are titles of columns, `sheet` that of a workbook's sheet, `encoding` a name that Python knows.
    """

    id: str | None = None
    group: str | None = None
    ignores_others: bool = False
    notation: Notation = field(default_factory=Notation)
    encoding: str | None = None
    sheet: str | None = None
