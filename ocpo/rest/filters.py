"""Query parameters. An unknown one is an error; it is never ignored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as InvalidError
from django.utils.translation import gettext as _
from django_filters import IsoDateTimeFilter
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PAGE_PARAMETERS = frozenset({"cursor", "page_size"})


class Filters(DjangoFilterBackend):
    """Applies the `filterset_class` of a view to its filtered actions; other actions have no such parameters."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> Any:
        return super().get_filterset_class(view, queryset) if is_filtered(view) else None


class MomentField(IsoDateTimeField):
    """A time that also exists in UTC. At the ends of the calendar the offset can lead outside, where databases fail."""

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise InvalidError(_("This moment lies outside the calendar.")) from error


class MomentFilter(IsoDateTimeFilter):
    field_class = MomentField


class StrictParametersMixin:
    """Refuses unknown query parameters."""

    filtered_actions: ClassVar[tuple[str, ...]] = ("list",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        refuse_unknown_parameters(request, self)


def refuse_unknown_parameters(request: Request, view: Any) -> None:
    """Raise ValidationError (400) for an unknown query parameter; the message lists the known ones."""
    known = known_parameters(view)
    if unknown := sorted(set(request.query_params) - known):
        allowed = ", ".join(sorted(known)) or _("none")
        message = _("There is no such parameter here. Known: %(allowed)s.") % {"allowed": allowed}
        raise ValidationError({name: [message] for name in unknown})


def known_parameters(view: Any) -> set[str]:
    """Return the query parameters of the view's current action."""
    filters = getattr(view, "filterset_class", None) if is_filtered(view) else None
    known = set(filters.base_filters) if filters else set()
    return known | PAGE_PARAMETERS if view.action == "list" and view.pagination_class else known


def is_filtered(view: Any) -> bool:
    """Return whether the view's current action is filtered: lists are, and others that `filtered_actions` names."""
    return view.action in getattr(view, "filtered_actions", ("list",))
