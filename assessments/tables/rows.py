"""The rows that every reader of a file gives and every check takes."""

# The row's number as a spreadsheet counts, from 1 on, and its cells as text.
Row = tuple[int, list[str]]

# The text of a workbook's cell that a merged cell covers, with that cell's place: it holds nothing of its own.
MERGED = "⇱ merged with "


def is_blank(cell: str) -> bool:
    return not cell.strip() or cell.startswith(MERGED)
