"""Asks a route as a role and sorts the answer into the classes of the table."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from tests.access.routes import Route
from tests.access.table_reader import METHODS, Entry
from tests.access.world import Params, World

# Who tries the methods that an entry does not list: nobody may get through.
_TRIERS = ("anonymous", "institution_member", "administrator")
_CLOSED = frozenset({"not-allowed", "sign-in", "refused", "hidden"})
_STATUSES = {
    400: "invalid",
    401: "sign-in",
    403: "refused",
    404: "hidden",
    405: "not-allowed",
    409: "conflict",
    415: "unsupported",
    422: "invalid",
    429: "limited",
}
_VARYING = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|X-CSRFToken&quot;: &quot;)[A-Za-z0-9]+')


@dataclass(frozen=True)
class Finding:
    """One cell that does not answer as it should."""

    entry: str
    method: str
    role: str
    expected: str
    found: str


@dataclass(frozen=True)
class Result:
    """How many cells were asked, and those that answered wrongly."""

    cells: int
    findings: tuple[Finding, ...]

    def report(self) -> str:
        """The findings in words, those of one route and one mistake on one line."""
        roles: dict[str, list[str]] = {}
        for f in self.findings:
            mistake = f"{f.entry} {f.method}: expected {f.expected}, found {f.found}"
            roles.setdefault(mistake, []).append(f.role)
        return "\n".join(f"{mistake} as {', '.join(names)}" for mistake, names in roles.items())


def check_entries(entries: Iterable[Entry], routes: Mapping[str, Route], world: World) -> Result:
    """Ask every cell. Each request is rolled back, so that no cell sees what another did."""
    entries = list(entries)
    for entry in entries:
        world.params(entry.params)  # all things exist before the first question
    asked = [finding for entry in entries for finding in _check(entry, routes[entry.route], world)]
    return Result(len(asked), tuple(finding for finding in asked if finding is not None))


def _check(entry: Entry, route: Route, world: World) -> list[Finding | None]:
    cells = [
        _check_cell(entry, method, role, expected, world)
        for method, roles in entry.expected.items()
        for role, expected in roles.items()
    ]
    unlisted = [method for method in METHODS if method not in entry.expected and not _is_alias(route, method)]
    return cells + [_check_closed(entry, method, role, world) for method in unlisted for role in _TRIERS]


def _is_alias(route: Route, method: str) -> bool:
    """Whether Django's form views answer PUT as POST here."""
    return method == "PUT" and hasattr(getattr(route.view, "view_class", None), "form_class")


def _check_cell(entry: Entry, method: str, role: str, expected: str, world: World) -> Finding | None:
    params = world.params(entry.params)
    answer = _ask(entry, method, role, params, world)
    found = classify(answer)
    if found != expected:
        return Finding(entry.label, method, role, expected, f"{found} ({answer.status_code})")
    if expected == "hidden" and params:
        unknown = _ask(entry, method, role, random_like(params), world)
        if not same_answer(answer, unknown):
            return Finding(entry.label, method, role, "the answer of a random id", "another answer")
    return None


def _check_closed(entry: Entry, method: str, role: str, world: World) -> Finding | None:
    found = classify(_ask(entry, method, role, world.params(entry.params), world))
    # A page that leads everybody of this role elsewhere does so whatever the method is.
    leads_on = found == "moved" == entry.expected.get("GET", {}).get(role)
    return None if found in _CLOSED or leads_on else Finding(entry.label, method, role, "not-allowed (unlisted)", found)


def _ask(entry: Entry, method: str, role: str, params: Params, world: World) -> HttpResponse:
    address = reverse(entry.route, kwargs=dict(params)) + entry.query
    client = world.clients[role]
    cache.clear()  # rate limits count in it
    cookies = copy.copy(client.cookies)
    with transaction.atomic():
        answer = _send(client, method, address, entry)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _send(client: Client, method: str, address: str, entry: Entry) -> HttpResponse:
    send: Callable[..., HttpResponse] = getattr(client, method.lower())
    headers = {"HX-Request": "true"} if entry.is_htmx else {}
    body = entry.bodies.get(method, {})
    if method != "GET" and address.startswith("/api/"):
        return send(address, body, content_type="application/json", headers=headers)
    return send(address, body, headers=headers) if body else send(address, headers=headers)


def classify(answer: HttpResponseBase) -> str:
    """The class of an answer; a status that the table has no word for is given as it is, and fits nothing."""
    status = answer.status_code
    if 200 <= status < 300:
        return "ok"
    if 300 <= status < 400:
        is_sign_in = answer.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))
        return "sign-in" if is_sign_in else "moved"
    return _STATUSES.get(status, str(status))


def random_like(params: Params) -> dict[str, object]:
    """Parameters of the same shape that no row has: the last id of the address differs, or every word if it has no id.

    Of several ids the last one names the hidden thing; the others may belong to something public that it is part of.
    """
    ids = [name for name, value in params.items() if isinstance(value, int)]
    if ids:
        return {**params, ids[-1]: 2_000_000_011}
    return {name: "f" * len(str(value)) for name, value in params.items()}


def same_answer(one: HttpResponse, other: HttpResponse) -> bool:
    """Whether two answers cannot be told apart, save for the tokens that differ at each request."""
    return one.status_code == other.status_code and _steady(one) == _steady(other)


def _steady(answer: HttpResponse) -> bytes:
    return _VARYING.sub(rb"\1", answer.content)
