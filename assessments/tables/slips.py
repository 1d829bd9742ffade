"""What is wrong with a cell that should hold a number, and what to do about it."""

import re

from assessments.tables.cells import COMMA, POINT, Notation
from assessments.tables.rows import MERGED

# What people write where nothing is known.
BLANK = re.compile(r"-+|[–—.…*x]|\.\.+|na|n/a|n\.a\.?|nan|nd|n\.d\.?|null|none|missing", re.IGNORECASE)
DATE = (
    r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2}([T ].*)?)?|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{1,2}/[0-9]{1,2}"
    r"|[0-9]{1,4}[-. ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?([- ][0-9]{2,4})?"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ][0-9]{1,4}"
)
# Thousands separated by spaces or apostrophes, by comma and point together, or by one of them more than once.
THOUSANDS = (
    r"[+-]?[0-9]{1,3}((['’\s][0-9]{3})+([.,][0-9]+)?|(,[0-9]{3})+\.[0-9]+|(\.[0-9]{3})+,[0-9]+"
    r"|(,[0-9]{3}){2,}|(\.[0-9]{3}){2,})"
)
SLIPS = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (
            r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)",
            "is an error of the spreadsheet. Mend its formula, or add --missing={text}",
        ),
        (
            re.escape(MERGED) + ".*",
            "is no cell of its own. Unmerge the cells and write into each what it holds",
        ),
        (BLANK.pattern, "is not a number. If it means that nothing is known, empty the cell or add --missing={text}"),
        ("=.+", "is a formula without a result beside it. Open the workbook in a spreadsheet, let it compute, save it"),
        ("true|false", "is true or false, not a number. Write 1 or 0 if that is what it means"),
        (
            r".*[0-9]\s*%",
            "is a percentage. Write a plain number on the indicator's own scale, such as 25 or 0.25 for 25% "
            "(in a workbook, give the cells the format Number)",
        ),
        (DATE, "is a date. A spreadsheet may have made it of a number such as 1.5: write the number again"),
        (THOUSANDS, "has separators between its thousands. Take them out"),
        (r"[−–‒﹣－][0-9.,]+", "begins with a dash that is no minus sign. Write - before the number"),
    )
)
WITH_MORE = re.compile(r"[^0-9]*[0-9]+([.,][0-9]+)?[^0-9]*")


def not_a_number(text: str, notation: Notation) -> str:
    """What is wrong with a cell that holds no number, and what to do."""
    shown = repr(text if len(text) <= 40 else f"{text[:37]}...")
    return f"{shown} {_slip(text, notation)}"


def _slip(text: str, notation: Notation) -> str:
    for pattern, sentence in SLIPS:
        if pattern.fullmatch(text):
            return sentence.format(text=text)
    if Notation(POINT if notation.decimal == COMMA else COMMA).number(text) is not None:
        return _wrong_mark(notation)
    if WITH_MORE.fullmatch(text):
        return "holds more than a number. Take out what is no part of it, such as a sign, a unit or a note"
    return f"is not a number. Write one such as 2 or 0{notation.decimal}5, or leave the cell empty if nothing is known"


def _wrong_mark(notation: Notation) -> str:
    if notation.decimal == COMMA:
        return "has a point, but --decimal comma was asked for. Write every decimal after a comma, thousands as 1234"
    return (
        "is not a number. Write its decimals after a point, and no thousands separators. "
        "If all decimals stand after a comma, add --decimal comma"
    )
