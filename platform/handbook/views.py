"""The pages of the help, for everybody, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbook import pages, search
from handbook.places import place_of
from kernel.errors import NotFound

LONGEST_QUERY = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All pages, the reader's own first; with ``?q=`` the sections that answer."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    everything = pages.pages()
    context = {
        "pages": everything,
        "roles": [each for each in everything if each[0] in pages.ROLES],
        "others": [each for each in everything if each[0] not in pages.ROLES],
        "own": _own_page(request),
        "asked": asked,
        "hits": search.find(asked, everything) if asked else [],
    }
    return render(request, "handbook/index.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page with its table of contents. Raises NotFound for a page that there isn't."""
    if slug not in pages.SLUGS:
        raise NotFound(_("帮助里没有这一页。"))
    return render(request, "handbook/page.html", {"slug": slug, "text": pages.page(slug), "pages": pages.pages()})


def _own_page(request: HttpRequest) -> str:
    """The how-to of the role that the reader acts in."""
    actor = getattr(request, "actor", None)
    kind = "auditor" if getattr(actor, "is_auditor", False) else getattr(actor, "kind", None)
    return place_of("portal:workbench", kind=kind or "").partition("#")[0]
