"""Which day it is: for the person who asks, and at most anywhere on earth."""

from __future__ import annotations

from datetime import date, timedelta
from datetime import timezone as fixed_offset

from django.utils import timezone

# Each day begins first on Kiribati's Line Islands.
FIRST_ON_EARTH = fixed_offset(timedelta(hours=14))


def today() -> date:
    """Return today's date in the time zone of the request, in UTC outside a request."""
    return timezone.localdate()


def latest_today() -> date:
    """Return the latest date that it is anywhere on earth. Any later date lies in the future for everyone."""
    return timezone.localdate(None, FIRST_ON_EARTH)
