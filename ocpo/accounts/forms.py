"""Forms of one's own account. They only read values; services check and decide."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocpo.accounts.models import User
from ocpo.accounts.services import change_password, tokens_of
from ocpo.text.forms import LineField, SignInNameField


class SignInForm(AuthenticationForm):
    """Sign-in name and password. The name is cleaned before it is looked up, the password is taken as typed."""

    username = SignInNameField(widget=forms.TextInput(attrs={"autofocus": True}))
    error_messages: Any = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "Nobody signs in with this name and password. Type the password again: upper and lower case count in it."
        ),
    }


class TimeZoneForm(forms.Form):
    """The time zone in which a person reads times and days; empty follows the browser."""

    time_zone = LineField(
        label=_("Time zone"),
        max_length=64,
        required=False,
        help_text=_("A city, for instance Dili or Port-au-Prince. Left empty, your browser's zone is taken."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )


class PasswordForm(PasswordChangeForm):
    """A new password, and whether one's API tokens end. The choice is left out for somebody without tokens."""

    tokens = forms.ChoiceField(
        choices=[("end", _("End them")), ("keep", _("Keep them"))],
        initial="end",
        widget=forms.RadioSelect,
        help_text=_(
            "End them if somebody else may know your old password. Each program that uses one then needs a new one."
        ),
        error_messages={"required": _("Choose what becomes of your API tokens.")},
    )
    ended = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = tokens_of(self.user).count()
        self.fields["tokens"].label = ngettext("Your %(n)d API token", "Your %(n)d API tokens", self.count) % {
            "n": self.count
        }
        if not self.count:
            del self.fields["tokens"]

    def save(self, commit: bool = True) -> User:
        keeps = self.cleaned_data.get("tokens") == "keep"
        self.ended = change_password(person=self.user, password=self.cleaned_data["new_password1"], keep_tokens=keeps)
        return self.user

    def tokens_message(self) -> str:
        """Return the sentence that tells what happened to the tokens; "" for somebody who has none."""
        if self.ended:
            text = ngettext("%(n)d API token has ended.", "%(n)d API tokens have ended.", self.ended)
            return text % {"n": self.ended}
        if self.count:
            text = ngettext("Your %(n)d API token still works.", "Your %(n)d API tokens still work.", self.count)
            return text % {"n": self.count}
        return ""
