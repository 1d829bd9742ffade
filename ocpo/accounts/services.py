"""Passwords and API tokens. A token is valid until the password changes, unless the person keeps it then."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from knox.models import AuthToken

from ocpo.accounts.models import User


def tokens_of(person: User) -> QuerySet[AuthToken]:
    """Return the valid tokens of a person."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=person)
    return tokens if person.are_tokens_valid else tokens.none()


@transaction.atomic
def make_token(*, person: User) -> str:
    """Make a token and return its text. Only a hash of the text is stored.

    Raises PermissionDenied if the account was closed or the password changed in the meantime.
    """
    locked = _lock(person)
    if locked.password != person.password or not locked.is_active:
        raise PermissionDenied(_("Your password was changed in the meantime. Sign in again."))
    if not locked.are_tokens_valid:
        AuthToken.objects.filter(user=locked).delete()  # tokens of an earlier password must not become valid again
        locked.bind_tokens()
        locked.save(update_fields=["tokens_bound_to"])
        person.tokens_bound_to = locked.tokens_bound_to
    _token, secret = AuthToken.objects.create(user=locked)
    return str(secret)


@transaction.atomic
def change_password(*, person: User, password: str, keep_tokens: bool = False) -> int:
    """Set a new password. End the person's API tokens unless `keep_tokens`; return how many ended.

    Django ends all sessions of the person, because each is bound to the password. The view signs the person in again.
    """
    tokens = tokens_of(_lock(person))
    person.set_password(password)
    ended = 0 if keep_tokens else tokens.count()
    if keep_tokens and tokens.exists():
        person.bind_tokens()
    else:
        AuthToken.objects.filter(user=person).delete()
    person.save(update_fields=["password", "tokens_bound_to"])
    return ended


def _lock(person: User) -> User:
    """Return the person, locked until this transaction ends, so that no token is made while the password changes."""
    locked: User = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return locked
