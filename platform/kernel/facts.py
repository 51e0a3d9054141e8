"""News that travels upward: a lower app publishes a fact, higher apps listen.

A fact is a frozen dataclass that holds ids. It is published inside the transaction that makes it true; a listener
writes only rows of its own app or an outbox row, and never computes. Listeners are registered in each app's `ready()`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

F = TypeVar("F")

_listeners: dict[type, list[Callable[[object], None]]] = defaultdict(list)


def listen(fact_type: type[F], listener: Callable[[F], None]) -> None:
    """Call `listener` inside the transaction of every fact of this type. Registering twice has no effect."""
    registered = _listeners[fact_type]
    if listener not in registered:
        registered.append(listener)  # type: ignore[arg-type]


def publish(fact: object) -> None:
    """Tell every listener. Must run inside a transaction, so that news and cause stand or fall together.

    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(fact).__name__} was published outside a transaction")
    for listener in _listeners[type(fact)]:
        listener(fact)
