"""The request as views see it: with the actor that the middleware has put on it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.actors import Actor
from apps.accounts.models import User


class ActorRequest(HttpRequest):
    """A request of anybody. For type checkers; the object is Django's own."""

    actor: Actor


class MemberRequest(ActorRequest):
    """A request behind `login_required`: somebody is signed in."""

    user: User


def is_own_path(address: str) -> bool:
    """Whether the address is a path of the platform, and not of another host or scheme."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
