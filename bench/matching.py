#!/usr/bin/env python3
"""Matching at any size beside PostgreSQL and the usual text searches, on an invented market (apps/sample/market).

    .venv/bin/python bench/matching.py [--products 20000] [--demands 20] [--json]

    --products N           the largest index of the growth curve (10,000 → N)
    --postgres-products N  the size at which PostgreSQL is asked; at most N, which is the default
    --text-products N      the size at which text searches are compared (at most 100,000 by default)
    --plain-products N     the size at which the plain path is the oracle (600)
    --demands M            demands of the growth curve; --peer-demands of them are put to the peers as well (12)
    --batch-demands M      of the batch in family scope and of the reverse match (100,000)
    --batch-all-demands M  of the batch over everything (10,000)
    --rounds R             repetitions of each demand, all systems in turns
    --without postgres,text   leave a comparison out
    --peer-seed S          give PostgreSQL another market: the run must then end with 1
    --plans FILE           the peers' plans, EXPLAIN (ANALYZE, BUFFERS)
    --processes P          that share the index in batches (2)
    --json                 the last line is one JSON object

Peers are exact: their top 50 must have our ids, outcomes, parts, evidence and verdicts (`oracle_equal`), ours must be
the plain path's on a smaller market, and the reverse match that of single matches; the exit code is 1 when they do not.
Times depend on the machine; quote ratios.
PostgreSQL is a server of the bench's own that is removed afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from apps.matching.engine.facts import DemandFacts  # noqa: E402
from apps.matching.engine.index import MatchIndex  # noqa: E402
from apps.sample.market import World  # noqa: E402
from bench import ours  # noqa: E402
from bench.measuring import (  # noqa: E402
    EVERYTHING,
    FAMILY,
    OURS,
    SHORTCUT,
    Duel,
    Plain,
    Size,
    duel,
    insert_ms,
    measure_index,
    measure_plain,
    milliseconds,
)
from bench.peers import tables, texts  # noqa: E402
from bench.peers.database import scratch_database  # noqa: E402
from bench.peers.postgres import peers  # noqa: E402

MORE = ("batch_family_columns_seconds", "batch_all_columns_seconds", "reverse_equal", "reverse_demands")
"""Figures of the crowds beside the agreed ones."""


@dataclass
class Run:
    """Everything that was measured."""

    options: argparse.Namespace
    world: World
    demands: list[DemandFacts]
    first_call_ms: float = 0.0
    plain: Plain | None = None
    sizes: list[Size] = field(default_factory=list)
    duels: list[Duel] = field(default_factory=list)
    insert_ms: float | None = None
    tables_mib: dict[str, float] = field(default_factory=dict)
    postgres: str = ""
    text: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


def main() -> int:
    """Measure and print; 1 when some system's rows are not ours."""
    options = read_options()
    world = World(options.seed)
    run = Run(options, world, list(world.demands(options.demands)))
    run.first_call_ms = milliseconds(lambda: ours.warm(world))
    run.plain = measure_plain(world, run.demands[:3], options.plain_products)
    for count in sizes_of(options):
        measure_size(run, count)
    report(run)
    return 0 if oracle_equal(run) else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--demands", type=int, default=20)
    parser.add_argument("--postgres-products", type=int)
    parser.add_argument("--text-products", type=int)
    parser.add_argument("--plain-products", type=int, default=600)
    parser.add_argument("--peer-demands", type=int, default=12)
    parser.add_argument("--batch-demands", type=int, default=100_000)
    parser.add_argument("--batch-all-demands", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer-seed", type=int)
    parser.add_argument("--without", default="", help="postgres, text or both, with a comma")
    parser.add_argument("--plans", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.without = set(filter(None, options.without.split(",")))
    options.postgres_products = min(options.postgres_products or options.products, options.products)
    options.text_products = min(options.text_products or 100_000, options.postgres_products)
    return options


def sizes_of(options: argparse.Namespace) -> list[int]:
    """10,000, 30,000, 100,000 … up to the largest, and the sizes of the comparisons."""
    sizes = {options.products, options.postgres_products, options.text_products}
    for power in (10_000, 100_000, 1_000_000):
        sizes |= {power, 3 * power}
    return sorted(size for size in sizes if size <= options.products)


def measure_size(run: Run, count: int) -> None:
    """One index with everything that is measured at its size."""
    options = run.options
    begin = time.perf_counter()
    index = ours.build(run.world, count)
    build_seconds = time.perf_counter() - begin
    say(f"{count:,} products: built in {build_seconds:.1f} s")
    alone = measure_index(index, run.demands, rounds=options.rounds, count=count, build_seconds=build_seconds)
    run.sizes.append(alone)
    is_peers = count == options.postgres_products and "postgres" not in options.without
    is_text = count == options.text_products and "text" not in options.without
    if is_peers or is_text:
        with scratch_database() as connection:
            if is_peers:
                compare_with_postgres(run, index, connection)
            if is_text:
                compare_texts(run, index, connection)
    if count == options.products:
        measure_crowds(run, index)
    del index
    gc.collect()


def compare_with_postgres(run: Run, index: MatchIndex, connection: Any) -> None:
    """Load the market, then every peer in turns with us over both scopes."""
    options = run.options
    begin = time.perf_counter()
    market = run.world if options.peer_seed is None else World(options.peer_seed)
    coder = tables.load(connection, market, options.postgres_products)
    say(f"PostgreSQL: loaded in {time.perf_counter() - begin:.1f} s")
    run.tables_mib = tables.sizes_mib(connection)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        run.postgres = cursor.fetchone()[0]
    asked = run.demands[: options.peer_demands]
    scoped = {EVERYTHING: [ours.everywhere(demand) for demand in asked], FAMILY: asked}
    with plan_writer(options.plans) as on_plan:
        for scope, demands in scoped.items():
            rivals = peers(connection, coder)
            run.duels.append(duel(index, rivals, demands, scope=scope, rounds=options.rounds, on_plan=on_plan))
            say(f"PostgreSQL, {scope}: asked")
    run.insert_ms = insert_ms(connection, rounds=20)


@contextlib.contextmanager
def plan_writer(path: Path | None) -> Iterator[Callable[[str], None] | None]:
    """Writes plans into the file, where one is asked for."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8") as file:
        yield lambda text: print(text, end="\n\n", file=file)


def compare_texts(run: Run, index: MatchIndex, connection: Any) -> None:
    """Titles with unheard synonyms by all text searches."""
    count, rounds = run.options.text_products, run.options.rounds
    with tempfile.TemporaryDirectory(prefix="yiqiao-bench-") as folder:
        tallies = texts.compare(run.world, index, connection, count=count, rounds=rounds, folder=Path(folder))
    run.text = [tally.row() for tally in tallies]
    say("text searches: asked")


def measure_crowds(run: Run, index: MatchIndex) -> None:
    """Many demands at once, one product against many demands, and the files."""
    world, options, count = run.world, run.options, run.options.products
    run.found["mib_per_million_products"] = short(ours.snapshot_mib(index) * 1_000_000 / count)
    run.found["snapshot_open_ms"] = short(ours.open_snapshot_ms(index))
    demands = list(world.demands(max(options.batch_demands, options.batch_all_demands)))
    say("demands are made")
    family = ours.batch_seconds(index, demands[: options.batch_demands], options.processes)
    run.found["batch_family_seconds"] = short(family.seconds)
    run.found["batch_family_columns_seconds"] = short(family.columns_seconds)
    say("batch in family scope: done")
    wide = [ours.everywhere(demand) for demand in demands[: options.batch_all_demands]]
    everything = ours.batch_seconds(index, wide, options.processes)
    run.found["batch_all_seconds"] = short(everything.seconds)
    run.found["batch_all_columns_seconds"] = short(everything.columns_seconds)
    say("batch over everything: done")
    found = ours.reverse(world, list(world.products(300)), demands[: options.batch_demands])
    run.found["reverse_ms"], run.found["reverse_equal"] = short(found.milliseconds), found.equal
    run.found["reverse_demands"] = found.demands


# ---- telling ------------------------------------------------------------------------------------------------------


def oracle_equal(run: Run) -> bool:
    """Whether all systems gave our rows, and we gave the plain path's."""
    is_plain = bool(run.plain and run.plain.equal)
    return is_plain and run.found.get("reverse_equal", True) and not any(each.unequal for each in run.duels)


def figures(run: Run) -> dict[str, Any]:
    """The object of --json: the agreed names first, then what stands behind them."""
    last, insert, reverse = run.sizes[-1], run.insert_ms, run.found["reverse_ms"]
    wide, close = (next((each for each in run.duels if each.scope == scope), None) for scope in (EVERYTHING, FAMILY))
    return {
        "products": last.products,
        "demands": len(run.demands),
        "exact_ms": short(last.exact_ms),
        "exact_vs_postgres": wide and short(wide.ratio(shortcuts=False)),
        "exact_vs_memory_read": short(last.exact_vs_read),
        "family_ms": short(last.family_ms),
        "family_vs_sql": close and short(close.ratio(shortcuts=True)),
        "family_recall_at_50": short(last.recall),
        "batch_family_seconds": run.found["batch_family_seconds"],
        "batch_all_seconds": run.found["batch_all_seconds"],
        "reverse_ms": reverse,
        "reverse_vs_insert": short(reverse / insert) if insert else None,
        "mib_per_million_products": run.found["mib_per_million_products"],
        "snapshot_open_ms": run.found["snapshot_open_ms"],
        "oracle_equal": oracle_equal(run),
        **{name: value for name, value in run.found.items() if name in MORE},
        "exact_vs_postgres_eligible_first": wide and short(wide.ratio(shortcuts=True)),
        "postgres_products": run.options.postgres_products if run.duels else None,
        "duels": [as_dict(each) for each in run.duels],
        "insert_ms": insert and short(insert),
        "tables_mib": run.tables_mib,
        "growth": [{name: short(value) for name, value in asdict(size).items()} for size in run.sizes],
        "text": run.text,
        "plain": run.plain and asdict(run.plain),
        "first_call_ms": short(run.first_call_ms),
        "machine": machine(run),
    }


def as_dict(found: Duel) -> dict[str, Any]:
    """Medians by system."""
    return {
        "scope": found.scope,
        "median_ms": {name: short(found.median(name)) for name in found.times},
        "best_peer": found.best_peer(shortcuts=False),
        "answered_by_shortcut": f"{found.answered_by_shortcut} of {found.demands}",
        "unequal": found.unequal,
    }


def report(run: Run) -> None:
    """A table, and with --json the object as the last line."""
    found = figures(run)
    print(machine(run))
    print(f"{'products':>10}{'build s':>9}{'exact ms':>10}{'read ms':>9}{'ratio':>7}{'family ms':>11}{'kept':>7}")
    for size in run.sizes:
        print(
            f"{size.products:>10,}{size.build_seconds:>9.1f}{size.exact_ms:>10.2f}{size.read_ms:>9.3f}"
            f"{size.exact_vs_read:>7.1f}{size.family_ms:>11.2f}{size.recall:>7.1%}"
        )
    for each in run.duels:
        report_duel(each, run.options.postgres_products)
    report_texts(run.text, run.options.text_products)
    if run.plain:
        print(f"plain path, {run.plain.products:,} products: {run.plain.plain_ms:.0f} ms a demand")
    for name, value in found.items():
        if not isinstance(value, list | dict) and name != "machine":
            print(f"{name:>34}  {value}")
    if run.options.json:
        print(json.dumps(found, ensure_ascii=False))


def report_duel(found: Duel, products: int) -> None:
    """One line a system."""
    print(f"\n{products:,} products, {found.scope}: median ms of {found.demands} demands, and how many times ours")
    for name in sorted(found.times, key=found.median):
        note = f"  (suffices for {found.answered_by_shortcut} of {found.demands})" if SHORTCUT in name else ""
        print(f"{name:>26}{found.median(name):>10.2f}{found.median(name) / found.median(OURS):>9.1f} ×{note}")
    for name, demand in found.unequal:
        print(f"{name:>26} differs from ours for {demand}")


def report_texts(rows: Sequence[dict[str, Any]], products: int) -> None:
    """One line a text search."""
    if rows:
        print(f"\n{products:,} products, titles with unheard synonyms: is the right type among the 50 rows, and where")
        print(f"{'':>22}{'build s':>9}{'ms':>9}{'recall':>8}{'MRR':>7}{'family first':>14}")
    for row in rows:
        print(
            f"{row['system']:>22}{row['build_seconds']:>9.1f}{row['title_ms']:>9.3f}{row['type_recall']:>8.3f}"
            f"{row['type_mrr']:>7.3f}{row['family_first']:>14.3f}"
        )
    print()


def machine(run: Run) -> str:
    """What the times depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    server = f", PostgreSQL {run.postgres}" if run.postgres else ""
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}{server},"
        f" load {load:.1f}, seed {run.options.seed}, {run.options.rounds} rounds"
    )


def short(value: float) -> float:
    """Four significant digits for floats; whole numbers as they are."""
    return value if isinstance(value, int) else float(f"{value:.4g}")


def say(text: str) -> None:
    """Progress, apart from the results."""
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
