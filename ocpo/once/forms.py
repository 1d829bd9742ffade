"""The key in a form, and the values that a person entered in it."""

from __future__ import annotations

import json
import re
import secrets

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

FIELD = "form_key"
KEY = re.compile(r"[\w-]{16,64}", re.ASCII)
# Fields that name the sender and the form. They may differ when the same entry is sent again.
SENDER_FIELDS = {FIELD, "written_by", "csrfmiddlewaretoken"}
# Fields that nobody typed or chose.
TECHNICAL_FIELDS = SENDER_FIELDS | {"version", "seen", "round", "digest", "interface", "next"}


def new_key() -> str:
    """Return a key for one form of one page: 128 random bits as text."""
    return secrets.token_urlsafe(16)


def key_of(request: HttpRequest) -> str:
    """Return the key of a form, "" if it has none or one that `new_key` cannot have made."""
    key = str(request.POST.get(FIELD, ""))
    return key if KEY.fullmatch(key) else ""


def digest_of(request: HttpRequest) -> str:
    """Return a digest of the entry, its address and its fields: 64 hexadecimal digits.

    It is keyed with the installation's secret, because fields may hold a password.
    """
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in SENDER_FIELDS)
    text = json.dumps([request.method, request.get_full_path(), fields])
    return salted_hmac("ocpo.once.forms", text, algorithm="sha256").hexdigest()


def typed_values(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was filled in as (label, value) pairs, without passwords."""
    return [
        (_(name.replace("_", " ").replace("-", " ").capitalize()), value)
        for name, values in request.POST.lists()
        if name not in TECHNICAL_FIELDS and "password" not in name
        for value in values
        if value
    ]


def fields_to_repeat(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields, as (name, value) pairs, with which the entry can be sent again; [] if one is a password."""
    if any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in SENDER_FIELDS for value in values]
