"""How a single cell of a table is read and written."""

import re
from dataclasses import dataclass
from functools import cached_property

POINT, COMMA = ".", ","
# Plain ASCII numbers. What Python also takes for a number (nan, inf, 1_000) is a slip in a table.
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
DIGITS = re.compile(r"[0-9]+")
# A year that a program wrote as a float. One or two zeros cannot be thousands, so the mark before them may be either.
WHOLE = re.compile(r"([+-]?[0-9]+)[.,]0{0,2}")
# 1E5 is a code and no number: programs that write numbers put a sign before the exponent (1E+05).
CODE = re.compile(r"[0-9]+[eE][0-9]+")
# Up to here a float holds every whole number.
LARGEST_WHOLE = 2**53
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class Notation:
    """How numbers are written: the decimal mark, and what a cell holds, besides nothing, where nothing is known."""

    decimal: str = POINT
    missing: tuple[str, ...] = ()

    def number(self, text: str) -> float | None:
        """The number that a trimmed cell holds; None if it holds none."""
        if self.decimal == COMMA:
            if POINT in text:
                return None
            text = text.replace(COMMA, POINT)
        return float(text) if NUMBER.fullmatch(text) else None

    def written(self, number: float) -> str:
        """The number in this notation, with all its digits."""
        return repr(number).removesuffix(".0").replace(POINT, self.decimal)

    def is_missing(self, text: str) -> bool:
        return not text or text.casefold() in self._marks

    @cached_property
    def codes(self) -> tuple[float, ...]:
        """The numbers that stand for missing, such as -99."""
        numbers = map(self.number, self._marks)
        return tuple(number for number in numbers if number is not None)

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(mark.strip().casefold() for mark in self.missing)


def whole_number(text: str, notation: Notation) -> str | None:
    """The digits of a whole number however it is written (2020.0, 2.02E+3, 02020); None if the cell holds none."""
    if CODE.fullmatch(text):
        return None
    number = notation.number(WHOLE.sub(r"\1", text) if WHOLE.fullmatch(text) else text)
    if number is None or not number.is_integer() or abs(number) >= LARGEST_WHOLE:
        return None
    return str(int(number))


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what looks like one.

    `unguarded` gives the text back. A plain number, such as -5, stays as it is.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
