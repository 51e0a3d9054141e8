"""The pages of the API's reference, for everybody."""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.reference.document import document
from config.reference.operations import Group, groups_of
from kernel.errors import NotFound
from kernel.languages import reader_language


@cache
def _groups(language: Literal["zh", "en"]) -> tuple[Group, ...]:
    """What the pages show to readers of the language that is spoken at the moment."""
    return groups_of(document(language), site=settings.SITE_URL)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How the API is asked, and every operation in one list."""
    context = {"groups": _groups(reader_language()), "address": f"{settings.SITE_URL}/api/v1/"}
    return render(request, "api/index.html", context)


@require_safe
def group(request: HttpRequest, tag: str) -> HttpResponse:
    """The operations about one kind of thing, in full. Raises NotFound for a group that there isn't."""
    groups = _groups(reader_language())
    shown = next((each for each in groups if each.tag == tag), None)
    if shown is None:
        raise NotFound(_("接口说明里没有这一组。"))
    return render(request, "api/group.html", {"groups": groups, "group": shown})
