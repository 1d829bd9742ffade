"""What somebody typed as a link: a web address, the identifier of a publication (DOI), or a document symbol."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# A document symbol (S/2013/359) begins with no scheme; whatever does begin with one has to be a web address.
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?! )|www\.", re.IGNORECASE)
HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?\.?|[0-9a-f:.]+", re.IGNORECASE)  # a host name, or an IPv6 address
UNFIT = re.compile(r"[\s<>\"\\\x00-\x1f\x7f]")
USER_INFO = re.compile(r"(?:https?://|www\.)[^/?#]*@", re.IGNORECASE)
WWW = re.compile(r"www\.\w", re.IGNORECASE)
DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
DOI_RESOLVER = "https://doi.org/"


def web_address_of(link: str) -> str:
    """Return the address that a browser may follow from a link as typed, "" where it leads nowhere.

    `www.un.org/en` and `doi:10.1000/182` lead somewhere, too; a document symbol and any other scheme do not.
    """
    if doi := DOI.fullmatch(link):
        return DOI_RESOLVER + quote(doi[1], safe="/:;()")
    address = f"https://{link}" if WWW.match(link) else link
    return address if _is_web_address(address) else ""


def is_broken_address(link: str) -> bool:
    """Say whether a link begins like an address and leads nowhere that a browser should follow."""
    return bool(SCHEME.match(link)) and not web_address_of(link)


def names_a_user(link: str) -> bool:
    """Say whether a web address carries a sign-in name or password, or what looks like one, before its host."""
    return bool(USER_INFO.match(link))


def _is_web_address(address: str) -> bool:
    """Say whether an address is http or https and names a host, without anything that an address cannot hold."""
    try:
        parts = urlsplit(address)
        is_port_known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_host = bool(HOST.fullmatch(parts.hostname or "")) and is_port_known
    is_followed = parts.scheme.lower() in ("http", "https") and "@" not in parts.netloc
    return is_followed and is_host and not UNFIT.search(address)
