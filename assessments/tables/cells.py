"""How a single cell of a table is read and written."""

import re

# Plain ASCII numbers with a point. What Python also takes for a number (nan, inf, 1_000) is a slip in a table.
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what looks like one.

    `unguarded` gives the text back. A plain number, such as -5, stays as it is.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def not_a_number(text: str) -> str:
    """What is wrong with a cell that holds no number, and what to do."""
    shown = text if len(text) <= 40 else f"{text[:37]}..."
    if NUMBER.fullmatch(text.replace(",", ".").strip()):
        return f"{shown!r} is not a number. Write its decimals after a point, and no thousands separators"
    return f"{shown!r} is not a number. Write one such as 2 or 0.5, or leave the cell empty if nothing is known"
