"""What in a table that can be scored is worth a second look. Nothing here changes a number."""

from collections import Counter

from assessments.tables.reading import Table


def lone_groups(table: Table) -> list[tuple[str, int]]:
    """The groups of a single unit, each with its row in the file."""
    sizes = Counter(table.groups)
    return [(group, row) for group, row in zip(table.groups, table.rows, strict=False) if sizes[group] == 1]
