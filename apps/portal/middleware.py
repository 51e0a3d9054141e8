"""Notes what a signed-in person opens and changes, told by the address alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.portal.models import RecentItem
from apps.portal.services import note_work

KINDS = {
    "demand_id": RecentItem.Kind.DEMAND,
    "product_id": RecentItem.Kind.PRODUCT,
    "answer_id": RecentItem.Kind.ANSWER,
    "trial_id": RecentItem.Kind.TRIAL,
    "deal_id": RecentItem.Kind.DEAL,
}
APPS = frozenset({"demands", "matching", "suppliers", "answers", "trials", "deals"})


class RecentWorkMiddleware:
    """A page that was shown counts as opened, a form that was taken as a change.

    Parts of pages and files do not, nor a page that is asked another way (a filter, a trial): an edit in place or a
    filtered view belongs to a page that has counted, and must stay as quick as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        thing = _thing_of(match.kwargs) if match is not None and match.app_name in APPS else None
        if thing is not None and request.user.is_authenticated and _counts(request, response):
            kind, object_id = thing
            note_work(request.user.pk, kind=kind, object_id=object_id, is_edit=request.method == "POST")
        return response


def _thing_of(parameters: dict[str, object]) -> tuple[RecentItem.Kind, int] | None:
    """What the address is about; of several ids the last kind of KINDS, the narrowest."""
    found = [(kind, parameters[name]) for name, kind in KINDS.items() if isinstance(parameters.get(name), int)]
    return (found[-1][0], int(str(found[-1][1]))) if found else None


def _counts(request: HttpRequest, response: HttpResponse) -> bool:
    if getattr(request, "htmx", False):
        return False
    if request.method == "POST":
        return response.status_code < 400
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    return request.method == "GET" and is_page and not request.GET
