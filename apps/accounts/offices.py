"""Offices that need a second factor at sign-in: brokers, administrators, auditors."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.accounts.access import holds_office
from apps.accounts.actors import Actor

# Where a person without a second factor may still go: the pages that set it up, the way out, the API (it asks itself).
_OPEN_PATHS = ("/accounts/", "/static/", "/switch/", "/api/")


def is_second_factor_missing(actor: Actor) -> bool:
    """Whether the actor holds an office and has no second factor yet."""
    return actor.user is not None and holds_office(actor) and not is_mfa_enabled(actor.user)


class SecondFactorMiddleware:
    """With REQUIRE_MFA_FOR_OFFICES on, an office without a second factor leads to setting one up and nowhere else.

    Must come after ActorMiddleware and MessageMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA_FOR_OFFICES and not request.path.startswith(_OPEN_PATHS):
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if is_second_factor_missing(actor):
                messages.warning(request, _("经理人、平台管理员和审计须先设置两步验证。"))
                return redirect("mfa_activate_totp")
        return self._get_response(request)
