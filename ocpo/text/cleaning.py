"""Removes invisible characters from a text, and keeps those that scripts and emoji need."""

from __future__ import annotations

import re
import unicodedata

from ocpo.text.ignorable import DEFAULT_IGNORABLE

LINE_BREAKS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
BREAKS_IN_A_LINE = re.compile(r" *[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029][\s\x1c-\x1f]*")
ZWNJ, ZWJ = "\u200c", "\u200d"
DIRECTION_MARKS = "\u200e\u200f\u061c"
BLACK_FLAG, END_OF_TAGS = "\U0001f3f4", "\U000e007f"
# Invisible, although Unicode calls them symbols: the null notehead and the object replacement character.
BLANKS = "\U0001d159\ufffc"
# Invisible, but they can change the look of their neighbours: joiners, direction marks, selectors, tags of flags.
SHAPING = f"{ZWNJ}{ZWJ}{DIRECTION_MARKS}\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
IGNORABLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in DEFAULT_IGNORABLE)
INVISIBLE = re.compile(f"(?![{SHAPING}])[{IGNORABLE}{BLANKS}]")
# Empty, but as wide as a letter: Braille without dots, blanks between hieroglyphs.
EMPTY_SIGNS = "\u2800\U00013441\U00013442"
EDGES = re.compile(rf"^[\s{DIRECTION_MARKS}{EMPTY_SIGNS}]+|[\s{DIRECTION_MARKS}{EMPTY_SIGNS}]+$")
# Visible, although Unicode calls them format characters: signs of Arabic and related scripts.
VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Scripts in which letters join or stack, so that a joiner or non-joiner between two letters changes the word.
JOINING_SCRIPTS = (
    (0x0600, 0x07FF),  # Arabic, Syriac, Thaana, N'Ko
    (0x0840, 0x0DFF),  # Mandaic, more Arabic, the scripts of India and Sri Lanka
    (0x0F00, 0x109F),  # Tibetan, Burmese
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0x1A20, 0x1CFF),
    (0xA800, 0xAAFF),
    (0xABC0, 0xABFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0x10A00, 0x10D3F),
    (0x11000, 0x11FFF),
    (0x1E900, 0x1E95F),
)
MONGOLIAN = (0x1800, 0x18AF)


def clean_line(text: str) -> str:
    """Return a text of one line: composed (NFC), trimmed, without invisible characters.

    Line breaks and tabs become a space. Control characters (also NUL), zero-width characters and all that change the
    direction of writing are removed. A text in which nothing is visible, such as marks alone, becomes "".
    """
    return _cleaned(BREAKS_IN_A_LINE.sub(" ", text), kept="")


def clean_text(text: str) -> str:
    """Return a text of several lines, cleaned like a line, but with line breaks (as LF), tabs and direction marks.

    Right-to-left prose needs direction marks (LRM, RLM, ALM), for instance to place a full stop. They cannot change
    the direction of the text that follows.
    """
    return _cleaned(LINE_BREAKS.sub("\n", text), kept=f"\n\t{DIRECTION_MARKS}")


def _cleaned(text: str, kept: str) -> str:
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if not text.isprintable() or not text.isascii():
        text = "".join(char for at, char in enumerate(text) if char in kept or _is_kept(text, at))
        # The characters on both sides of a removed one may compose now.
        text = unicodedata.normalize("NFC", text)
    text = EDGES.sub("", text)
    return text if any(map(_is_visible, text)) else ""


def _is_visible(char: str) -> bool:
    """Return whether a character is visible by itself. Marks, spaces and characters that only change others are not."""
    category = unicodedata.category(char)
    if category in ("Cc", "Cf"):
        return char in VISIBLE_FORMATS
    return category[0] not in "MZ" and char not in EMPTY_SIGNS


def _is_kept(text: str, at: int) -> bool:
    """Return whether to keep the character at this index: it is visible, or changes the look of its neighbours."""
    char = text[at]
    if char < "\x7f":
        return char >= " "
    if char in (ZWNJ, ZWJ):
        return _joiner_has_effect(text, at)
    if _is_selector(char):
        return _selector_has_effect(text, at)
    if "\U000e0000" <= char <= "\U000e007f":
        return _is_flag_tag(text, at)
    if unicodedata.category(char) == "Cf":
        return char in VISIBLE_FORMATS
    return unicodedata.category(char) != "Cc" and not _is_noncharacter(char)


def _joiner_has_effect(text: str, at: int) -> bool:
    """Return whether a joiner has an effect: between letters of a joining script, after a virama, or in an emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and unicodedata.combining(before) == 9:
        return True
    if _in(before, JOINING_SCRIPTS) and _in(after, JOINING_SCRIPTS):
        return unicodedata.category(before)[0] in "LM" and unicodedata.category(after)[0] in "LM"
    return text[at] == ZWJ and _is_emoji(before) and _is_emoji(after)


def _is_emoji(char: str) -> bool:
    return bool(char) and (char in "\ufe0f\u2194\u2195" or unicodedata.category(char) in ("So", "Sk"))


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180f"


def _selector_has_effect(text: str, at: int) -> bool:
    """Return whether a variation selector follows a character that can have variants, and not another selector."""
    char, before = text[at], text[at - 1 : at] if at else ""
    if not before or before.isspace() or _is_selector(before):
        return False
    if "\u180b" <= char <= "\u180f":
        return _in(before, (MONGOLIAN,))
    if char >= "\U000e0100":
        return unicodedata.category(before) == "Lo"
    return unicodedata.category(before)[0] in "LMNPS"


def _is_flag_tag(text: str, at: int) -> bool:
    """Return whether a tag is part of a flag such as Scotland's: a black flag, tags, the end of tags."""
    start = at
    while start and "\U000e0020" <= text[start] <= END_OF_TAGS:
        start -= 1
    end = text.find(END_OF_TAGS, at)
    return text[start] == BLACK_FLAG and 0 < end - start <= 8 and text[start + 1 : end].find(END_OF_TAGS) < 0


def _is_noncharacter(char: str) -> bool:
    return "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE


def _in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in ranges)
