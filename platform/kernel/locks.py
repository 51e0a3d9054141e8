"""Locks on names, for work that must not be done twice at once and yet must hold no row that people wait for."""

from __future__ import annotations

from django.db import connection


def hold(name: str) -> None:
    """Hold the lock of this name until the transaction ends; waits while somebody else holds it.

    It locks no row: pages go on reading and writing what the work is about. What is read before the lock is held may
    be out of date. Raises RuntimeError outside a transaction, where it would be let go at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"the lock {name!r} was asked for outside a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
