"""Authentication by a token in the Authorization header."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class Token(TokenAuthentication):
    """Knox's authentication. A token with bytes outside ASCII is refused like any other wrong token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> Any:
        """Return user and token. Refuse tokens of people who may not sign in, and those that a new password ended."""
        found = super().validate_user(auth_token)
        if not auth_token.user.are_tokens_valid:
            raise AuthenticationFailed(_("This token ended when the password was changed. Make a new one."))
        return found
