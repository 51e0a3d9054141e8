"""Filling the tables with a market: where it may be done, in which order, and how what stood there goes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from apps.accounts.models import Membership, Organisation, User
from apps.demands.models import Demand, DemandStep, DemandVersion, Requirement
from apps.sample import names, world
from apps.sample.market import World
from apps.sample.scale import people
from apps.sample.scale.bare import laid_bare, put_back
from apps.sample.scale.copying import Filling
from apps.sample.scale.demands import DemandWriter
from apps.sample.scale.products import ProductWriter
from apps.suppliers.models import Product, ProductRevision, ProductStep, SpecValue
from apps.taxonomy.models import Category, NameProposal
from kernel.models import OutboxRow

FILLED = (Product, SpecValue, ProductRevision, ProductStep, Demand, DemandVersion, Requirement, DemandStep)
PRODUCTS_AT_ONCE = 4096
DEMANDS_AT_ONCE = 2000
Say = Callable[[str, int, int], None]
"""Told after each batch: what is written, how many are done, how many rows that were."""

ItemT = TypeVar("ItemT")


class Refused(Exception):
    """Nothing was written, and why."""


def load(*, products: int, demands: int, seed: int, replace: bool, dropping: bool, say: Say) -> None:
    """Write the market, a transaction for each batch. What was written stays if it is cut short: then `replace`.

    With `dropping`, indexes and foreign keys are made anew at the end instead of being kept up row by row.
    Raises Refused where anything real stands, where a market stands already (without `replace`), and without the
    taxonomy.
    """
    _check(replace=replace)
    put_back(say_what=lambda _what: None)
    if replace:
        empty()
    market = World(seed)
    with transaction.atomic():
        everybody = people.make_people()
    say("organisations", people.MAKERS + people.INSTITUTIONS, 0)
    bare = laid_bare(FILLED, say_what=lambda what: say(what, 0, 0)) if dropping else contextlib.nullcontext()
    with bare:
        product_lines = ProductWriter(market, everybody.makers).lines_of
        _write(market.products(products), product_lines, PRODUCTS_AT_ONCE, "products", say)
        demand_lines = DemandWriter(market, everybody.institutions).lines_of
        _write(market.demands(demands), demand_lines, DEMANDS_AT_ONCE, "demands", say)
    analyse()


def _write(items: Iterable[ItemT], lines_of: Callable[[list[ItemT]], Filling], size: int, name: str, say: Say) -> None:
    """Write batch after batch: while one goes into the database, the lines of the next are made."""
    done, pending = 0, None
    with ThreadPoolExecutor(max_workers=1) as writer:
        try:
            for batch in _batches(items, size):
                filling = lines_of(batch)
                if pending is not None:
                    pending.result()
                pending = writer.submit(_copy, filling)
                done += len(batch)
                say(name, done, sum(len(lines) for _table, lines in filling))
            if pending is not None:
                pending.result()
        finally:
            writer.submit(_leave).result()


def _leave() -> None:
    connection.close()  # this thread's own


def _copy(filling: Filling) -> None:
    with transaction.atomic():
        for table, lines in filling:
            table.copy(lines)


def _batches(items: Iterable[ItemT], size: int) -> Iterator[list[ItemT]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def _check(*, replace: bool) -> None:
    if not Category.objects.exists():
        raise Refused("The taxonomy is not loaded. Run load_taxonomy first.")
    for model in (Organisation, Product, Demand):
        if real := model.objects.filter(is_sample=False).first():
            raise Refused(
                f"This database holds real data ({model.__name__} {real.pk}: {real}). Use one of its own for a market."
            )
    if is_loaded() and not replace:
        raise Refused("A market stands here already. --replace empties all sample data and writes it anew.")


def is_loaded() -> bool:
    """Whether a market stands here, whole or in part."""
    return User.objects.filter(email__endswith=f"@{people.DOMAIN}").exists()


@transaction.atomic
def empty() -> None:
    """Take all organisations away with everything that hangs on them; a sample world is written anew as it was.

    Must only be called where `_check` has found nothing real.
    """
    had_world = world.is_loaded()
    with connection.cursor() as cursor:
        # In no time, and without leaving millions of dead rows. Every table that points here is sample data too.
        cursor.execute(f"TRUNCATE {Organisation._meta.db_table}, {NameProposal._meta.db_table} CASCADE")
    OutboxRow.objects.filter(done_at=None).delete()
    for domain in (people.DOMAIN, names.DOMAIN):
        User.objects.filter(email__endswith=f"@{domain}").delete()
    if had_world:
        world.load()


def analyse() -> None:
    """Let the planner know the tables, and mark their pages as seen by all, which scans of an index alone need."""
    with connection.cursor() as cursor:
        for model in (Organisation, User, Membership, *FILLED):
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
