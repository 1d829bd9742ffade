"""A person who signs in. What they see of missions is decided by memberships, not here."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person, with the two roles that hold everywhere.

    An analyst maintains the catalogue and the frameworks. An administrator looks after people, never content:
    neither role opens a mission. `time_zone` is the one they chose, "Asia/Dili"; empty as long as they chose none.
    """

    is_analyst = models.BooleanField(_("analyst"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
