"""What nobody sees is taken out of a text; what scripts and emoji need stays."""

import sys
import unicodedata

import pytest

from ocpo.text.cleaning import clean_line, clean_text
from ocpo.text.ignorable import DEFAULT_IGNORABLE

FAMILY = "👨\u200d👩\u200d👧"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
PERSIAN, CHILLU, CONJUNCT = "می\u200cخواهم", "ന\u0d4d\u200d", "क\u094d\u200dष"


def test_it_works():
    assert clean_line("  Cote\u0302 d\u2019Ivoire\u200b\r\n") == "Cotê d’Ivoire"
    assert clean_text(" one\r\n\ttwo\u200b \n") == "one\n\ttwo"


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_every_control_and_format_character_goes_but_those_that_are_seen(clean):
    """Whatever Unicode calls a control or format character, with every tag, filler and variation selector."""
    unseen = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in ("Cc", "Cf")]
    unseen += ["\u3164", "\uffa0", "\u115f", "\u034f", "\ufe0f", "\U000e0100", "\ufffe"]
    seen = [char for char in unseen if clean(char) and char not in "\n\t"]
    assert all("ARABIC" in unicodedata.name(char) or "SYRIAC" in unicodedata.name(char) for char in seen if char < "𐂀")
    for char in set(unseen) - set(seen):
        assert clean(char) == ""
        kept = clean(f"a{char}b")
        assert kept.replace("\n", "").replace("\t", "").replace(" ", "") in ("ab", f"a{char}b"), hex(ord(char))
        if kept == f"a{char}b":
            assert char in ("\n\t\u200e\u200f\u061c\ufe0f" if clean is clean_text else "\ufe0f")


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_every_character_that_unicode_calls_ignorable_goes(clean):
    """Joiners, marks of direction and variation selectors stay where they shape what they stand beside."""
    points = [chr(n) for first, last in DEFAULT_IGNORABLE for n in range(first, last + 1)]
    assert len(points) == 4174
    assert [hex(ord(char)) for char in points if clean(char)] == []
    assert [hex(ord(char)) for char in points if clean(f"{char} \n{char}\u0301")] == []
    stays = {char for char in points if clean(f"a{char}b") != "ab"}
    selectors = {chr(n) for n in range(0xFE00, 0xFE10)}
    assert stays == (selectors | set("\u200e\u200f\u061c") if clean is clean_text else selectors)


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize(
    "text",
    ["\u0301", "\u200b\u0301", "\u00a0\u20dd", "\U0001d159", "\U0001d159\U0001d165", "\u0903", "\U00013441 \u2800"],
)
def test_a_text_without_a_character_that_is_seen_by_itself_is_empty(clean, text):
    assert clean(text) == ""
    assert clean(f"{text}a").endswith("a")


@pytest.mark.parametrize("text", ["\u0601", "\U0001f1ea\U0001f1f8", "1\ufe0f\u20e3", "…", "\u0e01\u0e34", "\ue000"])
def test_whatever_is_seen_by_itself_is_a_text(text):
    assert clean_line(text) == clean_text(text) == text


@pytest.mark.parametrize("text", [FAMILY, SCOTLAND, PERSIAN, CHILLU, CONJUNCT, "❤\ufe0f", "葛\U000e0100", "ᠮ\u180bᠣ"])
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_what_a_script_or_an_emoji_needs_stays(clean, text):
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("admin\u202etxt.exe", "admintxt.exe"),
        ("a\u2066b\u2069", "ab"),
        ("a\u200d\u200cb", "ab"),
        ("a\U000e0068\U000e0069\U000e007f", "a"),
        ("NUL\x00 bell\x07", "NUL bell"),
        ("one \r\n two\tthree", "one two three"),
        ("\u00a0\u3000name\u2003", "name"),
        ("l’an\u00a02000", "l’an\u00a02000"),
        ("\u2800 \u2800", ""),
        ("\u200e\u200f", ""),
    ],
)
def test_a_line(typed, kept):
    assert clean_line(typed) == kept


def test_prose_keeps_its_lines_and_the_marks_of_direction_within():
    assert clean_text("\u200fשלום (UN)\u200f.\r\rnext") == "שלום (UN)\u200f.\n\nnext"


@pytest.mark.parametrize(
    "text", [FAMILY, PERSIAN, "\u200ba\u0301\u200b", "\u2800 \n x \u2800", "a\u200b\u0301", "x \u3164\ufe0fy"]
)
def test_cleaning_twice_changes_nothing(text):
    for clean in (clean_line, clean_text):
        assert clean(clean(text)) == clean(text)
