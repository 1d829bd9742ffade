"""The filter for what is archived: the same on pages and in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

ONLY, ANY = "true", "any"


class ArchivedFilter(django_filters.ChoiceFilter):
    """Leaves archived rows out unless they are asked for."""

    def __init__(self, **kwargs: Any) -> None:
        choices = ((ONLY, _("Archived only")), (ANY, _("With archived")))
        label = _("Left out: without what is archived. `true`: that alone. `any`: both.")
        super().__init__(choices=choices, **{"label": label, **kwargs})

    def filter(self, qs: Any, value: str | None) -> Any:
        if value == ANY:
            return qs
        return qs.archived() if value == ONLY else qs.not_archived()
