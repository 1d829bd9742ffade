"""Time zones of people: the one they chose, else the one of their browser, else UTC."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ocpo.accounts.models import User

COOKIE = "time_zone"  # written by static/js/zone.js
UTC = "UTC"


@cache
def known_zones() -> frozenset[str]:
    """Return every zone name that a browser may send, also old names and offsets such as "Etc/GMT-9"."""
    return frozenset(available_timezones() - {"localtime", "Factory"} | {UTC})


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names that people may choose, sorted: UTC, and places such as "Asia/Dili"."""
    places = {name for name in known_zones() if "/" in name and not name.startswith("Etc/")}
    return (UTC, *sorted(places))


def find_zone(text: str) -> str:
    """Return the name of the zone that a person typed, "" if there is none.

    Case does not matter, and a space stands for "_". The last part of a name is enough if only one zone ends in it:
    "dili" is Asia/Dili.
    """
    wanted = "_".join(text.lower().split())
    by_name = {name.lower(): name for name in zone_names()}
    ends = [name for low, name in by_name.items() if low.endswith(f"/{wanted}")]
    return by_name.get(wanted) or (ends[0] if wanted and len(ends) == 1 else "")


def browser_zone(request: HttpRequest) -> str:
    """Return the zone that the browser sent in a cookie, "" if there is none or it is unknown."""
    name = request.COOKIES.get(COOKIE, "")
    return name if name in known_zones() else ""


def zone_of(request: HttpRequest) -> tzinfo:
    """Return the time zone in which to show a page."""
    chosen = getattr(request.user, "time_zone", "")
    name = (chosen if chosen in known_zones() else browser_zone(request)) or UTC
    return ZoneInfo(name) if name != UTC else timezone.get_default_timezone()


def choose_zone(*, person: User, text: str) -> str:
    """Store the zone that a person chose and return its name; an empty text means: follow the browser.

    Raises ValidationError for a text that names no zone.
    """
    name = find_zone(text)
    if text.strip() and not name:
        raise ValidationError(
            _("No time zone has this name. Choose one from the list, or name its city, for instance Dili.")
        )
    person.time_zone = name
    person.save(update_fields=["time_zone"])
    return name


def moment_words(moment: datetime) -> str:
    """Return a time in the active time zone, with the zone's name: "28 Nov 2026, 07:00 Asia/Dili"."""
    return f"{date_format(timezone.localtime(moment), 'DATETIME_FORMAT')} {timezone.get_current_timezone_name()}"
