"""Says which answers browsers and proxies may keep."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin


class NoStore(MiddlewareMixin):
    """Forbids caching of every answer that has no Cache-Control of its own: pages, parts of pages, tables, charts.

    Static files are answered by an earlier middleware. The API lets its reader keep an answer, but the reader must ask
    each time whether it is still current.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
