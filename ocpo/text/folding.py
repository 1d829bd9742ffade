"""Folds all spellings of a word to one form, for searches and for sorting."""

from __future__ import annotations

import re
import unicodedata

from ocpo.text.cleaning import clean_line, clean_text
from ocpo.text.spelling import american

# Letters that Unicode does not decompose, and Arabic and Persian letters that readers take for the same.
LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
        "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ƴ": "y", "ɲ": "n", "ǝ": "e", "ə": "e",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    }
)  # fmt: skip
# Typed and typographic ones, those of other alphabets, and the signs for hamza and ain in transliterations.
APOSTROPHES = re.compile("['`´‘’‚‛′‵ʹʻʼʽʾʿˈˊˋ\uff07׳՚ꞌ\u02ee\uff40]")
DASHES = re.compile(r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u058a\u05be\u2043]")
PREFIXES = {"anti", "co", "counter", "de", "ex", "inter", "multi", "non", "post", "pre", "re", "sub", "trans"}
DIGITS = re.compile(r"\d+")
VIRAMA, KANA_VOICING = 9, 8
YE, DIAERESIS, BREVE = "е", "\u0308", "\u0306"


def fold(text: str) -> str:
    """Return a text without what readers overlook: case, accents, width, kinds of apostrophe, dash, digit and space.

    Apostrophes are removed, other punctuation becomes a space, one space stands between words. Vowel signs that a
    script writes as marks are kept; Hebrew points and Arabic harakat are removed; ё becomes е, й is kept. Folding a
    folded text changes nothing.
    """
    if not text.isascii():
        text = _without_marks(clean_text(text))
    text = APOSTROPHES.sub("", text.casefold())
    return " ".join("".join(char if _belongs_to_word(char) else " " for char in text).split())


def search_text(*texts: str) -> str:
    """Return the text that searches look through: each word folded, also in American spelling, hyphenated words also
    as one word."""
    words: dict[str, None] = {}
    for text in texts:
        for part in text.split():
            pieces = fold(part).split()
            words |= dict.fromkeys(pieces)
            if len(pieces) > 1 and DASHES.search(part):
                words["".join(pieces)] = None
    words |= dict.fromkeys(american(word) for word in list(words))
    return " ".join(words)


def search_words(typed: str) -> list[str]:
    """Return the words of a search, each in the form that `search_text` uses.

    A prefix with a hyphen forms one word with what follows ("co-operation"); other hyphens separate words.
    """
    words: list[str] = []
    for part in typed.split():
        pieces = fold(part).split()
        words += ["".join(pieces)] if pieces and pieces[0] in PREFIXES and DASHES.search(part) else pieces
    return list(dict.fromkeys(american(word) for word in words))


def sort_key(name: str) -> str:
    """Return the key by which a name is sorted, character by character: folded, with numbers in order of their size.

    A name without letters and digits comes before all others.
    """
    return DIGITS.sub(_by_size, fold(name)) or f" {name.casefold()}"


def sign_in_name(typed: str) -> str:
    """Return a typed or pasted sign-in name as Django stores it (NFKC), without invisible characters."""
    return unicodedata.normalize("NFKC", clean_line(typed))


def sign_in_key(name: str) -> str:
    """Return a sign-in name without case."""
    return sign_in_name(name).casefold()


def _by_size(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0") or "0"
    return f"{len(digits):02d}{digits}"


def _without_marks(text: str) -> str:
    """Return a cleaned text without compatibility forms, case and accents."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept: list[str] = []
    base = ""
    for char in apart:
        if not unicodedata.combining(char):
            base = char
        elif not _makes_another_letter(base, char):
            continue
        kept.append(str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(LETTERS)


def _makes_another_letter(base: str, mark: str) -> bool:
    """Return whether base and mark together are another letter for readers of that script."""
    if "\u0400" <= base <= "\u052f":
        return mark in (BREVE, DIAERESIS) and base != YE
    return unicodedata.combining(mark) in (VIRAMA, KANA_VOICING) or "\u0e00" <= mark <= "\u0eff"


def _belongs_to_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M" or char in "+&$€%"
