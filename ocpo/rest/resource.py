"""The base class of all resources of the API."""

from ocpo.rest.conditional import ConditionalMixin
from ocpo.rest.filters import StrictParametersMixin


class Resource(StrictParametersMixin, ConditionalMixin):
    """Refuses unknown query parameters and answers conditional requests. Must be the first base class of a view."""
