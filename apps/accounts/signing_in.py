"""Who tries to sign in, as axes counts it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest


def username_of(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """The address that was tried, in lower case; sign-in pages, the API and operators' pages name it differently.

    axes would look for one name only and count everybody without it as one person behind one network address.
    """
    sources: list[Mapping[str, str]] = [credentials or {}]
    if request is not None:
        sources.append(getattr(request, "data", request.POST))
    for source in sources:
        for name in ("email", "login", "username"):
            value = source.get(name)
            if isinstance(value, str) and value:
                return value.strip().lower()[:254]
    return ""
