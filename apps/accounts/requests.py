"""The request as our views see it."""

from __future__ import annotations

from django.http import HttpRequest

from apps.accounts.actors import Actor


class ActorRequest(HttpRequest):
    """A request on which `ActorMiddleware` has put who acts."""

    actor: Actor
