"""The small world that the access table is asked in, and the builders of its things.

A builder makes what one entry is about and gives the parameters of its address. Builders live in
tests/access/builders/<app>.py and are found by name; each is called once for the whole table.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.test import Client

from tests.access import builders
from tests.cast import Cast, make_cast, signed_in

Params = Mapping[str, object]
Builder = Callable[[Cast], Params]

_builders: dict[str, Builder] = {}


def builds(builder: Builder) -> Builder:
    """Register a function `name(cast) -> parameters` under its name. Raises ValueError when the name is taken."""
    name = builder.__name__
    if name in _builders and _builders[name].__module__ != builder.__module__:
        raise ValueError(f"two builders are named {name}")
    _builders[name] = builder
    return builder


def find_builders() -> Mapping[str, Builder]:
    """All builders of tests/access/builders."""
    for module in pkgutil.iter_modules(builders.__path__):
        importlib.import_module(f"{builders.__name__}.{module.name}")
    return _builders


@dataclass
class World:
    """The cast, a session of everybody, and what the builders have made so far."""

    cast: Cast
    clients: Mapping[str, Client]
    made: dict[str, Params] = field(default_factory=dict)

    def params(self, name: str) -> Params:
        """The parameters of the address, made at first use. Raises KeyError for a builder that does not exist."""
        if name and name not in self.made:
            self.made[name] = find_builders()[name](self.cast)
        return self.made.get(name, {})


def make_world() -> World:
    """A fresh cast with everybody's session."""
    cast = make_cast()
    clients = {role: signed_in(user) for role, user in cast.everyone().items()}
    for client in clients.values():
        client.raise_request_exception = False
    return World(cast, clients)
