"""Every page that the access table knows, as the first role that may open it: also what no journey reaches."""

from __future__ import annotations

from collections.abc import Iterable

from django.test import Client
from django.urls import resolve, reverse

from tests.access.table_reader import ROLES, Entry, read_table
from tests.access.world import World
from tests.cast import Cast, signed_in


def pages_of_table(cast: Cast, *, besides: Iterable[str]) -> dict[str, list[str]]:
    """Role → addresses of whole pages (no files, no parts) of the routes that `besides` has no address of."""
    world = World(cast, {})
    known = {_route_of(address) for address in besides}
    asked = [(entry, role) for entry in read_table() if entry.route not in known and (role := _first_reader(entry))]
    addresses = [(role, _address(entry, world)) for entry, role in asked]
    clients = {role: _client(cast, role) for role in ROLES}
    pages: dict[str, list[str]] = {}
    for role, address in dict.fromkeys(addresses):
        if _is_page(clients[role], address):
            pages.setdefault(role, []).append(address)
    return pages


def _route_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


def _first_reader(entry: Entry) -> str:
    readers = (role for role in ROLES if entry.expected.get("GET", {}).get(role) == "ok")
    return "" if entry.is_htmx else next(readers, "")


def _address(entry: Entry, world: World) -> str:
    return reverse(entry.route, kwargs=dict(world.params(entry.params))) + entry.query


def _client(cast: Cast, role: str) -> Client:
    person = getattr(cast, role)
    return Client() if person is None else signed_in(person)


def _is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return False
    start: bytes = answer.content
    return start.lstrip().lower().startswith(b"<!doctype")
