"""A person who signs in. What they see of missions is decided by memberships, not here."""

from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocpo.free_text import FreeText


class User(AbstractUser):
    """A person, with the two roles that hold everywhere.

    An analyst maintains the catalogue and the frameworks. An administrator looks after people, never content:
    neither role opens a mission. `time_zone` is the one they chose, "Asia/Dili"; empty as long as they chose none.
    `tokens_bound_to` is the digest of the stored password under which their API tokens hold.
    """

    is_analyst = models.BooleanField(_("analyst"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    tokens_bound_to = models.CharField(max_length=64, blank=True, editable=False)

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
