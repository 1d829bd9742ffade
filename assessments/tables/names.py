"""When two names in a table are the same name, whatever a spreadsheet or a web page did to them."""

import unicodedata

# Characters that take no room: soft hyphen, zero-width space, joiners and marks of direction, byte order mark.
UNSEEN = "Cf"


def plain(name: str) -> str:
    """The name as a reader sees it: composed, trimmed, single ordinary spaces, nothing invisible."""
    composed = unicodedata.normalize("NFC", name)
    if composed.isascii():
        return " ".join(composed.split())
    seen = (character for character in composed if unicodedata.category(character) != UNSEEN)
    return " ".join("".join(seen).split())


def folded(name: str) -> str:
    """The letters and digits of a name in lower case; the name itself where it has none."""
    lowered = unicodedata.normalize("NFKC", plain(name)).casefold()
    return "".join(filter(str.isalnum, lowered)) or lowered
