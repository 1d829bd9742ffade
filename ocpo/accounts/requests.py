"""The request of somebody who signed in: every page but the sign-in asks for that."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ocpo.accounts.models import User


class SignedInRequest(HttpRequest):
    """What views annotate: the middleware has made sure of the person and has read htmx's headers."""

    user: User
    htmx: HtmxDetails
