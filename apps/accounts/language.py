"""The language of the pages: which one a person chose, and how the choice is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from apps.accounts import services
from apps.accounts.models import User

_A_YEAR = 31_536_000


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Change the language and go back; a signed-in person finds it again at every later sign-in, on any machine."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        services.choose_language(request.user, chosen)
    return set_language(request)


def keep(response: HttpResponse, language: str) -> None:
    """Write the person's own choice into the browser; without one the browser's own wish counts again."""
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=_A_YEAR, samesite="Lax")
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
