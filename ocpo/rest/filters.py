"""Filtering lists: a parameter that a list does not know is an error, never ignored."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

OF_PAGES = frozenset({"cursor", "page_size"})


class StrictFilters(DjangoFilterBackend):
    """Applies a view's `filterset_class`; raises ValidationError (400) that names what may be asked."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        refuse_unknown_parameters(request, view)
        return super().filter_queryset(request, queryset, view)  # type: ignore[no-any-return]


def refuse_unknown_parameters(request: Request, view: Any) -> None:
    """Raise ValidationError (400) if the address holds a parameter that the view does not know."""
    filters = getattr(view, "filterset_class", None)
    known = set(filters.base_filters if filters else ())
    if getattr(view, "pagination_class", None):
        known |= OF_PAGES
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or _("none")
        message = _("There is no such parameter here. Known: %(allowed)s.") % {"allowed": allowed}
        raise ValidationError({name: [message] for name in unknown})
