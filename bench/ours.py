"""The engine as the bench asks it: the one place that knows what the engine can do.

What the engine cannot do yet raises NotBuilt with a sentence; the bench then prints that sentence and no figure.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import OUTCOME_ORDER, match_products
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.engine.storage import open_snapshot, save
from apps.matching.engine.warming import warm_up
from apps.sample.market import TODAY, World
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Operator, Requirement

Array = npt.NDArray[Any]


class NotBuilt(Exception):
    """The engine has no such part yet."""


@dataclass(frozen=True)
class Shown:
    """One row of an answer, as every system has to give it."""

    product_id: str
    outcome: int
    parts: tuple[int, ...]
    evidence: int
    verdicts: tuple[str, ...]


def warm(world: World) -> None:
    """Compile the kernels or load them from the cache."""
    warm_up(world.units)


def build(world: World, count: int) -> MatchIndex:
    """The index of the first products of a market."""
    return MatchIndex.build(world.products(count), parameters=world.parameters, units=world.units, today=_today())


def everywhere(demand: DemandFacts) -> DemandFacts:
    """The same demand over all products."""
    return replace(demand, scope=None)


def shown(rows: Sequence[MatchRow]) -> list[Shown]:
    """Rows for comparing with other systems."""
    return [
        Shown(
            row.product_id,
            OUTCOME_ORDER.index(row.outcome),
            tuple(points for _, points in row.parts.items()),
            row.evidence,
            tuple(row.verdicts),
        )
        for row in rows
    ]


def plain(world: World, demand: DemandFacts, products: Sequence[ProductFacts]) -> list[MatchRow]:
    """The oracle: one product after the other."""
    return match_products(
        demand,
        products=products,
        parameters=world.parameters,
        units=world.units,
        today=_today(),
        weights=PUBLISHED_WEIGHTS,
    )


def _today() -> date:
    return TODAY


# ---- what a demand reads ------------------------------------------------------------------------------------------


def needed_columns(index: MatchIndex, demand: DemandFacts) -> list[Array]:
    """Every piece of every array that an exact answer over everything has to read at least once.

    For each clause the rows that answer its parameter, who has which value in its slot and the slot's distinct values;
    for every product price, lead time, whether it is a reference and its order.
    """
    columns = index.columns
    pieces: list[Array] = [columns.price, columns.lead_days, columns.is_reference, columns.id_order]
    for clause in _clauses(demand.requirements):
        slot = columns.slot(clause.code, condition_key(clause.condition, index.units))
        pieces.append(columns.code_rows[slice(*columns.codes.get(clause.code or "", (0, 0)))])
        entries, values = columns.entries, columns.values
        pieces += [part[slot.begin : slot.end] for part in (entries.rows, entries.values)]
        pieces += [part[slot.first_value : slot.last_value] for part in (values.heads, values.first, values.second)]
    return [piece for piece in pieces if len(piece)]


def _clauses(requirements: Sequence[Requirement]) -> Iterator[Requirement]:
    for each in requirements:
        if each.op is Operator.ANY:
            yield from _clauses(each.alternatives)
        else:
            yield each


def read_once(pieces: Sequence[Array]) -> int:
    """Read every byte once, in one thread: the sum of 64-bit words, the quickest way that numpy has."""
    return sum(int(words.sum()) & 1 for words in map(_as_words, pieces))


def _as_words(piece: Array) -> Array:
    """The same memory as 64-bit words; a rest of some bytes is left out."""
    flat = piece.view(np.uint8)
    shift = -flat.ctypes.data % 8
    return flat[shift : shift + (len(flat) - shift) // 8 * 8].view(np.uint64)


# ---- parts that the engine does not have yet ----------------------------------------------------------------------


def snapshot_mib(index: MatchIndex) -> float:
    """MiB of a snapshot, as all processes share it."""
    with _snapshot(index) as folder:
        return sum(file.stat().st_size for file in folder.iterdir()) / 2**20


def open_snapshot_ms(index: MatchIndex) -> float:
    """Milliseconds until a snapshot can be asked: the median of some openings of files that the system has read."""
    times = []
    with _snapshot(index) as folder:
        for _ in range(5):
            begin = time.perf_counter()
            columns, texts, _notes = open_snapshot(folder)
            replace(index, columns=columns, texts=texts)
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


@contextlib.contextmanager
def _snapshot(index: MatchIndex) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yiqiao-bench-") as parent:
        folder = Path(parent) / "snapshot"
        save(index.columns, index.texts, folder, notes={})
        yield folder


def batch_seconds(index: MatchIndex, demands: Iterable[DemandFacts]) -> float:
    """Seconds for all demands, each with its best rows and their verdicts; making the demands is not counted."""
    raise NotBuilt("the engine has no batch that shares work between demands yet")


def reverse_ms(world: World, product: ProductFacts, demands: Iterable[DemandFacts]) -> float:
    """Milliseconds for one new product against all demands."""
    raise NotBuilt("the engine keeps no index of demands yet")
