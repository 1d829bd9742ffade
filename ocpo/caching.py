"""What browsers and proxies may keep of an answer."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin


class NoStore(MiddlewareMixin):
    """Lets nobody keep an answer that does not say itself who may: pages, parts of pages, tables, charts.

    Static files are answered before; the API says that its reader may keep an answer and must ask whether it still
    holds.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
