"""Who is asking: a token in the Authorization header."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class Token(TokenAuthentication):
    """Knox's token, with bytes that are no text refused like any other wrong token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> Any:
        """Refuse the token of somebody who may not sign in, and one that a change of password has ended."""
        found = super().validate_user(auth_token)
        if not auth_token.user.do_tokens_hold:
            raise AuthenticationFailed(_("This token ended when the password was changed. Make a new one."))
        return found
