"""Which day it is: the person's own today, and the latest day that it can be anywhere on earth."""

from __future__ import annotations

from datetime import date, timedelta
from datetime import timezone as fixed_offset

from django.utils import timezone

# Where each day begins first: Kiribati's Line Islands.
FIRST_ON_EARTH = fixed_offset(timedelta(hours=14))


def today() -> date:
    """Return the day it is for the person who asks, in the time zone that their request activated; else in UTC."""
    return timezone.localdate()


def latest_today() -> date:
    """Return the latest day that it is anywhere on earth. A day after it lies in the future for everyone."""
    return timezone.localdate(None, FIRST_ON_EARTH)
