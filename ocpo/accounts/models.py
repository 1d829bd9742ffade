"""A person who signs in. What they see of missions is decided by memberships, not here."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocpo.free_text import FreeText
from ocpo.text.fields import SignInKeyField
from ocpo.text.folding import sign_in_key, sign_in_name


class People(UserManager["User"]):
    """Finds people by what was typed or pasted as their sign-in name: signing in asks `get_by_natural_key`."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of that name, cleaned of what nobody sees; in another case if only one name fits.

        Raises User.DoesNotExist.
        """
        name = sign_in_name(username or "")
        found = list(self.filter(username=name)) or list(self.filter(sign_in_key=sign_in_key(name))[:2])
        if len(found) != 1:
            raise self.model.DoesNotExist
        return found[0]

    def active_named(self, typed: str) -> User | None:
        """Return the active person of a typed sign-in name, None without one."""
        try:
            person = self.get_by_natural_key(typed)
        except self.model.DoesNotExist:
            return None
        return person if person.is_active else None


class User(AbstractUser):
    """A person, with the two roles that hold everywhere.

    An analyst maintains the catalogue and the frameworks. An administrator looks after people, never content:
    neither role opens a mission. `time_zone` is the one they chose, "Asia/Dili"; empty as long as they chose none.
    `tokens_bound_to` is the digest of the stored password under which their API tokens hold.
    """

    is_analyst = models.BooleanField(_("analyst"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    sign_in_key = SignInKeyField(of="username", db_index=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    tokens_bound_to = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[Any] = People()

    def __str__(self) -> str:
        return FreeText(self.get_full_name() or self.username)

    @property
    def do_tokens_hold(self) -> bool:
        """Say whether the API tokens work. Whatever changes the password ends them, unless they are bound anew."""
        return self.tokens_bound_to == self._digest_of_password()

    def bind_tokens(self) -> None:
        """Let the API tokens hold under the password that is set now; the caller saves it."""
        self.tokens_bound_to = self._digest_of_password()

    def check_password(self, raw_password: str | None) -> bool:
        """Like Django's, which may store the same password anew under a stronger hash: tokens outlive that."""
        did_hold = self.do_tokens_hold
        is_right = super().check_password(raw_password)
        if is_right and did_hold and not self.do_tokens_hold:
            self.bind_tokens()
            self.save(update_fields=["tokens_bound_to"])
        return is_right

    def _digest_of_password(self) -> str:
        return sha256(self.password.encode()).hexdigest()
