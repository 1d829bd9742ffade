"""Passwords and API tokens: a token holds as long as the password does under which it was made, or was kept."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from knox.models import AuthToken

from ocpo.accounts.models import User


def tokens_of(person: User) -> QuerySet[AuthToken]:
    """Return the tokens of a person that work, none after a change of password that did not keep them."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=person)
    return tokens if person.do_tokens_hold else tokens.none()


@transaction.atomic
def make_token(*, person: User) -> str:
    """Make a token and return its text, which is stored nowhere.

    Raises PermissionDenied for somebody whose account was closed, or whose password was changed, in the meantime.
    """
    locked = _lock(person)
    if locked.password != person.password or not locked.is_active:
        raise PermissionDenied(_("Your password was changed in the meantime. Sign in again."))
    if not locked.do_tokens_hold:
        AuthToken.objects.filter(user=locked).delete()  # those of an earlier password must not hold again
        locked.bind_tokens()
        locked.save(update_fields=["tokens_bound_to"])
        person.tokens_bound_to = locked.tokens_bound_to
    _token, secret = AuthToken.objects.create(user=locked)
    return str(secret)


@transaction.atomic
def change_password(*, person: User, password: str, keep_tokens: bool = False) -> int:
    """Give a person another password and end their API tokens, or keep them; return how many ended.

    Their sessions end by themselves: each is bound to the password. Who changes it keeps their own by signing in anew.
    """
    standing = tokens_of(_lock(person))
    person.set_password(password)
    ended = 0 if keep_tokens else standing.count()
    if keep_tokens and standing.exists():
        person.bind_tokens()
    else:
        AuthToken.objects.filter(user=person).delete()
    person.save(update_fields=["password", "tokens_bound_to"])
    return ended


def _lock(person: User) -> User:
    """Take the person's row for this transaction, so that no token is made while the password changes."""
    locked: User = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return locked
