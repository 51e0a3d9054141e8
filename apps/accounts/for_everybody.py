"""Views whose page is the same for everybody: made once for a visitor, and kept until a table that it shows changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from apps.accounts.actors import ANONYMOUS
from apps.accounts.requests import ActorRequest
from kernel import clock
from kernel.kept_pages import KeptPage, PersonalParts, Shelf
from kernel.table_states import state_of

View = Callable[..., HttpResponse]
LONGEST_QUERY = 100
shelf = Shelf()


def kept_page(
    *, shows: Collection[str], asked_by: Collection[str] = (), visitors_only: bool = False
) -> Callable[[View], View]:
    """For a view of GET whose page depends on its address, the language, the day and the tables `shows` alone.

    The view gets a request of a visitor, whoever asks: it can't know the person, the session or a cookie. Parts of the
    page that are somebody's stand in `{% personal %}`. The tables must be watched (`kernel.table_states.watched`).
    `asked_by` are the names of the query string under which pages are kept; one that asks for anything else, such as a
    number that somebody typed, is made for its request alone, and never pushes others out.
    With `visitors_only`, for pages that say more to those who are signed in, these get a page of their own as ever.
    """
    names = frozenset(asked_by)

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = request.META.get("QUERY_STRING", "")
            is_known = len(asked) <= LONGEST_QUERY and names.issuperset(request.GET)
            if not is_known or (visitors_only and request.actor.is_authenticated):
                return view(request, *args, **kwargs)
            key = (view.__module__, view.__name__, request.path, asked, get_language(), clock.today())
            state = state_of(shows)
            page = shelf.find(key, state)
            if page is None:
                visit = _visit(request)
                made = view(visit, *args, **kwargs)
                if made.status_code != 200:
                    return made
                page = _page_of(visit, made)
                shelf.keep(key, state, page)
            return page.answer(request)

        return cast(View, answered)

    return decorate


def _page_of(visit: _Visit, made: HttpResponse) -> KeptPage:
    if "CSRF_COOKIE" in visit.META:
        raise ValueError(f"{visit.path} holds a form with a token outside of its personal parts.")
    if made.cookies:
        raise ValueError(f"{visit.path} sets a cookie, which is somebody's.")
    return visit.personal_parts.page(made.content.decode())


class _Visit(HttpRequest):
    """A request of nobody in particular, for the same address. It has no session, no cookie, no host."""

    actor = ANONYMOUS
    personal_parts: PersonalParts


def _visit(request: HttpRequest) -> _Visit:
    visit = _Visit()
    visit.method, visit.GET = "GET", request.GET
    visit.path, visit.path_info = request.path, request.path_info
    visit.META = {name: request.META.get(name, "") for name in ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")}
    visit.META["REQUEST_METHOD"] = "GET"
    visit.resolver_match = request.resolver_match
    visit.user = AnonymousUser()
    visit.personal_parts = PersonalParts()
    return visit
