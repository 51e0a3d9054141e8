"""API tokens. A token is a session of its own kind, with a mark that tells it from a browser's.

It ends with sign-out, with a change of password, and after TOKEN_DAYS. A person may hold several.
"""

from __future__ import annotations

import re
from importlib import import_module
from types import SimpleNamespace
from typing import cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from apps.accounts.models import User

TOKEN_DAYS = 30
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_MARK = "is_api_token"
_TOKEN = re.compile(r"[a-z0-9]{20,60}")


def _session(key: str | None) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
    return store


def issue_token(user: User) -> str:
    """A new token of this person, kept by the server as a session."""
    session = _session(None)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = _BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[_MARK] = True
    session.set_expiry(TOKEN_DAYS * 86_400)
    session.create()
    return str(session.session_key)


def revoke_token(token: str) -> None:
    """The token is worth nothing from now on."""
    _session(token).flush()


def user_of_token(token: str) -> User | None:
    """The active person whose token this is; None for an unknown, revoked or expired one, or after a new password."""
    if not _TOKEN.fullmatch(token):
        return None
    session = _session(token)
    if not session.get(_MARK):
        return None
    user = get_user(cast(HttpRequest, SimpleNamespace(session=session)))
    return user if isinstance(user, User) else None


class SessionTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`"""

    def authenticate_credentials(self, key: str) -> tuple[User, str]:
        """The person and the token. Raises AuthenticationFailed (401)."""
        user = user_of_token(key)
        if user is None:
            raise AuthenticationFailed(_("令牌无效或已失效，请重新登录。"))
        return user, key
