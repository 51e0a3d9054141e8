"""What differs from allauth's usual ways."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts import language
from apps.accounts.models import User
from apps.accounts.offices import is_second_factor_missing
from apps.accounts.selectors import actor_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """After sign-in, the person's language is set, and an office without a second factor is told so."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Called by allauth when a person has signed in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            language.keep(response, user.language)
        if is_second_factor_missing(actor_of(user)):
            messages.warning(request, _("您的职务需要两步验证：请在“个人资料”里设置。"))
        return response
