"""The request of a person who is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ocpo.accounts.models import User


class SignedInRequest(HttpRequest):
    """The type of `request` in views. The middleware has checked the sign-in and has read the headers of htmx."""

    user: User
    htmx: HtmxDetails
