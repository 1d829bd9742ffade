"""Time zones of people: the one they chose, else the one their browser says, else UTC."""

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
    """Return every name that a browser may say, old ones and bare offsets such as "Etc/GMT-9" included."""
    return frozenset(available_timezones() - {"localtime", "Factory"} | {UTC})


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names people may choose, sorted: UTC, and places as "Asia/Dili"."""
    places = {name for name in known_zones() if "/" in name and not name.startswith("Etc/")}
    return (UTC, *sorted(places))


def find_zone(text: str) -> str:
    """Return the name of the zone that a person means, in any case and with spaces, "" for none.

    A place alone will do where only one zone ends in it: "dili" is Asia/Dili.
    """
    wanted = "_".join(text.lower().split())
    by_name = {name.lower(): name for name in zone_names()}
    ends = [name for low, name in by_name.items() if low.endswith(f"/{wanted}")]
    return by_name.get(wanted) or (ends[0] if wanted and len(ends) == 1 else "")


def browser_zone(request: HttpRequest) -> str:
    """Return the zone that the browser says, "" where it says none or one that nobody knows."""
    said = request.COOKIES.get(COOKIE, "")
    return said if said in known_zones() else ""


def zone_of(request: HttpRequest) -> tzinfo:
    """Return the zone to show a page in."""
    chosen = getattr(request.user, "time_zone", "")
    name = (chosen if chosen in known_zones() else browser_zone(request)) or UTC
    return ZoneInfo(name) if name != UTC else timezone.get_default_timezone()


def choose_zone(*, person: User, text: str) -> str:
    """Keep the zone that a person chose for themself; an empty text follows the browser again. Return its name.

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
    """Return a time as the person reads it, with its zone: "28 Nov 2026, 07:00 Asia/Dili"."""
    return f"{date_format(timezone.localtime(moment), 'DATETIME_FORMAT')} {timezone.get_current_timezone_name()}"
