"""The read-only API of the reference model and the catalogue."""

from interfaces.api.views import ROUTES as routes

__all__ = ["routes"]
