"""What bench/matching.py measures: one index by itself, and one index in turns with the peers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg2.extras import execute_values

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.sample.market import World
from bench import ours
from bench.peers.postgres import Peer, shown

OURS = "this project"
SHORTCUT = "eligible first"
EVERYTHING, FAMILY = "everything", "family"


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


@dataclass
class Size:
    """One point of the growth curve: medians in milliseconds."""

    products: int
    build_seconds: float
    exact_ms: float = 0.0
    family_ms: float = 0.0
    read_ms: float = 0.0
    exact_vs_read: float = 0.0
    evaluate_ms: float = 0.0
    recall: float = 0.0


def measure_index(
    index: MatchIndex, demands: Sequence[DemandFacts], *, rounds: int, count: int, build_seconds: float
) -> Size:
    """Every demand over everything and in its family in turns with reading the columns once."""
    size = Size(count, build_seconds)
    exact, family, reading, evaluating, ratios, kept = [], [], [], [], [], []
    for demand in demands:
        wide = ours.everywhere(demand)
        pieces = ours.needed_columns(index, wide)
        best = index.match(wide).rows
        close = {row.product_id for row in index.match(demand).rows}
        kept.append(sum(row.product_id in close for row in best) / len(best) if best else 1.0)
        for _ in range(rounds):
            exact.append(milliseconds(lambda wide=wide: index.match(wide)))  # type: ignore[misc]
            reading.append(milliseconds(lambda pieces=pieces: ours.read_once(pieces)))  # type: ignore[misc]
            family.append(milliseconds(lambda demand=demand: index.match(demand)))  # type: ignore[misc]
            evaluating.append(milliseconds(lambda wide=wide: index.evaluate(wide)))  # type: ignore[misc]
            ratios.append(exact[-1] / reading[-1])
    size.exact_ms, size.family_ms = statistics.median(exact), statistics.median(family)
    size.read_ms, size.evaluate_ms = statistics.median(reading), statistics.median(evaluating)
    size.exact_vs_read, size.recall = statistics.median(ratios), statistics.fmean(kept)
    return size


# ---- the oracle ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """The plain path on a small market: whether all rows are equal, and how long one demand takes."""

    products: int
    equal: bool
    plain_ms: float


def measure_plain(world: World, demands: Sequence[DemandFacts], count: int) -> Plain:
    """All rows of both paths, candidates and references apart, byte for byte."""
    products: list[ProductFacts] = list(world.products(count))
    index = ours.build(world, count)
    times, equal = [], True
    for demand in map(ours.everywhere, demands):
        begin = time.perf_counter()
        rows = ours.plain(world, demand, products)
        times.append((time.perf_counter() - begin) * 1000)
        result = index.match(demand, limit=None)
        references = {product.product_id for product in products if product.is_reference}
        equal &= list(result.rows) == [row for row in rows if row.product_id not in references]
        equal &= list(result.references) == [row for row in rows if row.product_id in references]
    return Plain(count, equal, statistics.median(times))


# ---- beside PostgreSQL --------------------------------------------------------------------------------------------


@dataclass
class Duel:
    """Times by system over one scope, and the demands in which a system's rows were not ours."""

    scope: str
    times: dict[str, list[float]] = field(default_factory=dict)
    unequal: list[tuple[str, str]] = field(default_factory=list)
    answered_by_shortcut: int = 0
    demands: int = 0

    def median(self, name: str) -> float:
        """Of one system."""
        return statistics.median(self.times[name])

    def best_peer(self, *, shortcuts: bool) -> str:
        """The quickest PostgreSQL peer by its median."""
        names = [name for name in self.times if name != OURS and (shortcuts or SHORTCUT not in name)]
        return min(names, key=self.median)

    def ratio(self, *, shortcuts: bool) -> float:
        """How many times quicker ours is than the quickest peer."""
        return self.median(self.best_peer(shortcuts=shortcuts)) / self.median(OURS)


def duel(
    index: MatchIndex,
    peers: Sequence[Peer],
    demands: Sequence[DemandFacts],
    *,
    scope: str,
    rounds: int,
    on_plan: Callable[[str], None] | None,
) -> Duel:
    """Each demand by every system in turns; the first turn warms up and is compared, the others are timed."""
    found = Duel(scope, {OURS: [], **{peer.name: [] for peer in peers}}, demands=len(demands))
    for place, demand in enumerate(demands):
        rows = index.match(demand).rows
        wanted = ours.shown(rows)
        found.answered_by_shortcut += len(rows) >= 50 and all(each.outcome == 0 for each in wanted)
        for peer in peers:
            peer.prepare(demand)
            if shown(peer.ask(demand), demand) != wanted:
                found.unequal.append((peer.name, demand.demand_id))
            if on_plan and place == 0:
                on_plan(f"== {peer.name}, {scope}, {demand.demand_id}\n{peer.plan(demand)}")
        for _ in range(rounds):
            found.times[OURS].append(milliseconds(lambda demand=demand: index.match(demand)))  # type: ignore[misc]
            for peer in peers:
                found.times[peer.name].append(milliseconds(lambda peer=peer, demand=demand: peer.ask(demand)))  # type: ignore[misc]
        for peer in peers:
            peer.forget()
    return found


def insert_ms(connection: Any, *, rounds: int) -> float:
    """One product with its values into the indexed tables, committed: a lower bound, for nothing is synced to disk."""
    times = []
    with connection.cursor() as cursor:
        for number in range(rounds):
            cursor.execute("SELECT * FROM product WHERE id = %s", [number])
            product = (_NEW + number, *cursor.fetchone()[1:])
            cursor.execute("SELECT * FROM spec WHERE product = %s", [number])
            values = [(_NEW + number, *row[1:]) for row in cursor.fetchall()]
            begin = time.perf_counter()
            cursor.execute("BEGIN")
            cursor.execute("INSERT INTO product VALUES %s", [product])
            execute_values(cursor, "INSERT INTO spec VALUES %s", values)
            cursor.execute("COMMIT")
            times.append((time.perf_counter() - begin) * 1000)
        cursor.execute("DELETE FROM product WHERE id >= %s", [_NEW])
        cursor.execute("DELETE FROM spec WHERE product >= %s", [_NEW])
    return statistics.median(times)


_NEW = 1_000_000_000
