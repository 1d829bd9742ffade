"""A person who signs in. Memberships of missions decide which missions they see."""

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
    """Finds people by the sign-in name that was typed or pasted. Django's sign-in calls `get_by_natural_key`."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of this name, without its invisible characters. Upper and lower case count only if several
        names differ in nothing else. Raises User.DoesNotExist.
        """
        name = sign_in_name(username or "")
        found = list(self.filter(username=name)) or list(self.filter(sign_in_key=sign_in_key(name))[:2])
        if len(found) != 1:
            raise self.model.DoesNotExist
        return found[0]

    def active_named(self, typed: str) -> User | None:
        """Return the active person with this sign-in name, or None."""
        try:
            person = self.get_by_natural_key(typed)
        except self.model.DoesNotExist:
            return None
        return person if person.is_active else None


class User(AbstractUser):
    """A person, with the two roles that do not depend on a mission.

    An analyst maintains the catalogue and the frameworks. An administrator manages people. Neither role gives access
    to a mission. `time_zone` is the zone that they chose, such as "Asia/Dili", or empty. `tokens_bound_to` is the
    digest of the stored password for which their API tokens are valid.
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
    def are_tokens_valid(self) -> bool:
        """Return whether the API tokens are valid. A new password ends them unless `bind_tokens` is called."""
        return self.tokens_bound_to == self._digest_of_password()

    def bind_tokens(self) -> None:
        """Make the API tokens valid for the present password. The caller saves the row."""
        self.tokens_bound_to = self._digest_of_password()

    def check_password(self, raw_password: str | None) -> bool:
        """Check as Django does. Django may store the same password with a stronger hash; the tokens stay valid then."""
        did_hold = self.are_tokens_valid
        is_right = super().check_password(raw_password)
        if is_right and did_hold and not self.are_tokens_valid:
            self.bind_tokens()
            self.save(update_fields=["tokens_bound_to"])
        return is_right

    def _digest_of_password(self) -> str:
        return sha256(self.password.encode()).hexdigest()
