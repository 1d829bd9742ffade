"""The key in a form, and what a form says besides its machinery."""

from __future__ import annotations

import json
import re
import secrets

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

FIELD = "form_key"
KEY = re.compile(r"[\w-]{16,64}", re.ASCII)
# What says who sends a form and which form it is; the same entry sent again may differ in them.
SENDER = {FIELD, "written_by", "csrfmiddlewaretoken"}
# What a form carries besides what somebody typed or chose.
MACHINERY = SENDER | {"version", "seen", "round", "digest", "interface", "next"}


def new_key() -> str:
    """Return a key for one form of one page: 128 random bits as text."""
    return secrets.token_urlsafe(16)


def key_of(request: HttpRequest) -> str:
    """Return the key that a form carries, "" where it has none or one that nobody gave it."""
    key = str(request.POST.get(FIELD, ""))
    return key if KEY.fullmatch(key) else ""


def digest_of(request: HttpRequest) -> str:
    """Return what tells this entry from another: 64 hexadecimal digits of its address and its fields.

    It is keyed by the installation's secret, because fields may hold a password.
    """
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in SENDER)
    text = json.dumps([request.method, request.get_full_path(), fields])
    return salted_hmac("ocpo.once.forms", text, algorithm="sha256").hexdigest()


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was filled in as (name, value), without passwords."""
    return [
        (_(name.replace("_", " ").replace("-", " ").capitalize()), value)
        for name, values in request.POST.lists()
        if name not in MACHINERY and "password" not in name
        for value in values
        if value
    ]


def fields_to_repeat(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields with which the entry can be sent once more; none if one of them is a password."""
    if any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in SENDER for value in values]
