"""What every reader of a file gives, and every check takes."""

# The row's number as a spreadsheet counts, from 1 on, and its cells as text.
Row = tuple[int, list[str]]

# A cell of a workbook that is covered by another one reads so, with that one's place: it was never there.
MERGED = "⇱ merged with "


def is_blank(cell: str) -> bool:
    return not cell.strip() or cell.startswith(MERGED)
