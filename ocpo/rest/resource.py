"""What every resource of the API is."""

from ocpo.rest.conditional import ConditionalMixin
from ocpo.rest.filters import StrictParametersMixin


class Resource(StrictParametersMixin, ConditionalMixin):
    """Strict about parameters, conditional on ETags. Goes in front of the framework's views."""
